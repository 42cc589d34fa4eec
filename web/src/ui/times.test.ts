// Times in words, with a fixed present time.
import { expect, test } from "vitest";
import { countdown, day, dayOf, inWords, moment } from "./times";

const NOW = new Date(2026, 10, 24, 14, 2).getTime();

function at(month: number, date: number, year = 2026, hour = 9): number {
  return new Date(year, month - 1, date, hour, 5).getTime();
}

test("days are named from near to far", () => {
  expect(day(at(11, 24), NOW)).toBe("Today");
  expect(day(at(11, 23), NOW)).toBe("Yesterday");
  expect(day(at(11, 18), NOW)).toBe(
    new Intl.DateTimeFormat(undefined, { weekday: "long" }).format(at(11, 18)),
  );
  expect(day(at(11, 17), NOW)).not.toContain("2026");
  expect(day(at(11, 17, 2025), NOW)).toContain("2025");
});

test("a row shows the time only for today", () => {
  expect(moment(at(11, 24), NOW)).toContain("05");
  expect(moment(at(11, 23), NOW)).toBe("Yesterday");
});

test("a sentence has the day and the time", () => {
  expect(inWords(at(11, 23), NOW)).toMatch(/^yesterday at .*05/);
});

test("a day is the same from its first to its last minute, also when the clocks change", () => {
  expect(dayOf(at(3, 29, 2026, 0))).toBe(dayOf(at(3, 29, 2026, 23)));
  expect(day(at(10, 24), at(10, 25))).toBe("Yesterday");
});

test("a countdown has two digits of seconds", () => {
  expect([countdown(62), countdown(9)]).toEqual(["1:02", "0:09"]);
});
