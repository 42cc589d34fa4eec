// What others do, as this person sees it, with a small server.
import { describe, expect, test } from "vitest";
import {
  browser,
  chat,
  commandsOf,
  looking,
  opened,
  pass,
  say,
  texts,
  ticks,
} from "../../tests/support/scene";

describe("what others do", () => {
  test("messages arrive, are counted, acknowledged once kept, and read when seen", async () => {
    const store = await opened();
    say("one");
    say("two");
    await pass(300);
    expect(store.items.value[0]).toMatchObject({ title: "bob", unread: 2 });
    expect(commandsOf("ack").at(-1)).toMatchObject({ conversation_id: "c1", seq: 2 });
    store.seen("c1", 2);
    await pass(300);
    expect(store.items.value[0]?.unread).toBe(0);
    expect(commandsOf("read")).toMatchObject([{ seq: 2 }]);
    expect(chat.own("alice").read_seq).toBe(2);
  });

  test("what was published and lost is pulled when the next change shows it", async () => {
    const store = await opened();
    const timeline = await looking(store);
    browser.server.deaf = true;
    say("lost");
    browser.server.deaf = false;
    say("heard");
    await pass(50);
    expect(texts(timeline)).toEqual([]);
    await pass(100);
    expect(texts(timeline)).toEqual(["lost", "heard"]);
  });

  test("a head that is further asks for what is missing", async () => {
    const store = await opened();
    const timeline = await looking(store);
    browser.server.deaf = true;
    say("lost");
    browser.server.update({
      update: "head",
      conversation_id: "c1",
      position: 1,
      receipts: { delivered_to_all_seq: 0, read_by_all_seq: 0 },
    });
    await pass(200);
    expect(texts(timeline)).toEqual(["lost"]);
  });

  test("resync asks for everything, after a while that is random", async () => {
    const store = await opened();
    const timeline = await looking(store);
    browser.server.deaf = true;
    say("lost");
    browser.server.update({ update: "resync", reason: "skipped" });
    await pass(1_000);
    expect(texts(timeline)).toEqual([]);
    await pass(1_000);
    expect(texts(timeline)).toEqual(["lost"]);
  });

  test("a conversation that no update has named before is loaded", async () => {
    const store = await opened();
    const other = browser.server.conversation("c2", ["alice", "carol"]);
    browser.server.publish(other.send("carol", "hello"));
    await pass(50);
    expect(store.items.value.map((item) => item.title)).toEqual(["carol", "bob"]);
    expect(store.items.value[0]?.unread).toBe(1);
  });

  test("ticks follow receipts and never go back", async () => {
    const store = await opened();
    const timeline = await looking(store);
    store.send("c1", "mine");
    await pass(10);
    expect(ticks(timeline)).toEqual(["sent"]);
    const receipt = { update: "receipt" as const, conversation_id: "c1", user_id: "bob" };
    browser.server.update({ ...receipt, delivered_seq: 1, read_seq: 1 });
    browser.server.update({ ...receipt, delivered_seq: 1, read_seq: 0 });
    await pass(10);
    expect(ticks(timeline)).toEqual(["read"]);
  });

  test("typing is forgotten after six seconds, and when the message is here", async () => {
    const store = await opened();
    const typing = {
      update: "typing" as const,
      conversation_id: "c1",
      user_id: "bob",
      state: "typing" as const,
    };
    browser.server.update(typing);
    await pass(5_900);
    expect(store.items.value[0]?.typing.map((user) => user.name)).toEqual(["bob"]);
    await pass(200);
    expect(store.items.value[0]?.typing).toEqual([]);
    browser.server.update(typing);
    await pass();
    say("typed");
    await pass();
    expect(store.items.value[0]?.typing).toEqual([]);
  });

  test("what happens while a conversation is loaded is not lost", async () => {
    const store = await opened();
    const other = browser.server.conversation("c2", ["alice", "carol"]);
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((done) => {
      answer = done;
    });
    const fetch = browser.server.fetch.bind(browser.server);
    browser.server.fetch = async (path, init) => {
      const response = await fetch(path, init);
      if (path.endsWith("/conversations/c2")) await answered;
      return response;
    };
    browser.server.publish(other.send("carol", "one"));
    await pass(10);
    browser.server.publish(other.send("carol", "two"));
    await pass(10);
    answer();
    await pass(50);
    expect(store.items.value[0]).toMatchObject({ title: "carol", unread: 2 });
    expect(store.items.value[0]?.lastEntry?.message?.text).toBe("two");
    expect(commandsOf("changes")).toEqual([]);
  });
});

describe("what is shown of a message", () => {
  test("a quote of what is not held is fetched", async () => {
    for (let number = 1; number <= 80; number += 1) say(`message ${number}`);
    const store = await opened();
    store.seen("c1", 80);
    const timeline = await looking(store);
    const source = chat.message(3);
    const reply_to = { message_id: source.id, seq: 3, preview: null };
    browser.server.publish(chat.send("bob", "that one", { reply_to }));
    await pass(20);
    expect(timeline.entries.value.at(-1)?.message?.reply_to?.preview?.text).toBe("message 3");
  });

  test("one that disappears does so while one looks", async () => {
    const store = await opened();
    const timeline = await looking(store);
    const expires_at = new Date(browser.clock.now() + 60_000).toISOString();
    browser.server.publish(chat.send("bob", "for a minute", { expires_at }));
    await pass(59_000);
    expect(texts(timeline)).toEqual(["for a minute"]);
    await pass(2_000);
    expect(timeline.entries.value[0]?.message).toMatchObject({ text: null, deleted_at: expires_at });
  });
});
