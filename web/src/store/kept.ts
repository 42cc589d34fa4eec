// Everything that is kept. It is read at the start, to show the list before there is a connection.
import type { OutboxRow } from "../outbox/row";
import type { User } from "../protocol/types";
import type { KeptConversation, KeptState } from "../sync/ports";
import { type Db, type KeptDraft, readValue } from "./database";

export interface Kept {
  state: KeptState;
  people: User[];
  drafts: KeptDraft[];
  outbox: OutboxRow[];
  /** The ids of the people whom this person blocks. */
  blocks: string[];
}

export const NOTHING_KEPT: Kept = {
  state: { conversations: [], hidden: [], cursor: null },
  people: [],
  drafts: [],
  outbox: [],
  blocks: [],
};

export async function readKept(db: Db): Promise<Kept> {
  const [conversations, hidden, cursor, people, drafts, outbox, blocks] = await Promise.all([
    db.getAll("conversations"),
    db.getAllKeys("hidden"),
    readValue(db, "cursor"),
    db.getAll("people"),
    db.getAll("drafts"),
    db.getAll("outbox"),
    readValue(db, "blocks"),
  ]);
  return {
    state: {
      conversations: await Promise.all(conversations.map((one) => withNewest(db, one))),
      hidden,
      cursor: cursor ?? null,
    },
    people,
    drafts,
    outbox,
    blocks: blocks ?? [],
  };
}

/** A tab whose held messages were all hidden kept no last message; other tabs may have kept earlier messages. */
async function withNewest(db: Db, kept: KeptConversation): Promise<KeptConversation> {
  const { id, floor, conversation } = kept;
  if (conversation.last_message !== null || floor > conversation.last_seq) return kept;
  const range = IDBKeyRange.bound([id, floor], [id, conversation.last_seq]);
  const cursor = await db.transaction("messages").store.openCursor(range, "prev");
  return cursor ? { ...kept, conversation: { ...conversation, last_message: cursor.value } } : kept;
}
