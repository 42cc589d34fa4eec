// The keys of the composer: Enter sends, Esc goes back one level, arrows choose a message to edit or to reply to.
import type { Signal } from "@preact/signals";
import type { Message } from "../../store/types";
import { type ChatState, useChat } from "./chat-state";

/** Safari ends a composition before the event of the key that ends it. Then only this key code shows it. */
const COMPOSING = 229;

function sends(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === COMPOSING) return false;
  if (event.ctrlKey || event.metaKey) return true;
  const touch = matchMedia("(pointer: coarse)").matches;
  return !event.shiftKey && !event.altKey && !touch;
}

function open(message: Message | null | undefined): message is Message {
  return Boolean(message && message.deleted_at === null && message.kind !== "system" && !message.unavailable);
}

function editLast(chat: ChatState): boolean {
  const last = chat.entries
    .peek()
    .findLast((entry) => entry.mine && entry.message?.kind === "text" && open(entry.message));
  if (!last?.message) return false;
  chat.edit(last.message);
  return true;
}

/** Ctrl ↑ and ↓ go through the messages to reply to; below the newest one there is no reply. */
function chooseReply(chat: ChatState, step: number): boolean {
  const messages = chat.entries.peek().flatMap(({ message }) => (open(message) ? [message] : []));
  const now = chat.replyTo.peek();
  const at = now ? messages.findIndex((message) => message.id === now.id) : messages.length;
  chat.replyTo.value = messages[Math.max(0, at + step)] ?? null;
  return true;
}

function leave(chat: ChatState): boolean {
  if (chat.editing.peek()) chat.editing.value = null;
  else if (chat.replyTo.peek()) chat.replyTo.value = null;
  else return false;
  return true;
}

export function useComposerKeys(text: Signal<string>, submit: () => void) {
  const chat = useChat();
  const handle = (event: KeyboardEvent): boolean => {
    if (event.key === "Escape") return leave(chat);
    const vertical = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (vertical && (event.ctrlKey || event.metaKey))
      return chooseReply(chat, event.key === "ArrowUp" ? -1 : 1);
    const plain = !event.shiftKey && !event.altKey;
    return event.key === "ArrowUp" && plain && text.peek() === "" && !chat.editing.peek() && editLast(chat);
  };
  return (event: KeyboardEvent) => {
    if (sends(event)) {
      event.preventDefault();
      submit();
    } else if (!event.isComposing && handle(event)) event.preventDefault();
  };
}
