// What is kept over a reload, and who is signed in, with a small server.
import { describe, expect, test } from "vitest";
import { browser, chat, commandsOf, looking, opened, pass, say, texts } from "../../tests/support/scene";
import type { Change } from "../protocol/types";

describe("what is kept", () => {
  test("a reload without a network shows the list and the messages", async () => {
    let store = await opened();
    const timeline = await looking(store);
    say("one");
    say("two");
    await pass(300);
    timeline.close();
    store.close();
    browser.server.offline = true;
    store = browser.open();
    await pass(10);
    expect(store.ready.value).toBe(true);
    expect(store.items.value[0]).toMatchObject({ title: "bob", unread: 2 });
    expect(texts(await looking(store))).toEqual(["one", "two"]);
  });

  test("an edit of a message that is kept and not held is kept, too", async () => {
    let store = await opened();
    for (let number = 1; number <= 60; number += 1) say(`message ${number}`);
    await pass(300);
    (await looking(store)).close();
    await pass();
    browser.server.publish(chat.edit(30, "edited"));
    await pass(50);
    store.close();
    browser.server.offline = true;
    store = browser.open();
    await pass(10);
    const timeline = await looking(store);
    expect(texts(timeline)).toContain("edited");
    expect(texts(timeline)).not.toContain("message 30");
  });

  test("what was read without a network is reported later, over a reload too", async () => {
    say("one");
    let store = await opened();
    browser.server.offline = true;
    browser.server.cut();
    await pass(10);
    store.seen("c1", 1);
    await pass(10);
    expect(store.items.value[0]?.unread).toBe(0);
    store.close();
    browser.server.offline = false;
    store = await opened();
    await pass(300);
    expect(chat.own("alice").read_seq).toBe(1);
    expect(store.items.value[0]?.unread).toBe(0);
  });

  test("a cursor the server does not know begins everything anew", async () => {
    const gone = browser.server.conversation("c2", ["alice", "carol"]);
    let store = await opened();
    say("one");
    await pass(300);
    store.close();
    browser.server.conversations.delete(gone.id);
    browser.server.resetNext = true;
    store = await opened();
    await pass(50);
    expect(store.items.value.map((item) => item.title)).toEqual(["bob"]);
    expect(texts(await looking(store))).toEqual(["one"]);
  });

  test("what could not be kept is not acknowledged", async () => {
    const store = await opened();
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = () => {
      throw new DOMException("the disk is full", "QuotaExceededError");
    };
    say("one");
    await pass(300);
    IDBDatabase.prototype.transaction = transaction;
    expect(store.items.value[0]?.unread).toBe(1);
    expect(commandsOf("ack")).toEqual([]);
  });

  test("a pull that was cut off begins again where it began", async () => {
    let store = await opened();
    say("one");
    await pass(300);
    browser.server.deaf = true;
    for (let number = 2; number <= 150; number += 1) say(`message ${number}`);
    browser.server.publish(chat.edit(140, "edited"));
    browser.server.deaf = false;
    let pulls = 0;
    const changes = chat.changes.bind(chat);
    chat.changes = (reader, after) => {
      pulls += 1;
      if (pulls === 2) browser.server.silent.add("changes");
      return changes(reader, after, 148);
    };
    browser.server.cut();
    await pass(2_000);
    const receipt = { update: "receipt" as const, conversation_id: "c1", user_id: "bob" };
    browser.server.update({ ...receipt, delivered_seq: 150, read_seq: 150 });
    await pass(10);
    store.close();
    browser.server.silent.clear();
    // Before anything is asked, an update arrives that fits the position which the pull had reached.
    browser.server.silent.add("sync");
    store = browser.open();
    await pass(10);
    browser.server.update(chat.log.at(-1) as Change);
    await pass(10);
    browser.server.silent.clear();
    browser.server.cut();
    await pass(3_000);
    const timeline = await looking(store);
    expect(texts(timeline)).toContain("edited");
    const seqs = timeline.entries.value.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  });
});

describe("signing in and out", () => {
  test("nobody is signed in: the question is answered, and the code lets one in", async () => {
    browser.server.signedIn = false;
    const store = browser.open();
    await pass(10);
    expect([store.ready.value, store.me.value, store.signedOutReason.value]).toEqual([true, null, null]);
    const challenge = await store.requestCode("+4915112345678");
    expect(challenge.resendAfterSeconds).toBe(60);
    await store.verifyCode(challenge.challengeId, "123456");
    await pass(10);
    expect(store.me.value?.name).toBe("alice");
    expect(store.line.value).toBe("open");
    expect(store.items.value).toHaveLength(1);
  });

  test("another tab was faster with the cookie: its token is waited for", async () => {
    browser.server.refreshes.push("token_superseded", "token_superseded");
    const store = browser.open();
    await pass(1_000);
    expect(store.line.value).toBe("open");
  });

  test("a device that was signed out forgets everything, in all tabs", async () => {
    const store = await opened();
    const other = await opened();
    say("secret");
    await pass(300);
    browser.server.signedIn = false;
    browser.server.cut(4401);
    await pass(2_000);
    for (const one of [store, other]) {
      expect([one.me.value, one.signedOutReason.value]).toEqual([null, "not_authenticated"]);
      expect(one.items.value).toEqual([]);
    }
    store.close();
    other.close();
    browser.server.offline = true;
    const again = browser.open();
    await pass(10);
    expect(again.me.value).toBeNull();
    expect(again.items.value).toEqual([]);
  });

  test("who signs out without a network is out here at once, and the server hears of it later", async () => {
    let store = await opened();
    browser.server.offline = true;
    await store.signOut();
    expect([store.me.value, store.signedOutReason.value]).toEqual([null, null]);
    store.close();
    browser.server.offline = false;
    store = browser.open();
    await pass(10);
    expect([store.ready.value, store.me.value]).toEqual([true, null]);
    expect(browser.server.signedIn).toBe(false);
  });
});
