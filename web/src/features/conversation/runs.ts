// How messages are grouped: by day, in runs of one sender, with a line above the first unread one.
import type { Entry } from "../../store/types";
import { dayOf } from "../../ui/times";
import { isMembership } from "../chats/system-words";

const RUN_GAP = 3 * 60_000;
/** From this many messages in a row about people who came or went, they are shown as one line. */
const COLLAPSED = 3;

export interface Line {
  entry: Entry;
  /** Time, tick and avatar stand at this message. */
  last: boolean;
  /** The sender's name stands at this message. */
  first: boolean;
  /** The time shows at the last message of a run, and where the state differs from that of the next one. */
  dated: boolean;
}

export type Piece =
  | { kind: "run"; key: string; mine: boolean; senderId: string | null; lines: Line[] }
  | { kind: "system"; key: string; entry: Entry }
  /** Several messages in a row about people who came or went. */
  | { kind: "systems"; key: string; entries: Entry[] }
  | { kind: "divider"; key: string };

export interface Day {
  /** Midnight, in milliseconds since 1970. */
  start: number;
  pieces: Piece[];
}

function senderOf(entry: Entry): string | null {
  return entry.message?.sender_id ?? null;
}

function isSystem(entry: Entry): boolean {
  return entry.message?.kind === "system";
}

function belongsTogether(older: Entry, newer: Entry): boolean {
  return (
    older.mine === newer.mine &&
    (older.mine || senderOf(older) === senderOf(newer)) &&
    newer.sentAt - older.sentAt < RUN_GAP &&
    (older.message?.reactions.length ?? 0) === 0
  );
}

function isDated(entry: Entry, next: Entry | undefined): boolean {
  if (!next) return true;
  const { message, tick } = entry;
  return tick !== next.tick || tick === "failed" || Boolean(message?.edited_at && !message.deleted_at);
}

function toRun(entries: readonly Entry[]): Piece {
  const [first] = entries;
  const lines = entries.map((entry, at) => ({
    entry,
    first: at === 0,
    last: at === entries.length - 1,
    dated: isDated(entry, entries[at + 1]),
  }));
  return {
    kind: "run",
    key: `run ${first?.key}`,
    mine: first?.mine ?? false,
    senderId: first ? senderOf(first) : null,
    lines,
  };
}

/** Cut a day's entries into pieces. `unreadKey` is the entry above which the line stands. */
function cut(entries: readonly Entry[], unreadKey: string | null): Piece[] {
  const pieces: Piece[] = [];
  let run: Entry[] = [];
  let lines: Entry[] = [];
  const finish = () => {
    if (run.length > 0) pieces.push(toRun(run));
    pieces.push(...toLines(lines));
    run = [];
    lines = [];
  };
  for (const entry of entries) {
    const before = run.at(-1);
    const goesOn = isSystem(entry)
      ? run.length === 0
      : lines.length === 0 && (!before || belongsTogether(before, entry));
    if (entry.key === unreadKey || !goesOn) finish();
    if (entry.key === unreadKey) pieces.push({ kind: "divider", key: "divider" });
    (isSystem(entry) ? lines : run).push(entry);
  }
  finish();
  return pieces;
}

/** Where there are many messages in a row about people who came or went, put them into one line. */
function toLines(entries: readonly Entry[]): Piece[] {
  const pieces: Piece[] = [];
  let row: Entry[] = [];
  const finish = () => {
    const [first] = row;
    if (first && row.length >= COLLAPSED)
      pieces.push({ kind: "systems", key: `systems ${first.key}`, entries: row });
    else pieces.push(...row.map((entry) => ({ kind: "system" as const, key: entry.key, entry })));
    row = [];
  };
  for (const entry of entries) {
    const membership = isMembership(entry.message?.system ?? null);
    if (!membership) finish();
    row.push(entry);
    if (!membership) finish();
  }
  finish();
  return pieces;
}

/** Group entries, in ascending order. The line stands above the first message of others from `unreadSeq` on. */
export function arrange(entries: readonly Entry[], unreadSeq: number | null): Day[] {
  const unread =
    unreadSeq === null
      ? undefined
      : entries.find(({ seq, mine }) => seq !== null && seq >= unreadSeq && !mine);
  const days = new Map<number, Entry[]>();
  for (const entry of entries) {
    const start = dayOf(entry.sentAt);
    const day = days.get(start);
    if (day) day.push(entry);
    else days.set(start, [entry]);
  }
  return [...days].map(([start, ofDay]) => ({ start, pieces: cut(ofDay, unread?.key ?? null) }));
}
