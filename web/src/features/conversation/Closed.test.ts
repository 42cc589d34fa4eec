// The reasons why a person cannot write, the most important one first.
import { expect, test } from "vitest";
import type { ConversationItem, Group } from "../../store/types";
import { whyClosed } from "./Closed";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const LATER = "2026-11-24T12:10:00Z";

function item(my: object, more: object = {}): ConversationItem {
  const all = { role: "member", left_at: null, silenced_until: null, ...my };
  return {
    conversation: { my: all, last_message: null },
    slowUntil: null,
    ...more,
  } as unknown as ConversationItem;
}

const group = (settings: object = {}) =>
  ({ settings: { who_can_send: "everyone", slow_mode_seconds: 0, ...settings } }) as unknown as Group;

const words = (...given: Parameters<typeof whyClosed>) => whyClosed(...given)?.words ?? null;

test("nothing hinders, also while the group's settings are not known yet", () => {
  expect(words(item({}), group(), NOW)).toBeNull();
  expect(words(item({}), null, NOW)).toBeNull();
});

test("only admins write where the group says so", () => {
  expect(words(item({}), group({ who_can_send: "admins" }), NOW)).toBe(
    "Only admins can write in this group.",
  );
  expect(words(item({ role: "admin" }), group({ who_can_send: "admins" }), NOW)).toBeNull();
});

test("silence ends by the clock", () => {
  expect(words(item({ silenced_until: LATER }), group(), NOW)).toContain("silenced you until");
  expect(words(item({ silenced_until: LATER }), group(), Date.parse(LATER))).toBeNull();
});

test("slow mode counts down for members, not for admins", () => {
  const slow = group({ slow_mode_seconds: 60 });
  const until = { slowUntil: NOW + 24_000 };
  expect(whyClosed(item({}, until), slow, NOW)).toMatchObject({ until: NOW + 24_000, counting: true });
  expect(words(item({ role: "admin" }, until), slow, NOW)).toBeNull();
  expect(words(item({}, until), slow, NOW + 24_000)).toBeNull();
  expect(words(item({}, until), group(), NOW)).toBeNull();
});

test("who has left reads only, whatever else is so", () => {
  expect(words(item({ left_at: LATER, silenced_until: LATER }), null, NOW)).toBe(
    "You are no longer in this group.",
  );
});
