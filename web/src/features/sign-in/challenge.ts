// What one step of signing in hands to the next.
import type { Store } from "../../store/types";

/** A code is on its way to this number. */
export interface Challenge {
  id: string;
  phoneNumber: string;
  /** Milliseconds since 1970. */
  resendAt: number;
}

/** Have a code sent. */
export async function ask(store: Store, phoneNumber: string): Promise<Challenge> {
  const { challengeId, resendAfterSeconds } = await store.requestCode(phoneNumber);
  return { id: challengeId, phoneNumber, resendAt: Date.now() + resendAfterSeconds * 1000 };
}
