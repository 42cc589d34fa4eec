// Votes in a poll, before and after the server has them.
import { expect, test } from "vitest";
import type { Poll } from "../../store/types";
import { chosen, isClosed, percent, pressed, voted } from "./poll-state";

const poll = (mine: number[], more: Partial<Poll> = {}): Poll => ({
  question: "Which day?",
  options: [0, 1, 2].map((id) => ({ id, text: `Day ${id}`, count: id + 1, mine: mine.includes(id) })),
  multiple: false,
  anonymous: true,
  closes_at: null,
  voters: 6,
  closed: false,
  ...more,
});

test("a single choice moves to what is pressed, and goes when it is pressed again", () => {
  expect(pressed(poll([]), 1)).toEqual([1]);
  expect(pressed(poll([1]), 2)).toEqual([2]);
  expect(pressed(poll([1]), 1)).toEqual([]);
});

test("of several choices each comes and goes by itself", () => {
  expect(pressed(poll([2], { multiple: true }), 0)).toEqual([0, 2]);
  expect(pressed(poll([0, 2], { multiple: true }), 0)).toEqual([2]);
});

test("counts and voters follow one's vote at once", () => {
  const first = voted(poll([]), [1]);
  expect([first.voters, first.options.map(({ count }) => count)]).toEqual([7, [1, 3, 3]]);
  const moved = voted(poll([1]), [2]);
  expect([moved.voters, moved.options.map(({ count }) => count)]).toEqual([6, [1, 1, 4]]);
  const back = voted(poll([1]), []);
  expect([back.voters, chosen(back)]).toEqual([5, []]);
});

test("voting as before changes nothing", () => {
  expect(voted(poll([1]), [1])).toEqual(poll([1]));
});

test("shares are of the voters, and nothing of none", () => {
  expect(percent(poll([]), 2)).toBe(33);
  expect(percent(poll([], { voters: 0 }), 0)).toBe(0);
});

test("a poll is closed by hand, and by the clock from its time on", () => {
  const closes_at = "2026-11-24T12:00:00.000Z";
  expect(isClosed(poll([], { closed: true }), 0)).toBe(true);
  expect(isClosed(poll([], { closes_at }), Date.parse(closes_at) - 1)).toBe(false);
  expect(isClosed(poll([], { closes_at }), Date.parse(closes_at))).toBe(true);
});
