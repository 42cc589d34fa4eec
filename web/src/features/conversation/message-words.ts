// Words about a message: for screen readers, and under a message that was not sent. Also the direction of its text.
import type { Entry, Outgoing, Store } from "../../store/types";
import { tickWords } from "../../ui/Tick";
import { clock } from "../../ui/times";
import { nameOf } from "../chats/names";
import { oneLine } from "../chats/words";

const BARE =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F?|\u200D|\p{Emoji_Modifier}|\p{RI}|\uFE0F)+$/u;
const MOST_BARE = 3;
const FIRST_STRONG = /[\p{L}]/u;
const RTL = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/u;

/** One to three emoji without other text are shown large, without a bubble. */
export function isBare(text: string): boolean {
  if (text.length > 40 || !BARE.test(text)) return false;
  return [...new Intl.Segmenter().segment(text)].length <= MOST_BARE;
}

/** Whether the direction of a text differs from that of the interface. Then the time stands under the text. */
export function runsAgainst(text: string): boolean {
  const first = FIRST_STRONG.exec(text)?.[0];
  if (first === undefined) return false;
  return RTL.test(first) !== (document.documentElement.dir === "rtl");
}

export function failureWords({ failure, poll }: Outgoing): string {
  switch (failure) {
    case "not_allowed":
      return "Not sent: you are not allowed to write here.";
    case "not_found":
      return "Not sent: this chat is no longer there.";
    case "invalid":
      return poll ? "Not sent: its closing time has passed." : "Not sent: it is too long.";
    case "too_large":
      return "Not sent: it is too long.";
    default:
      return "Not sent, no answer yet.";
  }
}

function reactionWords(entry: Entry): string {
  const count = entry.message?.reactions.reduce((sum, reaction) => sum + reaction.count, 0) ?? 0;
  if (count === 0) return "";
  return count === 1 ? "1 reaction" : `${count} reactions`;
}

/** Sender, text, time, status, reactions. */
export function label(store: Store, entry: Entry): string {
  const { message, outgoing } = entry;
  const who = entry.mine ? "You" : nameOf(store, message?.sender_id ?? null);
  const text = message ? oneLine(store, message).text : (outgoing?.poll?.question ?? outgoing?.text ?? "");
  const edited = message?.edited_at ? "edited" : "";
  const state = entry.tick ? tickWords(entry.tick) : "";
  return [who, text, clock(entry.sentAt), edited, state, reactionWords(entry)].filter(Boolean).join(", ");
}
