// Messages are sent once they are kept, in order, and never twice.
import { beforeEach, expect, test } from "vitest";
import { Browser } from "../../tests/support/browser";
import type { SendCommand } from "../connection/types";
import { ApiProblem, ConnectionLost } from "../protocol/problem";
import type { Message } from "../protocol/types";
import { Outbox } from "./outbox";
import type { OutboxKeeper, OutboxRow } from "./row";

let browser: Browser;
let disk: Map<string, OutboxRow>;
let writes: (() => void)[];
let sent: string[];
let connected: boolean;
/** The next refusal. */
let refusal: ApiProblem | null;
let frames: Record<string, unknown>[];
let slowed: [string, number][];

beforeEach(() => {
  browser = new Browser();
  disk = new Map();
  writes = [];
  sent = [];
  connected = true;
  refusal = null;
  frames = [];
  slowed = [];
});

/** A disk that writes only when a test says so. */
const keeper: OutboxKeeper = {
  rows: async () => [...disk.values()],
  put: (row) =>
    new Promise((done) => {
      writes.push(() => {
        disk.set(row.client_message_id, row);
        done();
      });
    }),
  remove: async (id) => void disk.delete(id),
};

function outbox(rows: OutboxRow[] = []): Outbox {
  const command = (async (_name: string, fields: { client_message_id: string; text: string }) => {
    if (!connected) throw new ConnectionLost();
    const problem = refusal;
    refusal = null;
    if (problem) throw problem;
    frames.push(fields);
    sent.push(fields.text);
    return { message: { client_message_id: fields.client_message_id } as Message };
  }) as unknown as SendCommand;
  const platform = browser.platform();
  return new Outbox(
    {
      platform,
      command,
      keeper,
      sent: async () => undefined,
      changed: () => undefined,
      slowed: (id, until) => slowed.push([id, until]),
    },
    rows,
  );
}

const written = async () => {
  for (const write of writes.splice(0)) write();
  await browser.clock.pass();
};

test("nothing is sent before it is kept", async () => {
  const one = outbox();
  one.opened();
  await browser.clock.pass();
  one.add("c1", "careful", null);
  await browser.clock.pass(1_000);
  expect(one.of("c1").map((row) => row.text)).toEqual(["careful"]);
  expect(sent).toEqual([]);
  await written();
  expect(sent).toEqual(["careful"]);
  expect(one.of("c1")).toEqual([]);
  expect(disk.size).toBe(0);
});

test("a message waits for the one before it", async () => {
  const one = outbox();
  one.opened();
  await browser.clock.pass();
  one.add("c1", "first", null);
  one.add("c1", "second", null);
  one.add("c2", "elsewhere", null);
  const [first, ...others] = writes.splice(0);
  for (const write of others) write();
  await browser.clock.pass();
  expect(sent).toEqual(["elsewhere"]);
  first?.();
  await browser.clock.pass();
  expect(sent).toEqual(["elsewhere", "first", "second"]);
});

test("without a connection nothing is lost, and the order stays", async () => {
  connected = false;
  const one = outbox();
  one.opened();
  await browser.clock.pass();
  for (const text of ["1", "2", "3"]) one.add("c1", text, null);
  await written();
  one.closed();
  await browser.clock.pass(60_000);
  expect(sent).toEqual([]);
  connected = true;
  one.opened();
  await browser.clock.pass(60_000);
  expect(sent).toEqual(["1", "2", "3"]);
});

test("a connection that is lost at once keeps nobody waiting", async () => {
  const one = outbox();
  one.opened();
  // This tab has the lock by now and is reading what other tabs wrote.
  await Promise.resolve();
  await Promise.resolve();
  one.closed();
  await browser.clock.pass();
  one.opened();
  one.add("c1", "hello", null);
  await written();
  expect(sent).toEqual(["hello"]);
});

test("the same second has an order, too, after a reload as well", async () => {
  const one = outbox();
  for (const text of ["1", "2", "3"]) one.add("c1", text, null);
  await written();
  one.close();
  const two = outbox([...disk.values()].reverse());
  two.opened();
  await browser.clock.pass();
  expect(sent).toEqual(["1", "2", "3"]);
});

test("given up before it was kept, it is not sent", async () => {
  const one = outbox();
  one.opened();
  await browser.clock.pass();
  const row = one.add("c1", "no", null);
  one.discard(row.client_message_id);
  await written();
  expect(sent).toEqual([]);
});

test("an outbox closed while it keeps a message keeps it, and posts nothing on a closed channel", async () => {
  const one = outbox();
  one.add("c1", "later", null);
  one.close();
  await written();
  expect([...disk.values()].map((row) => row.text)).toEqual(["later"]);
});

test("slow mode: it waits as long as the server says, then goes out", async () => {
  const one = outbox();
  one.opened();
  await browser.clock.pass();
  refusal = new ApiProblem({ code: "rate_limited", detail: "Slow mode", retry_after_seconds: 20 });
  one.add("c1", "slowly", null);
  const now = browser.clock.now();
  await written();
  expect(slowed).toEqual([["c1", now + 20_000]]);
  expect(one.of("c1").map((row) => row.failure)).toEqual([null]);
  await browser.clock.pass(19_000);
  expect(sent).toEqual([]);
  await browser.clock.pass(1_200);
  expect(sent).toEqual(["slowly"]);
});

test("mentions go with their text, a poll goes instead of one", async () => {
  const one = outbox();
  one.opened();
  await browser.clock.pass();
  const entities = [{ type: "mention" as const, offset: 0, length: 4, user_id: "bob" }];
  one.add("c1", "@Bob", null, { entities, mentions: ["bob"] });
  one.add("c1", "", null, { poll: { question: "When?", options: ["Now", "Later"] } });
  await written();
  expect(frames[0]).toMatchObject({ text: "@Bob", entities, mentions: ["bob"] });
  expect(frames[1]).toMatchObject({ kind: "poll", poll: { question: "When?", options: ["Now", "Later"] } });
  expect(frames[1]).not.toHaveProperty("text");
});
