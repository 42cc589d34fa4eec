// Signing in: a phone number, the code that was sent to it, and a name if the person is new.
import { useSignal } from "@preact/signals";
import { Logo } from "../../ui/Logo";
import { useStore } from "../app/store-context";
import { CodeStep } from "./CodeStep";
import type { Challenge } from "./challenge";
import { NameStep } from "./NameStep";
import { PhoneStep } from "./PhoneStep";

export function SignIn() {
  const store = useStore();
  const challenge = useSignal<Challenge | null>(null);
  const phoneNumber = useSignal("");
  return (
    <main class="sign">
      <div class="card">
        <Logo size={56} />
        <SignedOut />
        {store.me.value ? (
          <NameStep />
        ) : challenge.value ? (
          <CodeStep challenge={challenge} />
        ) : (
          <PhoneStep phoneNumber={phoneNumber} challenge={challenge} />
        )}
      </div>
    </main>
  );
}

function SignedOut() {
  const store = useStore();
  if (store.signedOutReason.value === null || store.me.value) return null;
  return (
    <p class="notice" role="status">
      This device was signed out. Sign in again to go on.
    </p>
  );
}
