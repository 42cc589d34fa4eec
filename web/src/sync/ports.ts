// What syncing needs of whoever keeps things: a database that writes all of a batch or nothing.
import type { Cause, Conversation, Message, SyncedAccount } from "../protocol/types";

/** A conversation as it is kept. Every message from `floor` to the end is kept with it. */
export interface KeptConversation {
  id: string;
  conversation: Conversation;
  /** The changes up to here are applied. */
  position: number;
  floor: number;
  /** There is nothing before the floor. */
  complete: boolean;
  /** Read up to here, which the server was not told yet. */
  owedRead: number;
}

/** A change of a message that is kept but not held in memory. Without a cause it is the message as this person sees it. */
export interface Patch {
  message: Message;
  cause: Cause | null;
}

export interface ConversationBatch {
  kept: KeptConversation;
  /** Whole states. */
  messages: Message[];
  patches: Patch[];
  /** Everything kept before goes first. */
  replace: boolean;
  /** The floor before it was lowered: what is between was read as one piece. */
  lowered: number | null;
}

export interface Batch {
  conversations: ConversationBatch[];
  gone: string[];
  hidden: string[];
  account: SyncedAccount | null;
  /** undefined: as it was. */
  cursor: string | undefined;
}

export interface KeptState {
  conversations: KeptConversation[];
  hidden: string[];
  cursor: string | null;
}

/** What is kept before or after a seq, ascending. `end`: nothing lies beyond, in the conversation itself. */
export interface KeptPage {
  messages: Message[];
  end: boolean;
}

export interface Keeper {
  write(batch: Batch, me: string): Promise<void>;
  /** Return up to `limit` messages before a seq; null when there is a hole between it and what is kept. */
  before(conversationId: string, seq: number, limit: number): Promise<KeptPage | null>;
}
