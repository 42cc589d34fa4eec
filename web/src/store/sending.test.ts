// What this person writes, whatever happens on the way, with a small server.
import { describe, expect, test } from "vitest";
import { browser, chat, commandsOf, looking, opened, pass, texts, ticks } from "../../tests/support/scene";

describe("sending", () => {
  test("a message is there at once, and keeps its key", async () => {
    const store = await opened();
    const timeline = await looking(store);
    store.send("c1", "now");
    expect(texts(timeline)).toEqual(["now"]);
    expect(ticks(timeline)).toEqual(["waiting"]);
    expect(store.items.value[0]?.lastTick).toBe("waiting");
    const key = timeline.entries.value[0]?.key;
    await pass(10);
    expect(ticks(timeline)).toEqual(["sent"]);
    expect(timeline.entries.value[0]?.key).toBe(key);
  });

  test("without a network it waits, over a reload too, and is sent once and in order", async () => {
    let store = await opened();
    browser.server.offline = true;
    browser.server.cut();
    await pass(3_000);
    expect(store.line.value).toBe("waiting");
    for (const words of ["one", "two", "three"]) store.send("c1", words);
    await pass(10);
    store.close();
    store = browser.open();
    await pass(10);
    expect(texts(await looking(store))).toEqual(["one", "two", "three"]);
    browser.server.offline = false;
    await pass(31_000);
    expect(chat.messages.map((message) => message.text)).toEqual(["one", "two", "three"]);
    expect(ticks(store.timeline("c1"))).toEqual(["sent", "sent", "sent"]);
  });

  test("an answer that was lost is asked for again, and nothing is doubled", async () => {
    const store = await opened();
    const timeline = await looking(store);
    browser.server.silent.add("send_message");
    store.send("c1", "once");
    await pass(10);
    const [command] = commandsOf("send_message");
    browser.server.store(command ?? {});
    browser.server.cut();
    browser.server.silent.clear();
    await pass(2_000);
    expect(chat.messages).toHaveLength(1);
    expect(texts(timeline)).toEqual(["once"]);
    expect(ticks(timeline)).toEqual(["sent"]);
  });

  test("a refusal is shown and lets others pass; it can be tried again or given up", async () => {
    const store = await opened();
    const timeline = await looking(store);
    browser.server.refusals.set("send_message", { code: "not_allowed" });
    store.send("c1", "refused");
    await pass(10);
    expect(timeline.entries.value[0]).toMatchObject({ tick: "failed", outgoing: { failure: "not_allowed" } });
    browser.server.refusals.clear();
    store.send("c1", "taken");
    await pass(10);
    expect(texts(timeline)).toEqual(["taken", "refused"]);
    store.retry(timeline.entries.value[1]?.key ?? "");
    await pass(10);
    expect(ticks(timeline)).toEqual(["sent", "sent"]);
  });

  test("a refusal that passes is waited for, as long as the server says", async () => {
    const store = await opened();
    const timeline = await looking(store);
    browser.server.refusals.set("send_message", { code: "rate_limited", more: { retry_after_seconds: 20 } });
    store.send("c1", "patient");
    await pass(15_000);
    expect(commandsOf("send_message")).toHaveLength(1);
    browser.server.refusals.clear();
    await pass(7_000);
    expect(ticks(timeline)).toEqual(["sent"]);
  });

  test("what was given up is gone, after a reload too", async () => {
    let store = await opened();
    browser.server.refusals.set("send_message", { code: "not_allowed" });
    store.send("c1", "refused");
    await pass(10);
    store.discard(store.items.value[0]?.lastEntry?.key ?? "");
    await pass(10);
    expect(store.items.value[0]?.lastEntry).toBeNull();
    store.close();
    store = await opened();
    expect(store.items.value[0]?.lastEntry).toBeNull();
  });

  test("of two tabs one sends, and both show it", async () => {
    const first = await opened();
    const second = await opened();
    const [one, two] = [await looking(first), await looking(second)];
    second.send("c1", "from the second");
    first.send("c1", "from the first");
    await pass(20);
    expect(chat.messages.map((message) => message.text).sort()).toEqual([
      "from the first",
      "from the second",
    ]);
    expect(texts(one)).toEqual(texts(two));
    expect(ticks(two)).toEqual(["sent", "sent"]);
    first.close();
    await pass(10);
    second.send("c1", "alone");
    await pass(20);
    expect(chat.messages).toHaveLength(3);
  });
});

describe("drafts", () => {
  const draft = (words: string, version: number) => ({
    text: words,
    reply_to_seq: null,
    version,
    updated_at: "",
  });
  const elsewhere = (words: string, version: number) => {
    chat.my.set("alice", { ...chat.own("alice"), draft: draft(words, version) });
    browser.server.touch(chat);
    const { my, unread_count, unread_mentions } = chat.view("alice");
    browser.server.update({ update: "mine", conversation_id: "c1", my, unread_count, unread_mentions });
  };

  test("a draft is shown at once, kept soon, and sent a little later", async () => {
    let store = await opened();
    store.setDraft("c1", "half", null);
    store.setDraft("c1", "half a thought", null);
    expect(store.items.value[0]?.draft).toBe("half a thought");
    await pass(400);
    expect(chat.own("alice").draft).toBeNull();
    store.close();
    store = await opened();
    expect(store.items.value[0]?.draft).toBe("half a thought");
    await pass(2_000);
    expect(chat.own("alice").draft?.text).toBe("half a thought");
  });

  test("one from another device is taken, unless somebody is writing here", async () => {
    const store = await opened();
    elsewhere("from the phone", 3);
    await pass(10);
    expect(store.items.value[0]?.draft).toBe("from the phone");
    store.setDraft("c1", "typing here", null);
    elsewhere("the phone again", 9);
    await pass(10_000);
    expect(store.items.value[0]?.draft).toBe("typing here");
    expect(chat.own("alice").draft?.text).toBe("typing here");
  });

  test("sending takes the draft away everywhere", async () => {
    const store = await opened();
    store.setDraft("c1", "hello", null);
    await pass(5_000);
    store.send("c1", "hello");
    expect(store.items.value[0]?.draft).toBe("");
    await pass(5_000);
    expect(chat.own("alice").draft?.text).toBe("");
  });

  test("typing is sent every few seconds, and with a new connection if this person has just typed", async () => {
    const store = await opened();
    for (let key = 0; key < 4; key += 1) {
      store.typing("c1", true);
      await pass(1_000);
    }
    expect(commandsOf("typing")).toHaveLength(2);
    await pass(3_000);
    browser.server.cut();
    await pass(3_000);
    expect(store.line.value).toBe("open");
    expect(commandsOf("typing")).toEqual([]);
    browser.server.cut();
    await pass();
    store.typing("c1", true);
    expect(store.line.value).not.toBe("open");
    await pass(2_500);
    expect(commandsOf("typing")).toHaveLength(1);
  });
});
