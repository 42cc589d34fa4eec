// Forms that ask the server: one request at a time, and a refusal in words.
import { type Signal, useSignal } from "@preact/signals";
import { inPlainWords } from "./problems";

export interface Submission {
  /** What went wrong the last time; null while all is well. */
  problem: Signal<string | null>;
  submit: (event?: Event) => Promise<void>;
}

/** `invalid` says what an invalid field means in this form. `failed` may tidy up after a refusal. */
export function useSubmission(
  act: () => Promise<unknown>,
  invalid?: string,
  failed?: (problem: unknown) => void,
): Submission {
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    if (busy.peek()) return;
    busy.value = true;
    problem.value = null;
    try {
      await act();
    } catch (error) {
      problem.value = inPlainWords(error, invalid);
      failed?.(error);
    } finally {
      busy.value = false;
    }
  };
  return { problem, submit };
}

/** For `onInput`: puts the text into a signal. */
export function into(signal: Signal<string>): (text: string) => void {
  return (text) => {
    signal.value = text;
  };
}
