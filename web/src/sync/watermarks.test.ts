// How far this person has read: reported seldom and never backwards.
import { beforeEach, expect, test } from "vitest";
import { Clock } from "../../tests/support/clock";
import { ApiProblem, ConnectionLost } from "../protocol/problem";
import { Watermarks } from "./watermarks";

let clock: Clock;
let reported: number[];
let refusal: ApiProblem | null;
let refused: string[];
let watermarks: Watermarks;

beforeEach(() => {
  clock = new Clock();
  reported = [];
  refused = [];
  refusal = null;
  const report = async (_id: string, seq: number) => {
    reported.push(seq);
    if (refusal) throw refusal;
  };
  watermarks = new Watermarks(
    clock,
    report,
    () => undefined,
    (id) => refused.push(id),
  );
});

const problem = (code: "not_found" | "busy") => new ApiProblem({ code, detail: code });

test("at once when idle, then at most every 200 ms, and only the highest", async () => {
  for (const seq of [1, 2, 5, 3]) watermarks.offer("c1", seq);
  expect(reported).toEqual([1]);
  await clock.pass(190);
  expect(reported).toEqual([1]);
  await clock.pass(20);
  expect(reported).toEqual([1, 5]);
  await clock.pass(1_000);
  watermarks.offer("c1", 6);
  expect(reported).toEqual([1, 5, 6]);
});

test("what was reported is not reported again", async () => {
  watermarks.offer("c1", 3);
  await clock.pass(1_000);
  watermarks.offer("c1", 3);
  watermarks.offer("c1", 2);
  await clock.pass(1_000);
  expect(reported).toEqual([3]);
});

test("a refusal that passes is tried again, after a while", async () => {
  refusal = problem("busy");
  watermarks.offer("c1", 3);
  await clock.pass(4_000);
  expect(reported).toEqual([3]);
  refusal = null;
  await clock.pass(2_000);
  expect(reported).toEqual([3, 3]);
});

test("who is no member any more is not asked for ever", async () => {
  refusal = problem("not_found");
  watermarks.offer("c1", 3);
  await clock.pass(60_000);
  expect(reported).toEqual([3]);
  expect(refused).toEqual(["c1"]);
});

test("with a new connection everything may be reported again", async () => {
  refusal = new ConnectionLost();
  watermarks.offer("c1", 3);
  await clock.pass();
  watermarks.forget();
  refusal = null;
  watermarks.offer("c1", 3);
  await clock.pass(60_000);
  expect(reported).toEqual([3, 3]);
});
