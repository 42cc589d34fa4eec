// Messages as they are shown.
import type { OutboxRow } from "../outbox/row";
import type { Conversation, Message } from "../protocol/types";
import type { Entry, OwnTick } from "./types";

const known = new WeakMap<Message, Entry>();

/** Return the entry of a message: the same object as long as nothing of it changes. */
export function entryOf(message: Message, conversation: Conversation, me: string, now: number): Entry {
  const shown = expired(message, now);
  const tick = tickOf(message, conversation, me);
  const before = known.get(message);
  if (before && before.tick === tick && (before.message === message) === (shown === message)) return before;
  const mine = message.sender_id === me;
  const entry: Entry = {
    key: mine && message.client_message_id ? message.client_message_id : message.id,
    seq: message.seq,
    message: shown,
    outgoing: null,
    tick,
    mine,
    sentAt: Date.parse(message.sent_at),
  };
  known.set(message, entry);
  return entry;
}

/** From `expires_at` on a message is shown as deleted. */
function expired(message: Message, now: number): Message {
  const { expires_at, deleted_at } = message;
  if (expires_at === null || deleted_at !== null || Date.parse(expires_at) > now) return message;
  return {
    ...message,
    text: null,
    entities: [],
    media: [],
    reactions: [],
    reply_to: null,
    poll: null,
    deleted_at: expires_at,
  };
}

/** Return the time at which the next of these messages disappears; Infinity if none does. */
export function nextExpiry(messages: readonly Message[], now: number): number {
  const times = messages.map(({ expires_at }) => (expires_at === null ? now : Date.parse(expires_at)));
  return Math.min(...times.filter((time) => time > now));
}

/** A group's receipts are the lowest of all members, and only rise. */
function tickOf(message: Message, { receipts }: Conversation, me: string): OwnTick | null {
  if (message.sender_id !== me || message.kind === "system") return null;
  if (message.seq <= receipts.read_by_all_seq) return "read";
  return message.seq <= receipts.delivered_to_all_seq ? "delivered" : "sent";
}

export function outgoingEntry(row: OutboxRow): Entry {
  return {
    key: row.client_message_id,
    seq: null,
    message: null,
    outgoing: {
      clientMessageId: row.client_message_id,
      text: row.text,
      replyToSeq: row.reply_to_seq,
      entities: row.entities ?? [],
      poll: row.poll ?? null,
      createdAt: row.created_at,
      failure: row.failure,
    },
    tick: row.failure ? "failed" : "waiting",
    mine: true,
    sentAt: row.created_at,
  };
}
