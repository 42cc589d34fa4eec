// What syncing needs from the keeper: a database that writes a whole batch or nothing.
import type { Cause, Conversation, Message, SyncedAccount } from "../protocol/types";

/** A conversation as it is kept. Every message from `floor` to the end is kept with it. */
export interface KeptConversation {
  id: string;
  conversation: Conversation;
  /** All changes up to here are applied. */
  position: number;
  floor: number;
  /** There is nothing before the floor. */
  complete: boolean;
  /** Read up to here, while the server does not know it yet. */
  owedRead: number;
}

/** A change of a message that is kept but not held. Without a cause it is the message as this person sees it. */
export interface Patch {
  message: Message;
  cause: Cause | null;
}

export interface ConversationBatch {
  kept: KeptConversation;
  /** Messages in their whole state. */
  messages: Message[];
  patches: Patch[];
  /** Everything that was kept before is deleted first. */
  replace: boolean;
  /** The floor before it was lowered. The messages between the two floors were read as one piece. */
  lowered: number | null;
}

export interface Batch {
  conversations: ConversationBatch[];
  gone: string[];
  hidden: string[];
  account: SyncedAccount | null;
  /** undefined: unchanged. */
  cursor: string | undefined;
}

export interface KeptState {
  conversations: KeptConversation[];
  hidden: string[];
  cursor: string | null;
}

/** The kept messages before or after a seq, ascending. `end`: the conversation itself has nothing beyond. */
export interface KeptPage {
  messages: Message[];
  end: boolean;
}

export interface Keeper {
  write(batch: Batch, me: string): Promise<void>;
  /** Return up to `limit` messages before a seq; null if there is a gap between the seq and what is kept. */
  before(conversationId: string, seq: number, limit: number): Promise<KeptPage | null>;
}
