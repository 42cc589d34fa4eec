// Signing in by a code, and out.
import { exchange } from "../connection/http";
import type { Platform } from "../platform/types";
import type { OtpAnswer, VerifyAnswer } from "../protocol/types";

export interface Challenge {
  challengeId: string;
  resendAfterSeconds: number;
  expiresAt: number;
}

export async function requestCode(platform: Platform, phoneNumber: string): Promise<Challenge> {
  const body = { phone_number: phoneNumber };
  const answer = (await exchange(platform, { method: "POST", path: "/auth/otp", body })) as OtpAnswer;
  // Our clock may differ from the server's, and the wait is wrong by the difference. So it is limited.
  const now = platform.timers.now();
  const wait = (Date.parse(answer.resend_at) - now) / 1000;
  return {
    challengeId: answer.challenge_id,
    resendAfterSeconds: Math.min(Math.max(0, Math.ceil(wait)), 600),
    expiresAt: Date.parse(answer.expires_at),
  };
}

export async function verifyCode(
  platform: Platform,
  challengeId: string,
  code: string,
): Promise<VerifyAnswer> {
  const { device } = platform;
  const body = { challenge_id: challengeId, code, device, refresh_in: "cookie" };
  return (await exchange(platform, { method: "POST", path: "/auth/verify", body })) as VerifyAnswer;
}
