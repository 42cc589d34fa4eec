import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { browserPlatform } from "./browser";

const START = Date.parse("2026-11-24T06:25:00.000Z");
const { uuid } = browserPlatform();

const ids = (count: number): string[] => Array.from({ length: count }, () => uuid());
const timeOf = (id: string): number => Number.parseInt(id.replace("-", "").slice(0, 12), 16);

// The ids of one process share a clock that never goes back, so each test starts a day after the test before.
let days = 0;

beforeEach(() => {
  days += 1;
  vi.useFakeTimers({ toFake: ["Date"], now: START + days * 86_400_000 });
});
afterEach(() => void vi.useRealTimers());

test("an id is a UUID of version 7 and holds the time at which it was made", () => {
  const id = uuid();
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(timeOf(id)).toBe(Date.now());
});

test("ids made within one millisecond ascend and differ", () => {
  const made = ids(5_000);
  expect(new Set(made).size).toBe(5_000);
  expect(made).toEqual([...made].sort());
});

test("ids keep ascending when the clock goes back", () => {
  const before = uuid();
  vi.setSystemTime(Date.now() - 60_000);
  const after = ids(3);
  expect([before, ...after]).toEqual([before, ...after].sort());
});
