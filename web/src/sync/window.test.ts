// Whatever happens to updates on their way, a client that pulls holds what the server holds.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ServerConversation } from "../../tests/support/conversation";
import type { Change } from "../protocol/types";
import type { Patch } from "./ports";
import { Window } from "./window";

const ME = "alice";
const PEOPLE = ["alice", "bob", "carol"];

type Step = { do: string; who: number; at: number; text: string };

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom("send", "send", "send", "reply", "mention", "edit", "remove", "react", "unreact"),
  who: fc.nat(2),
  at: fc.nat(30),
  text: fc.string({ minLength: 1, maxLength: 4 }),
});

/** Carry out a step, if it is possible. */
function take(server: ServerConversation, one: Step): Change | null {
  const who = PEOPLE[one.who % server.members.length] ?? ME;
  if (one.do === "send") return server.send(who, one.text);
  if (one.do === "mention") return server.send(who, one.text, { mentions: [ME] });
  const count = server.messages.length;
  if (count === 0) return null;
  const source = server.message((one.at % count) + 1);
  if (one.do === "reply") {
    return server.send(who, one.text, {
      reply_to: { message_id: source.id, seq: source.seq, preview: null },
    });
  }
  if (source.deleted_at !== null) return null;
  if (one.do === "edit") return server.edit(source.seq, one.text);
  if (one.do === "remove") return server.remove(source.seq);
  return server.react(source.seq, who, one.at % 2 ? "👍" : "❤️", one.do === "unreact");
}

const withoutPreviews = (window: Window) =>
  [...window.messages.values()]
    .sort((a, b) => a.seq - b.seq)
    .map((message) => ({ ...message, reply_to: null }));

/** Compare with a client that loads everything now. */
function expectSame(window: Window, server: ServerConversation): void {
  const view = server.view(ME);
  const held = window.view();
  expect(withoutPreviews(window)).toEqual(server.page(ME).map((message) => ({ ...message, reply_to: null })));
  expect(window.position).toBe(server.position);
  expect(window.held.size).toBe(0);
  for (const name of ["last_seq", "unread_count", "unread_mentions", "last_activity_at"] as const) {
    expect([name, held[name]]).toEqual([name, view[name]]);
  }
  expect(held.my).toEqual(view.my);
  if (server.kind === "direct") expect(held.receipts).toEqual(view.receipts);
}

function pull(window: Window, server: ServerConversation, limit: number): void {
  for (let complete = false; !complete; ) {
    const answer = server.changes(ME, window.position, limit);
    window.takeChanges(answer);
    complete = answer.complete;
  }
}

const conversations = fc.record({
  kind: fc.constantFrom("direct" as const, "group" as const),
  before: fc.array(step, { maxLength: 12 }),
  after: fc.array(step, { maxLength: 40 }),
  seed: fc.array(fc.record({ key: fc.nat(), copies: fc.nat(2), pull: fc.nat(9) }), {
    minLength: 60,
    maxLength: 60,
  }),
  limit: fc.integer({ min: 1, max: 10 }),
});

function begun(kind: "direct" | "group", steps: readonly Step[]): [ServerConversation, Window] {
  const server = new ServerConversation("c1", kind === "direct" ? PEOPLE.slice(0, 2) : PEOPLE, kind);
  for (const one of steps) take(server, one);
  const window = new Window(ME, new Set(), server.view(ME), server.position);
  window.complete = true;
  window.takePage(server.page(ME), 1, []);
  return [server, window];
}

describe("a window", () => {
  test("in order: the updates alone are enough", () => {
    fc.assert(
      fc.property(conversations, ({ kind, before, after }) => {
        const [server, window] = begun(kind, before);
        for (const one of after) {
          const change = take(server, one);
          if (change) window.takeChange(change);
          expectSame(window, server);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("in any order, lost and doubled: the updates and a pull are enough", () => {
    fc.assert(
      fc.property(conversations, ({ kind, before, after, seed, limit }) => {
        const [server, window] = begun(kind, before);
        const changes = after.map((one) => take(server, one)).filter((change) => change !== null);
        const arriving = changes.flatMap((change, index) =>
          Array.from({ length: seed[index]?.copies ?? 0 }, (_, copy) => ({
            change,
            key: ((seed[index]?.key ?? 0) + copy * 7919) % 101,
          })),
        );
        arriving.sort((a, b) => a.key - b.key);
        arriving.forEach(({ change }, index) => {
          window.takeChange(change);
          if (seed[index]?.pull === 0) pull(window, server, limit);
        });
        pull(window, server, limit);
        expectSame(window, server);
      }),
      { numRuns: 300 },
    );
  });

  test("only the newest messages held: the numbers are right all the same", () => {
    fc.assert(
      fc.property(conversations, fc.integer({ min: 1, max: 4 }), ({ kind, before, after }, keep) => {
        const [server, window] = begun(kind, before);
        for (const one of after) {
          window.trim(keep);
          const change = take(server, one);
          if (change) window.takeChange(change);
          const { unread_count, unread_mentions, last_seq } = server.view(ME);
          expect(window.view()).toMatchObject({ unread_count, unread_mentions, last_seq });
        }
        for (const message of window.messages.values()) {
          expect({ ...message, reply_to: null }).toEqual({
            ...server.seen(server.message(message.seq), ME),
            reply_to: null,
          });
        }
      }),
      { numRuns: 200 },
    );
  });

  test("a page read while something changes is not older than what changed", () => {
    fc.assert(
      fc.property(conversations, fc.nat(5), ({ kind, before, after }, reads) => {
        const [server, window] = begun(kind, before);
        window.trim(1);
        const floor = window.floor;
        const missed: Patch[] = [];
        window.missed.add(missed);
        let page = server.page(ME);
        after.forEach((one, index) => {
          if (index === reads) page = server.page(ME);
          const change = take(server, one);
          if (change) window.takeChange(change);
        });
        window.missed.delete(missed);
        window.takePage(
          page.filter((message) => message.seq < floor),
          1,
          missed,
        );
        expectSame(window, server);
      }),
      { numRuns: 200 },
    );
  });

  test("what was deleted for oneself stays away", () => {
    const server = new ServerConversation("c1", ["alice", "bob"]);
    server.send("bob", "one");
    server.send("bob", "two");
    const hidden = new Set<string>();
    const window = new Window(ME, hidden, server.view(ME), server.position);
    window.takePage(server.page(ME), 1, []);
    hidden.add(server.message(1).id);
    window.hide();
    window.takeChange(server.edit(1, "three"));
    window.takeMessage(server.message(1));
    window.takePage(server.page(ME), 1, []);
    expect([...window.messages.keys()]).toEqual([2]);
    expect(window.view().unread_count).toBe(1);
  });

  test("a quote follows what it quotes", () => {
    const server = new ServerConversation("c1", ["alice", "bob"]);
    server.send("bob", "one");
    const window = new Window(ME, new Set(), server.view(ME), server.position);
    const quote = { message_id: server.message(1).id, seq: 1, preview: null };
    window.takeChange(server.send("bob", "two", { reply_to: quote }));
    const previewed = () => window.messages.get(2)?.reply_to?.preview?.text;
    expect(previewed()).toBe("one");
    window.takeChange(server.edit(1, "uno"));
    expect(previewed()).toBe("uno");
    window.takeChange(server.remove(1));
    expect(previewed()).toBeNull();
  });
});
