// The quoted message, as a small bubble inside the bubble. It leads to that message.
import type { Entry, Message, Store } from "../../store/types";
import { colourOf } from "../../ui/Avatar";
import { chatPath } from "../app/routes";
import { nameOf } from "../chats/names";
import { oneLine, previewLine } from "../chats/words";
import { useChat } from "./chat-state";

interface Quoted {
  seq: number;
  senderId: string | null;
  text: string;
}

/** What is quoted: the message if it is loaded, so that an edit shows, else the preview. */
function quoted(store: Store, entry: Entry, find: (seq: number) => Entry | undefined): Quoted | null {
  const reply = entry.message?.reply_to;
  const seq = reply?.seq ?? entry.outgoing?.replyToSeq ?? null;
  if (seq === null) return null;
  const loaded = find(seq)?.message;
  if (loaded) return { seq, senderId: loaded.sender_id, text: oneLine(store, loaded).text };
  const preview = reply?.preview;
  if (!preview) return { seq, senderId: null, text: "An earlier message" };
  return { seq, senderId: preview.sender_id, text: previewLine(preview).text };
}

export function Quote({ entry }: { entry: Entry }) {
  const chat = useChat();
  const { store, id } = chat;
  const found = quoted(store, entry, (seq) => chat.find(seq));
  if (!found) return null;
  const jump = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void chat.jump(found.seq, entry.seq);
  };
  return (
    <a class={quoteClass(store, found.senderId)} href={chatPath(id, found.seq)} tabIndex={-1} onClick={jump}>
      <QuoteText store={store} senderId={found.senderId} text={found.text} />
    </a>
  );
}

function quoteClass(store: Store, senderId: string | null): string {
  if (senderId === store.me.value?.id) return "quote you";
  return `quote ${colourOf(senderId ?? "")}`;
}

function QuoteText({ store, senderId, text }: { store: Store; senderId: string | null; text: string }) {
  return (
    <span>
      {senderId && (
        <b class="name-line" dir="auto">
          {nameOf(store, senderId)}
        </b>
      )}
      <span class="trunc" dir="auto">
        {text}
      </span>
    </span>
  );
}

/** The same, above the composer. */
export function QuoteOf({ message }: { message: Message }) {
  const { store } = useChat();
  return (
    <div class={quoteClass(store, message.sender_id)}>
      <QuoteText store={store} senderId={message.sender_id} text={oneLine(store, message).text} />
    </div>
  );
}
