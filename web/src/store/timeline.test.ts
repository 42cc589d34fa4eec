// What is shown of a long conversation: a bounded run, without gaps, always up to date.
import { beforeEach, expect, test } from "vitest";
import { Browser } from "../../tests/support/browser";
import type { ServerConversation } from "../../tests/support/conversation";
import type { Store, Timeline } from "./types";

let browser: Browser;
let chat: ServerConversation;
let store: Store;

beforeEach(async () => {
  browser = new Browser();
  chat = browser.server.conversation("c1");
  for (let number = 1; number <= 1_000; number += 1) chat.send("bob", `message ${number}`);
  chat.mark("alice", 1_000, 1_000);
  store = browser.open();
  await pass();
});

const pass = (milliseconds = 10) => browser.clock.pass(milliseconds);
const seqs = (timeline: Timeline) => timeline.entries.value.map(({ seq }) => seq ?? 0);
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Call something, and let its requests be answered. */
async function done(work: Promise<unknown>): Promise<void> {
  await pass();
  await work;
}

async function open(): Promise<Timeline> {
  const timeline = store.timeline("c1");
  await pass();
  return timeline;
}

test("it opens at the end", async () => {
  const timeline = await open();
  expect(seqs(timeline)).toEqual(run(951 - 1, 1_000));
  expect([timeline.hasOlder.value, timeline.hasNewer.value, timeline.firstUnreadSeq]).toEqual([
    true,
    false,
    null,
  ]);
});

test("older pages come in front, the far end goes, and comes back", async () => {
  const timeline = await open();
  for (let page = 0; page < 8; page += 1) await done(timeline.loadOlder());
  expect(seqs(timeline)).toEqual(run(550, 849));
  expect(timeline.hasNewer.value).toBe(true);
  browser.server.publish(chat.edit(600, "edited"));
  browser.server.publish(chat.edit(900, "edited, not shown"));
  browser.server.publish(chat.send("bob", "new"));
  await pass();
  expect(timeline.entries.value.find(({ seq }) => seq === 600)?.message?.text).toBe("edited");
  expect(seqs(timeline)).toEqual(run(550, 849));
  for (let page = 0; page < 8 && timeline.hasNewer.value; page += 1) await done(timeline.loadNewer());
  expect(seqs(timeline)).toEqual(run(702, 1_001));
  expect(timeline.entries.value.find(({ seq }) => seq === 900)?.message?.text).toBe("edited, not shown");
});

test("a place far back is shown with what is around it, and the end is one step away", async () => {
  const timeline = await open();
  await done(timeline.showAround(300));
  expect(seqs(timeline)).toEqual(run(275, 324));
  browser.server.publish(chat.edit(280, "edited"));
  browser.server.publish(chat.send("bob", "new"));
  await pass();
  expect(seqs(timeline)).toEqual(run(275, 324));
  expect(timeline.entries.value[5]?.message?.text).toBe("edited");
  await done(timeline.loadOlder());
  await done(timeline.loadNewer());
  expect(seqs(timeline)).toEqual(run(225, 374));
  await done(timeline.showEnd());
  expect(seqs(timeline).at(-1)).toBe(1_001);
  expect(timeline.hasNewer.value).toBe(false);
});

test("up to the beginning there is nothing older", async () => {
  const timeline = await open();
  await done(timeline.showAround(10));
  for (let page = 0; page < 3 && timeline.hasOlder.value; page += 1) await done(timeline.loadOlder());
  expect(seqs(timeline)[0]).toBe(1);
  expect(timeline.hasOlder.value).toBe(false);
});

test("the first unread message is among what is shown first", async () => {
  const other = browser.server.conversation("c2", ["alice", "carol"]);
  for (let number = 1; number <= 130; number += 1) other.send("carol", `${number}`);
  other.mark("alice", 30, 30);
  browser.server.touch(other);
  browser.server.cut();
  await pass(1_000);
  const timeline = store.timeline("c2");
  await pass();
  expect(timeline.firstUnreadSeq).toBe(31);
  expect(seqs(timeline)).toContain(31);
});

test("a window that begins anew is loaded again, without showing a hole", async () => {
  const timeline = await open();
  const lengths: number[] = [];
  timeline.entries.subscribe((entries) => lengths.push(entries.length));
  browser.server.resetNext = true;
  browser.server.cut();
  await pass(2_000);
  expect(seqs(timeline).at(-1)).toBe(1_000);
  expect(Math.min(...lengths)).toBeGreaterThan(40);
});

test("who reads far back stays there when the window begins anew", async () => {
  const timeline = await open();
  await done(timeline.showAround(300));
  browser.server.resetNext = true;
  browser.server.cut();
  await pass(2_000);
  expect(seqs(timeline)).toEqual(run(275, 324));
});

test("an entry stays the same object for as long as it looks the same", async () => {
  const timeline = await open();
  const before = timeline.entries.value;
  browser.server.publish(chat.send("bob", "new"));
  await pass();
  expect(timeline.entries.value.slice(0, -1).every((entry, index) => entry === before[index])).toBe(true);
});

test("closed, it holds no more than the last message, and opens again from what is kept", async () => {
  (await open()).close();
  browser.server.offline = true;
  const again = await open();
  expect(seqs(again)).toEqual(run(950, 1_000));
});
