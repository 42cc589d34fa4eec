// The database in the browser: conversations, messages, people, drafts, unsent messages, and a few single values.
import { type DBSchema, type IDBPDatabase, wrap } from "idb";
import type { OutboxRow } from "../outbox/row";
import type { Message, User } from "../protocol/types";
import type { KeptConversation } from "../sync/ports";

export interface KeptDraft {
  conversation_id: string;
  text: string;
  reply_to_seq: number | null;
  version: number;
  /** The server does not know it yet. */
  owed: boolean;
}

export interface Values {
  me: User;
  cursor: string;
  contacts: unknown;
  blocks: string[];
  privacy: unknown;
  /** This person signed out, and the server does not know it yet. */
  owedLogout: boolean;
}

export interface Tables extends DBSchema {
  conversations: { key: string; value: KeptConversation };
  messages: { key: [string, number]; value: Message; indexes: { id: string } };
  people: { key: string; value: User };
  drafts: { key: string; value: KeptDraft };
  outbox: { key: string; value: OutboxRow };
  hidden: { key: string; value: string };
  values: { key: string; value: Values[keyof Values] };
}

export type Db = IDBPDatabase<Tables>;

const NAME = "parley";
const VERSION = 1;
export const TABLES = [
  "conversations",
  "messages",
  "people",
  "drafts",
  "outbox",
  "hidden",
  "values",
] as const;

/** Open the database. A new version drops what the server has, too, and keeps what only this device has. */
export async function openDatabase(indexedDB: IDBFactory): Promise<Db> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => upgrade(wrap(request.result) as unknown as Db);
  const db = (await wrap(request)) as unknown as Db;
  // Another tab has a newer version of the client and waits for this one. Let it go on; this tab then keeps nothing.
  db.onversionchange = () => db.close();
  return db;
}

function upgrade(db: Db): void {
  const own = ["outbox", "drafts"];
  for (const name of [...db.objectStoreNames]) if (!own.includes(name)) db.deleteObjectStore(name);
  db.createObjectStore("conversations", { keyPath: "id" });
  db.createObjectStore("messages", { keyPath: ["conversation_id", "seq"] }).createIndex("id", "id");
  db.createObjectStore("people", { keyPath: "id" });
  db.createObjectStore("hidden");
  db.createObjectStore("values");
  if (!db.objectStoreNames.contains("drafts")) db.createObjectStore("drafts", { keyPath: "conversation_id" });
  if (!db.objectStoreNames.contains("outbox")) {
    db.createObjectStore("outbox", { keyPath: "client_message_id" });
  }
}

/** Delete everything, in one transaction. */
export async function clearDatabase(db: Db): Promise<void> {
  const transaction = db.transaction(TABLES, "readwrite");
  await Promise.all([...TABLES.map((name) => transaction.objectStore(name).clear()), transaction.done]);
}

export async function readValue<Name extends keyof Values>(
  db: Db,
  name: Name,
): Promise<Values[Name] | undefined> {
  return (await db.get("values", name)) as Values[Name] | undefined;
}

export async function writeValue<Name extends keyof Values>(
  db: Db,
  name: Name,
  value: Values[Name],
): Promise<void> {
  await db.put("values", value, name);
}
