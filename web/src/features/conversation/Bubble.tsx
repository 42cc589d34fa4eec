// One message: bubble, time, tick, quote, reactions, and the actions for a message that was not sent.
import { useComputed } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Entry, Message } from "../../store/types";
import { Icon } from "../../ui/Icon";
import { Tick } from "../../ui/Tick";
import { clock } from "../../ui/times";
import { deletedWords, previewLine } from "../chats/words";
import { Actions } from "./Actions";
import { useChat } from "./chat-state";
import { failureWords, isBare, label, runsAgainst } from "./message-words";
import { Poll } from "./Poll";
import { Quote } from "./Quote";
import { Reactions } from "./Reactions";
import { Words } from "./Words";

interface BubbleProps {
  entry: Entry;
  /** The sender's name, where it is shown. */
  from: string;
  dated: boolean;
}

export function Bubble({ entry, from, dated }: BubbleProps) {
  const chat = useChat();
  const { key, message, seq } = entry;
  const active = useComputed(() => chat.hovered.value === key || chat.focused.value === key).value;
  const hit = useComputed(() => chat.flashed.value !== null && chat.flashed.value === seq).value;
  const stop = useComputed(() => chat.stop.value === key).value;
  const [arrives] = useState(() => chat.opened && (seq === null || seq > chat.newestSeq));
  const gone = message !== null && (message.deleted_at !== null || message.unavailable === true);
  return (
    <article
      class={`msg ${arrives ? "arrives" : ""} ${hit ? "hit" : ""}`}
      data-key={key}
      data-seq={seq ?? undefined}
      tabIndex={stop ? 0 : -1}
      aria-label={label(chat.store, entry)}
      onAnimationEnd={(event) => {
        if (event.animationName === "fade") chat.flashed.value = null;
      }}
    >
      <Body entry={entry} from={from} dated={dated || active} gone={gone} />
      {message && !gone && message.reactions.length > 0 && <Reactions message={message} />}
      <After entry={entry} />
      {active && message && !gone && <Actions entry={entry} />}
    </article>
  );
}

interface BodyProps extends BubbleProps {
  gone: boolean;
}

function Body({ entry, from, dated, gone }: BodyProps) {
  const { message } = entry;
  const text = textOf(entry);
  const bare = !gone && isBare(text) && !message?.reply_to && entry.outgoing?.replyToSeq == null;
  const against = runsAgainst(text);
  const classes = ["bubble", gone ? "ghost" : "", bare ? "bare" : "", against ? "against" : ""];
  return (
    <div class={classes.join(" ")}>
      {from && !gone && (
        <b class="from name-line" dir="auto">
          {from}
        </b>
      )}
      {gone && message ? <Gone message={message} /> : <Said entry={entry} text={text} />}
      {dated && <Meta entry={entry} gone={gone} />}
    </div>
  );
}

function textOf({ message, outgoing }: Entry): string {
  return message ? previewText(message) : (outgoing?.poll?.question ?? outgoing?.text ?? "");
}

/** Messages without a text show what kind they are. */
function previewText(message: Message): string {
  return message.text ?? message.poll?.question ?? previewLine(message).text;
}

function Said({ entry, text }: { entry: Entry; text: string }) {
  if (entry.message?.poll || entry.outgoing?.poll) return <Poll entry={entry} />;
  return (
    <>
      <Quote entry={entry} />
      <span class="words" dir="auto">
        <Words text={text} entities={entry.message?.entities ?? entry.outgoing?.entities ?? []} />
      </span>
    </>
  );
}

function Gone({ message }: { message: Message }) {
  const { store } = useChat();
  return (
    <span class="tomb">
      <Icon name="trash" size={16} />
      {message.deleted_at !== null ? deletedWords(store, message) : "No longer available"}
    </span>
  );
}

function Meta({ entry, gone }: { entry: Entry; gone: boolean }) {
  const edited = !gone && entry.message?.edited_at;
  return (
    <span class="meta">
      {edited ? "edited " : ""}
      {clock(entry.sentAt)}
      {!gone && entry.tick && <Tick state={entry.tick} />}
    </span>
  );
}

function After({ entry }: { entry: Entry }) {
  const { store } = useChat();
  const { outgoing } = entry;
  if (!outgoing) return null;
  if (outgoing.failure !== null) {
    return (
      <div class="failrow">
        <span>{failureWords(outgoing)}</span>
        <button type="button" onClick={() => store.retry(outgoing.clientMessageId)}>
          Try again
        </button>
        <button type="button" onClick={() => store.discard(outgoing.clientMessageId)}>
          Delete
        </button>
      </div>
    );
  }
  // Shown only once, under the last unsent message, and only while there is no connection.
  return <OnlyHere entry={entry} />;
}

function OnlyHere({ entry }: { entry: Entry }) {
  const chat = useChat();
  const last = useComputed(() => chat.entries.value.at(-1)?.key === entry.key).value;
  if (!last || chat.store.line.value !== "waiting") return null;
  return <p class="after">Only on this device so far</p>;
}
