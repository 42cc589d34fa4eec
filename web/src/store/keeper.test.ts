// The database: each write is whole, and one tab does not undo another's.
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import { ServerConversation } from "../../tests/support/conversation";
import { Account } from "../sync/account";
import type { Db } from "./database";
import { clearDatabase, openDatabase } from "./database";
import { DatabaseKeeper } from "./keeper";
import { NOTHING_KEPT, readKept } from "./kept";

let db: Db;
let keeper: DatabaseKeeper;
let server: ServerConversation;

beforeEach(async () => {
  db = await openDatabase(new IDBFactory());
  keeper = new DatabaseKeeper(db);
  server = new ServerConversation("c1", ["alice", "bob"]);
});

/** A tab that has loaded the conversation. */
function tab(): Account {
  const account = new Account("alice", NOTHING_KEPT.state);
  account.replace(server.view("alice"));
  return account;
}

async function write(account: Account): Promise<void> {
  const batch = account.collect();
  if (batch) await keeper.write(batch, "alice");
}

const kept = async () => (await readKept(db)).state.conversations[0];
const texts = async (seq = 1000) => (await keeper.before("c1", seq, 1000))?.messages.map(({ text }) => text);

test("a tab that lags behind undoes nothing", async () => {
  server.send("bob", "one");
  const [fast, slow] = [tab(), tab()];
  await write(fast);
  await write(slow);
  const [two, edited] = [server.send("bob", "two"), server.edit(1, "uno")];
  fast.take(two);
  fast.take(edited);
  await write(fast);
  slow.take(two);
  await write(slow);
  expect((await kept())?.position).toBe(3);
  expect(await texts()).toEqual(["uno", "two"]);
});

test("a change of a message that only the database has reaches it", async () => {
  for (const text of ["one", "two", "three"]) server.send("bob", text);
  const account = tab();
  account.windows.get("c1")?.takePage(server.page("alice"), 1, []);
  await write(account);
  account.windows.get("c1")?.trim(1);
  account.take(server.react(1, "alice", "👍", false));
  account.take(server.edit(1, "uno"));
  await write(account);
  const [first] = (await keeper.before("c1", 2, 10))?.messages ?? [];
  expect(first).toMatchObject({ text: "uno", reactions: [{ emoji: "👍", count: 1, mine: true }] });
});

test("only what is kept without a hole is given", async () => {
  for (let number = 1; number <= 10; number += 1) server.send("bob", `${number}`);
  const account = tab();
  await write(account);
  expect(await keeper.before("c1", 10, 5)).toBeNull();
  const window = account.windows.get("c1");
  window?.takePage(server.page("alice").slice(5), 6, []);
  await write(account);
  expect(await keeper.before("c1", 10, 3)).toMatchObject({
    end: false,
    messages: [{ seq: 7 }, { seq: 8 }, { seq: 9 }],
  });
  expect(await keeper.before("c1", 6, 3)).toBeNull();
  expect(await keeper.before("c1", 3, 3)).toBeNull();
  if (window) window.complete = true;
  window?.takePage(server.page("alice"), 1, []);
  await write(account);
  expect((await keeper.before("c1", 4, 50))?.end).toBe(true);
});

test("another tab began anew: what this one knew before joins nothing", async () => {
  for (let number = 1; number <= 10; number += 1) server.send("bob", `${number}`);
  const first = tab();
  first.windows.get("c1")?.takePage(server.page("alice").slice(4), 5, []);
  await write(first);
  const second = tab();
  await write(second);
  first.windows.get("c1")?.takePage(server.page("alice").slice(0, 4), 1, []);
  await write(first);
  expect((await kept())?.floor).toBe(10);
  expect(await keeper.before("c1", 10, 50)).toBeNull();
});

test("a conversation that has grown large loses its oldest messages only", async () => {
  for (let number = 1; number <= 1_200; number += 1) server.send("bob", `${number}`);
  const account = tab();
  const window = account.windows.get("c1");
  if (window) window.complete = true;
  window?.takePage(server.page("alice"), 1, []);
  await write(account);
  await keeper.prune("c1");
  expect(await kept()).toMatchObject({ floor: 701, complete: false });
  expect((await texts(2_000))?.length).toBe(500);
});

test("the cursor and what it stands for are one piece", async () => {
  const account = tab();
  account.moveCursor("one");
  const batch = account.collect();
  if (!batch) throw new Error("there is something to write");
  const broken = { ...batch, hidden: [Symbol("cannot be kept") as unknown as string] };
  await expect(keeper.write(broken, "alice")).rejects.toThrow();
  const { state } = await readKept(db);
  expect([state.cursor, state.conversations]).toEqual([null, []]);
});

test("a pull that is not complete is kept as not begun", async () => {
  for (const text of ["one", "two", "three"]) server.send("bob", text);
  const account = tab();
  for (const text of ["four", "five", "six"]) server.send("bob", text);
  account.windows.get("c1")?.takeChanges(server.changes("alice", 3, 2));
  await write(account);
  expect((await kept())?.position).toBe(3);
  account.windows.get("c1")?.takeChanges(server.changes("alice", 5, 2));
  await write(account);
  expect((await kept())?.position).toBe(6);
});

test("clearing leaves nothing", async () => {
  server.send("bob", "secret");
  await write(tab());
  await db.put("drafts", {
    conversation_id: "c1",
    text: "secret",
    reply_to_seq: null,
    version: 1,
    owed: true,
  });
  await clearDatabase(db);
  for (const name of db.objectStoreNames) expect([name, await db.count(name)]).toEqual([name, 0]);
});
