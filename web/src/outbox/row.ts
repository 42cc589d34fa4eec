// What is kept of a message that is under way, and what is sent of it.
import type { Entity, NewPoll } from "../protocol/types";

/** What is sent besides the text: the mentioned people and where; or a poll instead of the text. */
export interface Enclosed {
  entities?: Entity[];
  mentions?: string[];
  poll?: NewPoll;
}

export interface OutboxRow extends Enclosed {
  client_message_id: string;
  conversation_id: string;
  text: string;
  reply_to_seq: number | null;
  /** Milliseconds since 1970. */
  created_at: number;
  /** Rises: the rows of a conversation are sent in this order. */
  order: number;
  /** The code with which it was refused; null while it is tried. */
  failure: string | null;
}

export interface OutboxKeeper {
  rows(): Promise<OutboxRow[]>;
  put(row: OutboxRow): Promise<void>;
  remove(clientMessageId: string): Promise<void>;
}

export function fieldsOf({ client_message_id, conversation_id, text, reply_to_seq, ...enclosed }: OutboxRow) {
  const { poll, entities, mentions } = enclosed;
  const common = { client_message_id, conversation_id, reply_to_seq };
  if (poll) return { ...common, kind: "poll" as const, poll };
  return { ...common, text, ...(entities ? { entities } : {}), ...(mentions ? { mentions } : {}) };
}
