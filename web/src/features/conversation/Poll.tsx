// A poll in its bubble: the question, this person's choice, and how many chose each option.
import { useSignal } from "@preact/signals";
import type { Entry, Message, NewPoll, Poll as PollState } from "../../store/types";
import { Icon } from "../../ui/Icon";
import { useNow } from "../../ui/now";
import { inWords } from "../../ui/times";
import { follow, panelPath } from "../app/routes";
import { attempt } from "../chats/chat-actions";
import { useChat } from "./chat-state";
import { isClosed, percent, pressed, voted } from "./poll-state";

/** A poll that is not sent yet has no votes. */
function unsent({
  question,
  options,
  multiple = false,
  anonymous = true,
  closes_at = null,
}: NewPoll): PollState {
  const empty = options.map((text, id) => ({ id, text, count: 0, mine: false }));
  return { question, options: empty, multiple, anonymous, closes_at, voters: 0, closed: false };
}

function kindWords(poll: PollState, closed: boolean): string {
  const parts = [poll.multiple ? "Several choices" : "One choice", ...(poll.anonymous ? ["anonymous"] : [])];
  if (closed) parts.push("closed");
  else if (poll.closes_at) parts.push(`open until ${inWords(Date.parse(poll.closes_at))}`);
  return parts.join(", ");
}

export function Poll({ entry: { message, outgoing } }: { entry: Entry }) {
  const known = message?.poll ?? (outgoing?.poll ? unsent(outgoing.poll) : null);
  return known && <Asked message={message} known={known} />;
}

function Asked({ message, known }: { message: Message | null; known: PollState }) {
  const { store, id } = useChat();
  /** The options that were chosen and are not confirmed yet. */
  const choosing = useSignal<number[] | null>(null);
  const closes = known.closes_at ? Date.parse(known.closes_at) : null;
  const closed = isClosed(known, useNow(closes));
  const poll = choosing.value ? voted(known, choosing.value) : known;
  const left = store.item(id).value?.conversation.my.left_at ?? null;
  const press = (option: number) => {
    if (!message || choosing.peek()) return;
    const next = pressed(known, option);
    choosing.value = next;
    const done = store.vote(message, next).finally(() => {
      choosing.value = null;
    });
    attempt(done);
  };
  return (
    <fieldset class="poll" aria-label={poll.question} onKeyDown={optionKey}>
      <div>
        <b dir="auto">{poll.question}</b>
        <small>{kindWords(poll, closed)}</small>
      </div>
      {poll.options.map((option) => (
        <Option
          key={option.id}
          poll={poll}
          option={option}
          disabled={closed || !message || left !== null}
          onPress={press}
        />
      ))}
      <Votes poll={poll} message={message} />
    </fieldset>
  );
}

interface OptionProps {
  poll: PollState;
  option: PollState["options"][number];
  disabled: boolean;
  onPress: (id: number) => void;
}

function Option({ poll, option, disabled, onPress }: OptionProps) {
  const { id, text, count, mine } = option;
  const share = percent(poll, count);
  const votes = count === 1 ? "1 vote" : `${count} votes`;
  return (
    <button
      type="button"
      class={mine ? "opt mine" : "opt"}
      tabIndex={-1}
      disabled={disabled}
      aria-pressed={Boolean(mine)}
      aria-label={`${text}, ${votes}, ${share} %`}
      onClick={() => onPress(id)}
    >
      <span class={`${poll.multiple ? "checkbox" : "radio"} ${mine ? "on" : ""}`}>
        {poll.multiple && <Icon name="check" />}
      </span>
      <span dir="auto">{text}</span>
      <span class="num">
        {count > 0 && `${share} %`} <b>{count}</b>
      </span>
      <svg class="fillbar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" />
        <rect class="part" width={share} height="6" />
      </svg>
    </button>
  );
}

function Votes({ poll, message }: { poll: PollState; message: Message | null }) {
  const { id } = useChat();
  const words = poll.voters === 0 ? "No votes yet" : poll.voters === 1 ? "1 voted" : `${poll.voters} voted`;
  if (!message || poll.anonymous || poll.voters === 0) return <small>{words}</small>;
  return (
    <a class="votes" href={panelPath(id, "votes", message.id)} tabIndex={-1} onClick={follow}>
      {words}
    </a>
  );
}

/** Inside a poll the arrows go from option to option; Esc leads back to the message. */
function optionKey(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const all = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>(".opt:enabled, .votes")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  all[Math.max(0, Math.min(all.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
}
