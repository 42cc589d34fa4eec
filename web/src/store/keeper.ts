// Keeps what syncing holds. A batch is one transaction, and a tab that is behind another one overwrites nothing.
import type { IDBPTransaction } from "idb";
import type { Message } from "../protocol/types";
import { isNewer, isWhole, personal, withPreview } from "../sync/message";
import type { Batch, ConversationBatch, Keeper, KeptConversation, KeptPage } from "../sync/ports";
import { type Db, TABLES, type Tables } from "./database";

type Writing = IDBPTransaction<Tables, typeof TABLES, "readwrite">;

/** The smallest and the largest number of messages kept for a conversation. */
const KEEP = 500;
const KEEP_AT_MOST = 1_000;

const everything = (id: string) => IDBKeyRange.bound([id, 0], [id, Number.POSITIVE_INFINITY]);

export class DatabaseKeeper implements Keeper {
  constructor(private readonly db: Db) {}

  async write(batch: Batch, me: string): Promise<void> {
    const writing = this.db.transaction(TABLES, "readwrite", { durability: "relaxed" });
    try {
      await Promise.all([
        ...batch.conversations.map((one) => writeConversation(writing, one, me)),
        ...batch.gone.map((id) => removeConversation(writing, id)),
        ...batch.hidden.map((id) => hide(writing, id)),
        writeValues(writing, batch),
      ]);
    } catch (problem) {
      // Write the whole batch or nothing.
      writing.done.catch(() => undefined);
      writing.abort();
      throw problem;
    }
    await writing.done;
  }

  async before(conversationId: string, seq: number, limit: number): Promise<KeptPage | null> {
    const reading = this.db.transaction(["conversations", "messages"]);
    const kept = await reading.objectStore("conversations").get(conversationId);
    if (kept?.floor === seq && kept.complete) return { messages: [], end: true };
    if (!kept || kept.floor >= seq) return null;
    const range = IDBKeyRange.bound([conversationId, kept.floor], [conversationId, seq], false, true);
    const messages: Message[] = [];
    let cursor = await reading.objectStore("messages").openCursor(range, "prev");
    while (cursor && messages.length < limit) {
      messages.unshift(cursor.value);
      cursor = await cursor.continue();
    }
    const end = kept.complete && messages.length < limit;
    return messages.length > 0 || end ? { messages, end } : null;
  }

  /** Delete the older messages of a conversation that has grown large. */
  async prune(conversationId: string): Promise<void> {
    const writing = this.db.transaction(["conversations", "messages"], "readwrite");
    const messages = writing.objectStore("messages");
    const kept = await writing.objectStore("conversations").get(conversationId);
    const keys = await messages.getAllKeys(everything(conversationId));
    const floor = keys.at(-KEEP)?.[1];
    if (kept && keys.length > KEEP_AT_MOST && floor !== undefined && floor > kept.floor) {
      const older = IDBKeyRange.bound([conversationId, 0], [conversationId, floor], false, true);
      await messages.delete(older);
      await writing.objectStore("conversations").put({ ...kept, floor, complete: false });
    }
    await writing.done;
  }
}

async function writeConversation(writing: Writing, batch: ConversationBatch, me: string): Promise<void> {
  const { kept, messages, patches, replace } = batch;
  const conversations = writing.objectStore("conversations");
  const before = await conversations.get(kept.id);
  if (replace) await writing.objectStore("messages").delete(everything(kept.id));
  // Another tab is further.
  if (before && !replace && before.position > kept.position) return;
  const next = replace || !before ? kept : { ...kept, ...reach(before, batch) };
  const { floor } = next;
  await conversations.put(next);
  await Promise.all(messages.map((message) => writeMessage(writing, message, () => message)));
  // One after the other, because several may concern the same message.
  for (const { message, cause } of patches) {
    await writeMessage(writing, message, (held) => {
      // This message lies below what is held and above what was kept: it was missing until now.
      if (!held && (message.seq < floor || !isWhole(cause))) return null;
      if (cause) return personal(message, cause, held, me);
      return withPreview(message, held?.reply_to?.preview ?? null);
    });
  }
  if (kept.conversation.peer) await writing.objectStore("people").put(kept.conversation.peer);
}

/** Return how far back messages are kept without a gap. */
function reach(before: KeptConversation, batch: ConversationBatch): { floor: number; complete: boolean } {
  const { floor, complete } = batch.kept;
  const joins = batch.lowered !== null && before.floor <= batch.lowered && floor <= before.floor;
  return joins
    ? { floor, complete: complete || (before.complete && before.floor === floor) }
    : { floor: before.floor, complete: before.complete };
}

async function writeMessage(
  writing: Writing,
  received: Message,
  make: (held: Message | undefined) => Message | null,
): Promise<void> {
  const messages = writing.objectStore("messages");
  const held = await messages.get([received.conversation_id, received.seq]);
  // The same position may come again, with a preview this time.
  if (held && !isNewer(received, held) && received.position !== held.position) return;
  const message = make(held);
  if (message) await messages.put(message);
  if (received.client_message_id) await writing.objectStore("outbox").delete(received.client_message_id);
}

async function removeConversation(writing: Writing, id: string): Promise<void> {
  await Promise.all([
    writing.objectStore("conversations").delete(id),
    writing.objectStore("drafts").delete(id),
    writing.objectStore("messages").delete(everything(id)),
  ]);
}

async function hide(writing: Writing, id: string): Promise<void> {
  const messages = writing.objectStore("messages");
  const key = await messages.index("id").getKey(id);
  if (key) await messages.delete(key);
  await writing.objectStore("hidden").put(id, id);
}

async function writeValues(writing: Writing, { account, cursor }: Batch): Promise<void> {
  const values = writing.objectStore("values");
  if (cursor !== undefined) await values.put(cursor, "cursor");
  if (account?.profile) await values.put(account.profile, "me");
  for (const name of ["contacts", "blocks", "privacy"] as const) {
    const part = account?.[name];
    if (part) await values.put(part, name);
  }
}
