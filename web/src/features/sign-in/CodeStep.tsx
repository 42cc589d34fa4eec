// The second step: one input that looks like six boxes.
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ApiProblem } from "../../store/types";
import { Hint } from "../../ui/Field";
import { countdown } from "../../ui/times";
import { inPlainWords } from "../app/problems";
import { useStore } from "../app/store-context";
import { useSubmission } from "../app/submitting";
import { ask, type Challenge } from "./challenge";

const DIGITS = 6;

type Open = Signal<Challenge | null>;

export function CodeStep({ challenge }: { challenge: Open }) {
  const store = useStore();
  const code = useSignal("");
  const verify = async () => {
    if (code.value.length === DIGITS && challenge.value)
      await store.verifyCode(challenge.value.id, code.value);
  };
  const { problem, submit } = useSubmission(verify, undefined, (refusal) => {
    if (refusal instanceof ApiProblem && refusal.code !== "no_connection") code.value = "";
  });
  return (
    <>
      <SentTo challenge={challenge} />
      <form onSubmit={submit}>
        <div class="field">
          <Boxes code={code} wrong={problem.value !== null} onFull={submit} />
          <Hint id="code-hint" error={problem.value} hint="" />
        </div>
        <button type="submit" class="btn primary full" disabled={code.value.length < DIGITS}>
          Continue
        </button>
      </form>
      <Resend challenge={challenge} problem={problem} />
    </>
  );
}

function SentTo({ challenge }: { challenge: Open }) {
  const change = () => {
    challenge.value = null;
  };
  return (
    <div>
      <h1>Enter the code</h1>
      <p class="lead">
        Sent to <b class="num strong">{challenge.value?.phoneNumber}</b>.{" "}
        <button type="button" class="linklike" onClick={change}>
          Change number
        </button>
      </p>
    </div>
  );
}

/** The last digit sends the code, whether it was typed or filled in by the phone. */
function Boxes(props: { code: Signal<string>; wrong: boolean; onFull: () => void }) {
  const { code, wrong, onFull } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const value = code.value;
  const now = Math.min(value.length, DIGITS - 1);
  return (
    <div class={`code ${wrong ? "is-error" : ""}`}>
      <input
        ref={input}
        value={value}
        type="text"
        inputMode="numeric"
        autocomplete="one-time-code"
        aria-label="Six digit code"
        aria-describedby="code-hint"
        onInput={(event) => {
          code.value = event.currentTarget.value.replace(/\D/gu, "").slice(0, DIGITS);
          event.currentTarget.value = code.value;
          if (code.value.length === DIGITS) onFull();
        }}
      />
      {Array.from({ length: DIGITS }, (_, at) => (
        <span key={at} class={at === now ? "now" : ""} aria-hidden="true">
          {value[at]}
        </span>
      ))}
    </div>
  );
}

/** The time, every second. */
function useNow(): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return now.value;
}

function Resend({ challenge, problem }: { challenge: Open; problem: Signal<string | null> }) {
  const store = useStore();
  const now = useNow();
  const open = challenge.value;
  if (!open) return null;
  const seconds = Math.max(0, Math.ceil((open.resendAt - now) / 1000));
  const again = async () => {
    try {
      challenge.value = await ask(store, open.phoneNumber);
      problem.value = null;
    } catch (error) {
      problem.value = inPlainWords(error);
    }
  };
  return (
    <p class="hint centre">
      {seconds > 0 ? "No message yet? Send again in " : "No message yet? "}
      {seconds > 0 ? (
        <span class="num">{countdown(seconds)}</span>
      ) : (
        <button type="button" class="linklike" onClick={again}>
          Send again
        </button>
      )}
    </p>
  );
}
