// Whatever happens, in whatever order: at the end the engine shows what the server holds.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Browser } from "../../tests/support/browser";
import type { ServerConversation } from "../../tests/support/conversation";
import type { Store, Timeline } from "./types";

const step = fc.record({
  do: fc.constantFrom(
    ...["say", "say", "say", "say", "edit", "remove", "react", "answer", "hide"],
    ...["send", "send", "seen", "look", "leave", "older", "around", "draft"],
    ...["lose", "cut", "offline", "online", "reload", "second tab", "reset", "wait", "fail"],
  ),
  at: fc.nat(80),
});

class Scene {
  readonly browser = new Browser();
  readonly chat: ServerConversation = this.browser.server.conversation("c1");
  readonly other: ServerConversation = this.browser.server.conversation(
    "c2",
    ["alice", "bob", "carol"],
    "group",
  );
  stores: Store[] = [this.browser.open()];
  timeline: Timeline | null = null;
  sent = 0;

  get store(): Store {
    return this.stores[0] as Store;
  }

  async take(what: string, at: number): Promise<void> {
    const { browser, store } = this;
    const { server } = browser;
    const chat = at % 3 === 0 ? this.other : this.chat;
    const seq = chat.messages.length > 0 ? (at % chat.messages.length) + 1 : 0;
    const there = seq > 0 && chat.message(seq).deleted_at === null;
    const lost = at % 4 === 0;
    const signedIn = store.me.value !== null;
    server.deaf = lost;
    if (what === "say")
      for (let n = 0; n <= at % 7; n += 1) server.publish(chat.send("bob", `${what} ${at}`));
    else if (what === "edit" && there) server.publish(chat.edit(seq, `edited ${at}`));
    else if (what === "remove" && there) server.publish(chat.remove(seq));
    else if (what === "react" && there)
      server.publish(chat.react(seq, at % 2 ? "alice" : "bob", "👍", at % 5 === 0));
    else if (what === "answer" && there) {
      const reply_to = { message_id: chat.message(seq).id, seq, preview: null };
      server.publish(chat.send("bob", `answer ${at}`, { reply_to, mentions: ["alice"] }));
    } else if (what === "hide" && seq > 0) this.hide(chat, seq);
    else if (what === "send" && signedIn) this.send(chat.id);
    else if (what === "seen" && signedIn) store.seen(chat.id, seq);
    else if (what === "draft" && signedIn) store.setDraft(chat.id, `draft ${at}`, null);
    server.deaf = false;
    if (signedIn) await this.look(what, at);
    await this.disturb(what, at);
    await browser.clock.pass(at % 5 === 0 ? 0 : at * 5);
  }

  private hide(chat: ServerConversation, seq: number): void {
    const { id } = chat.message(seq);
    chat.hidden.get("alice")?.add(id);
    this.browser.server.hidden.push(id);
    this.browser.server.touch(chat);
    const { my, unread_count, unread_mentions } = chat.view("alice");
    const hidden_message_ids = [id];
    const mine = { update: "mine" as const, conversation_id: chat.id, my, unread_count, unread_mentions };
    if (!this.browser.server.deaf) this.browser.server.update({ ...mine, hidden_message_ids });
  }

  private send(id: string): void {
    this.sent += 1;
    const store = this.stores.at(-1);
    if (store?.me.value) store.send(id, `sent ${this.sent}`);
    else this.sent -= 1;
  }

  private async look(what: string, at: number): Promise<void> {
    if (what === "look" && !this.timeline) this.timeline = this.store.timeline("c1");
    else if (what === "leave") this.leave();
    else if (what === "older") this.timeline?.loadOlder().catch(() => undefined);
    else if (what === "around") this.timeline?.showAround(at + 1).catch(() => undefined);
  }

  private leave(): void {
    this.timeline?.close();
    this.timeline = null;
  }

  private async disturb(what: string, at: number): Promise<void> {
    const { server } = this.browser;
    if (what === "cut") server.cut();
    else if (what === "offline") {
      server.offline = true;
      server.cut();
    } else if (what === "online") server.offline = false;
    else if (what === "lose") server.silent.add(at % 2 ? "send_message" : "changes");
    else if (what === "wait") await this.browser.clock.pass(5_000);
    else if (what === "fail") server.refusals.set(at % 2 ? "sync" : "changes", { code: "unavailable" });
    else if (what === "reset") server.resetNext = true;
    else if (what === "second tab" && this.stores.length < 2) this.stores.push(this.browser.open());
    else if (what === "reload") {
      this.leave();
      for (const store of this.stores) store.close();
      this.stores = [this.browser.open()];
    }
  }

  /** Repair everything, and wait. */
  async calm(): Promise<void> {
    const { server, clock } = this.browser;
    server.offline = false;
    server.silent.clear();
    server.refusals.clear();
    server.cut();
    for (let seconds = 0; seconds < 100; seconds += 10) await clock.pass(10_000);
  }
}

async function expectSame(scene: Scene): Promise<void> {
  for (const store of scene.stores) {
    for (const chat of [scene.chat, scene.other]) {
      const item = store.item(chat.id).value;
      const view = chat.view("alice");
      expect(item?.unread).toBe(view.unread_count);
      expect(item?.unreadMentions).toBe(view.unread_mentions);
      expect(item?.conversation.my).toEqual({ ...view.my, draft: item?.conversation.my.draft });
      expect(item?.lastEntry?.message?.id ?? null).toBe(view.last_message?.id ?? null);
      if (chat.kind === "direct") expect(item?.conversation.receipts).toEqual(view.receipts);
      const timeline = store.timeline(chat.id);
      await scene.browser.clock.pass(10);
      for (let page = 0; page < 20 && timeline.hasOlder.value; page += 1) {
        const loading = timeline.loadOlder();
        await scene.browser.clock.pass(10);
        await loading;
      }
      const shown = timeline.entries.value.map(({ message }) => [
        message?.seq,
        message?.text,
        message?.reactions,
      ]);
      const wanted = chat.page("alice").map((message) => [message.seq, message.text, message.reactions]);
      expect(shown).toEqual(wanted.slice(0, 300));
      timeline.close();
    }
  }
  const sent = [...scene.chat.messages, ...scene.other.messages].filter(
    ({ sender_id }) => sender_id === "alice",
  );
  expect(sent).toHaveLength(scene.sent);
}

/** What a run has found. */
const FOUND: [string, number][][] = [
  // The second tab holds only messages that are hidden then, and is the last one to write before the reload.
  [
    ["say", 3],
    ["fail", 13],
    ["second tab", 0],
    ["say", 0],
    ["hide", 3],
    ["reload", 0],
    ["say", 0],
    ["say", 0],
  ],
];

test("in the end everything is the same", { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const scene = new Scene();
      await scene.browser.clock.pass(10);
      for (const one of steps) await scene.take(one.do, one.at);
      await scene.calm();
      await expectSame(scene);
      for (const store of scene.stores) store.close();
    }),
    {
      numRuns: Number(import.meta.env["VITE_RUNS"] ?? 40),
      examples: FOUND.map((steps) => [steps.map(([what, at]) => ({ do: what, at }))]),
    },
  );
});
