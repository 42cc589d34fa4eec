// The first step: the number to send a code to.
import type { Signal } from "@preact/signals";
import { Field } from "../../ui/Field";
import { useStore } from "../app/store-context";
import { into, useSubmission } from "../app/submitting";
import { ask, type Challenge } from "./challenge";

const NOT_A_NUMBER =
  "This is not a phone number we can reach. Write it with the country code, like +49 151 2345 0678.";

interface PhoneStepProps {
  phoneNumber: Signal<string>;
  challenge: Signal<Challenge | null>;
}

/** Removes spaces, brackets and the like. In many countries, people dial 00 instead of +. */
function bare(number: string): string {
  return number.replace(/[^\d+]/gu, "").replace(/^00/u, "+");
}

export function PhoneStep({ phoneNumber, challenge }: PhoneStepProps) {
  const store = useStore();
  const { problem, submit } = useSubmission(async () => {
    challenge.value = await ask(store, bare(phoneNumber.value));
  }, NOT_A_NUMBER);
  return (
    <>
      <div>
        <h1>Sign in to Parley</h1>
        <p class="lead">Enter your phone number. We send one text message with a code, and nothing else.</p>
      </div>
      <form onSubmit={submit}>
        <Field
          label="Phone number"
          type="tel"
          autocomplete="tel"
          placeholder="+49 151 2345 0678"
          eager
          value={phoneNumber.value}
          error={problem.value}
          hint="With the country code, beginning with +."
          onInput={into(phoneNumber)}
        />
        <button type="submit" class="btn primary full" disabled={!/\d{5}/u.test(bare(phoneNumber.value))}>
          Send code
        </button>
      </form>
      <p class="hint">
        This server is run by <b class="strong">{window.location.hostname}</b>. Your number is visible to its
        operators.
      </p>
    </>
  );
}
