// Days, runs and the line above the first unread message.
import { expect, test } from "vitest";
import type { Entry, Message } from "../../store/types";
import { arrange, type Piece } from "./runs";

const NOON = new Date(2026, 5, 3, 12).getTime();
const MINUTE = 60_000;
const ALICE = "alice";
const BOB = "bob";

interface Given {
  from?: string | null;
  at?: number;
  kind?: Message["kind"];
  reactions?: number;
  edited?: boolean;
  tick?: Entry["tick"];
  action?: string;
}

function entry(seq: number, given: Given = {}): Entry {
  const {
    from = BOB,
    at = NOON + seq * 1000,
    kind = "text",
    reactions = 0,
    edited = false,
    tick = null,
    action,
  } = given;
  const message = {
    id: `message ${seq}`,
    seq,
    sender_id: from,
    kind,
    text: "Hello",
    reactions: Array.from({ length: reactions }, () => ({ emoji: "👍", count: 1 })),
    edited_at: edited ? "2026-06-03T12:00:00Z" : null,
    deleted_at: null,
    system: action ? { action, actor_id: from, user_ids: [], fields: {} } : null,
  } as unknown as Message;
  return { key: `key ${seq}`, seq, message, outgoing: null, tick, mine: from === ALICE, sentAt: at };
}

function pieces(entries: Entry[], unreadSeq: number | null = null): Piece[] {
  return arrange(entries, unreadSeq).flatMap((day) => day.pieces);
}

/** The shape: how many messages each run has, and what lies between the runs. */
function shape(found: Piece[]): (number | string)[] {
  return found.map((piece) => (piece.kind === "run" ? piece.lines.length : piece.kind));
}

test("messages of one person in a row are one run", () => {
  expect(shape(pieces([entry(1), entry(2), entry(3, { from: ALICE }), entry(4, { from: ALICE })]))).toEqual([
    2, 2,
  ]);
});

test("three minutes, a reaction on the older, or a system line end a run", () => {
  expect(shape(pieces([entry(1, { at: NOON }), entry(2, { at: NOON + 3 * MINUTE - 1 })]))).toEqual([2]);
  expect(shape(pieces([entry(1, { at: NOON }), entry(2, { at: NOON + 3 * MINUTE })]))).toEqual([1, 1]);
  expect(shape(pieces([entry(1, { reactions: 1 }), entry(2)]))).toEqual([1, 1]);
  expect(shape(pieces([entry(1), entry(2, { reactions: 1 })]))).toEqual([2]);
  expect(shape(pieces([entry(1), entry(2, { kind: "system", from: null }), entry(3)]))).toEqual([
    1,
    "system",
    1,
  ]);
});

test("each day has its own pieces", () => {
  const midnight = new Date(2026, 5, 4).getTime();
  const days = arrange([entry(1, { at: midnight - 1000 }), entry(2, { at: midnight })], null);
  expect(days.map((day) => shape(day.pieces))).toEqual([[1], [1]]);
  expect(days.at(1)?.start).toBe(midnight);
});

test("the line stands above the first message of others that is unread, and parts the run", () => {
  expect(shape(pieces([entry(1), entry(2), entry(3)], 2))).toEqual([1, "divider", 2]);
  expect(shape(pieces([entry(1), entry(2, { from: ALICE }), entry(3)], 2))).toEqual([1, 1, "divider", 1]);
  expect(shape(pieces([entry(1)], 2))).toEqual([1]);
});

test("only the last of a run is dated, and those whose state differs or that were edited", () => {
  const own = (seq: number, tick: Entry["tick"], edited = false) => entry(seq, { from: ALICE, tick, edited });
  const [run] = pieces([own(1, "read"), own(2, "read", true), own(3, "read"), own(4, "sent")]);
  expect(run?.kind === "run" && run.lines.map((line) => line.dated)).toEqual([false, true, true, true]);
  expect(run?.kind === "run" && run.lines.map((line) => line.first)).toEqual([true, false, false, false]);
});

test("what is on its way joins the run and keeps its key", () => {
  const waiting: Entry = {
    ...entry(2, { from: ALICE }),
    seq: null,
    message: null,
    outgoing: {
      clientMessageId: "key 2",
      text: "Hello",
      replyToSeq: null,
      entities: [],
      poll: null,
      createdAt: NOON,
      failure: null,
    },
    tick: "waiting",
  };
  const [run] = pieces([entry(1, { from: ALICE, tick: "sent" }), waiting]);
  expect(run?.key).toBe("run key 1");
  expect(run?.kind === "run" && run.lines.length).toBe(2);
});

test("three or more in a row of who came and went become one line, two and other lines do not", () => {
  const line = (seq: number, action: string) => entry(seq, { kind: "system", action });
  const many = pieces([
    line(1, "joined_by_link"),
    line(2, "members_added"),
    line(3, "member_left"),
    line(4, "role_changed"),
    line(5, "members_added"),
    line(6, "members_added"),
  ]);
  expect(shape(many)).toEqual(["systems", "system", "system", "system"]);
  expect(many[0]?.key).toBe("systems key 1");
  expect(
    shape(pieces([line(1, "members_added"), line(2, "members_added"), line(3, "members_added")], 2)),
  ).toEqual(["system", "divider", "system", "system"]);
});
