// Makes a poll: a question, the options, and the settings.
import { type Signal, useSignal } from "@preact/signals";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { IconButton } from "../../ui/Icon";
import { Switch } from "../../ui/Switch";
import { closeOverlay } from "../app/overlays";
import { useStore } from "../app/store-context";
import { into } from "../app/submitting";
import { focusComposer } from "./chat-state";

const QUESTION_LENGTH = 300;
const OPTION_LENGTH = 100;
const MOST_OPTIONS = 12;

/** The options without the empty fields. */
function given(options: readonly string[]): string[] {
  return options.map((option) => option.trim()).filter((option) => option !== "");
}

/** The reason why the poll cannot be sent; null if it can. */
export function pollProblem(question: string, options: readonly string[], closesAt: string): string | null {
  const texts = given(options);
  if (new Set(texts).size < texts.length) return "Each option may appear only once.";
  if (closesAt !== "" && !(Date.parse(closesAt) > Date.now()))
    return "The closing time must be in the future.";
  return question.trim() === "" || texts.length < 2 ? "" : null;
}

export function NewPoll({ id }: { id: string }) {
  const store = useStore();
  const question = useSignal("");
  const options = useSignal<readonly string[]>(["", ""]);
  const multiple = useSignal(false);
  const anonymous = useSignal(true);
  const closesAt = useSignal("");
  const problem = pollProblem(question.value, options.value, closesAt.value);
  const send = (event: Event) => {
    event.preventDefault();
    if (problem !== null) return;
    const closes_at = closesAt.value ? new Date(closesAt.value).toISOString() : null;
    const poll = {
      question: question.value.trim(),
      options: given(options.value),
      multiple: multiple.value,
      anonymous: anonymous.value,
      closes_at,
    };
    store.send(id, "", { poll });
    closeOverlay();
    focusComposer();
  };
  return (
    <Dialog title="New poll" onClose={closeOverlay}>
      <form onSubmit={send}>
        <Field
          label="Question"
          maxLength={QUESTION_LENGTH}
          eager
          value={question.value}
          onInput={into(question)}
        />
        <Options options={options} />
        <div class="pick whole">
          <Switch label="Several answers" on={multiple} />
          <Switch label="Anonymous" hint="Nobody sees who chose what." on={anonymous} />
        </div>
        <Field
          label="Closes"
          type="datetime-local"
          value={closesAt.value}
          hint="If empty, it stays open until somebody closes it."
          error={problem || null}
          onInput={into(closesAt)}
        />
        <div class="acts">
          <button type="button" class="btn text" onClick={closeOverlay}>
            Cancel
          </button>
          <button type="submit" class="btn primary" disabled={problem !== null}>
            Send
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** After the last option there is always an empty field, up to twelve options. */
function Options({ options }: { options: Signal<readonly string[]> }) {
  const put = (at: number, text: string) => {
    const next = options.value.map((option, index) => (index === at ? text : option));
    if (next.at(-1) !== "" && next.length < MOST_OPTIONS) next.push("");
    options.value = next;
  };
  const remove = (at: number) => {
    options.value = options.value.filter((_, index) => index !== at);
  };
  return (
    <fieldset class="options">
      <legend>Options</legend>
      {options.value.map((text, at) => (
        <div class="input" key={at}>
          <input
            aria-label={`Option ${at + 1}`}
            placeholder={`Option ${at + 1}`}
            maxLength={OPTION_LENGTH}
            dir="auto"
            value={text}
            onInput={(event) => put(at, event.currentTarget.value)}
          />
          {options.value.length > 2 && text !== "" && (
            <IconButton icon="close" size={20} label={`Remove option ${at + 1}`} onClick={() => remove(at)} />
          )}
        </div>
      ))}
    </fieldset>
  );
}
