// What becomes of messages in updates, which are the same for every member, and of blanks for former members.
import { expect, test } from "vitest";
import type { Cause, Message, System } from "../protocol/types";
import { concerns, isNewer, personal } from "./message";

function poll(mine: number[] | null): Message {
  const options = [0, 1].map((id) => ({
    id,
    text: `${id}`,
    count: 1,
    ...(mine ? { mine: mine.includes(id) } : {}),
  }));
  return { reactions: [], reply_to: null, poll: { question: "?", options } } as unknown as Message;
}

function chosen(cause: Cause, held: Message | undefined): number[] {
  const { poll: own } = personal(poll(null), cause, held, "me");
  return own?.options.filter(({ mine }) => mine).map(({ id }) => id) ?? [];
}

test("an own vote counts, from another device, too; an anonymous poll shows only one's own", () => {
  expect(chosen({ kind: "voted", user_id: "me", option_ids: [1] }, poll([0]))).toEqual([1]);
  expect(chosen({ kind: "voted", user_id: null, option_ids: [1] }, poll([0]))).toEqual([1]);
  expect(chosen({ kind: "voted", user_id: "me", option_ids: [] }, poll([0]))).toEqual([]);
});

test("votes of others, the end of the poll and other changes leave one's vote as it was", () => {
  expect(chosen({ kind: "voted", user_id: "bob", option_ids: [1] }, poll([0]))).toEqual([0]);
  expect(chosen({ kind: "voted", user_id: null }, poll([0]))).toEqual([0]);
  expect(chosen({ kind: "reacted", user_id: "me", emoji: "👍" }, poll([0]))).toEqual([0]);
  expect(chosen({ kind: "sent", user_id: "me" }, undefined)).toEqual([]);
});

test("who hands a group over is concerned by it as much as who gets it, and by its end everybody", () => {
  const line = (action: string, actor_id: string, user_ids: string[]): Message =>
    ({ system: { action, actor_id, user_ids, fields: {} } satisfies System }) as unknown as Message;
  expect(concerns(line("owner_changed", "me", ["bob"]), "me")).toBe(true);
  expect(concerns(line("owner_changed", "bob", ["me"]), "me")).toBe(true);
  expect(concerns(line("group_deleted", "bob", []), "me")).toBe(true);
  expect(concerns(line("members_added", "me", ["bob"]), "me")).toBe(false);
});

test("what one holds from before one left is not replaced by word that it changed since", () => {
  const at = (position: number, unavailable?: true): Message =>
    ({ position, unavailable }) as unknown as Message;
  expect(isNewer(at(5, true), undefined)).toBe(true);
  expect(isNewer(at(5, true), at(3))).toBe(false);
  expect(isNewer(at(5), at(3))).toBe(true);
  expect(isNewer(at(3), at(3))).toBe(false);
});
