// Mentions in a new message: what is typed at the caret, who matches, and what is sent.
import type { Entity, GroupMember, Message, User } from "../../store/types";
import { folded } from "../chats/names";

const MOST = 8;
/** An @ at the start of a word, and the text from it to the caret: one word, or two of a full name. */
const ASKED = /(?:^|[\s([{"'“„«¡¿])@([^\s@]{0,32}(?: [^\s@]{0,32})?)$/u;

export interface Asked {
  /** The position of the @. */
  start: number;
  query: string;
}

/** A person who was chosen. From then on this text stands for them. */
export interface Picked {
  label: string;
  userId: string;
}

/** Return the text after an @ before the caret; null if there is none. */
export function askedAt(text: string, caret: number): Asked | null {
  const query = ASKED.exec(text.slice(0, caret))?.[1];
  return query === undefined ? null : { start: caret - query.length - 1, query };
}

function fits(user: User, query: string): boolean {
  const name = folded(user.name);
  const begins = name.startsWith(query) || name.split(/\s+/u).some((word) => word.startsWith(query));
  return begins || folded(user.username ?? "").startsWith(query);
}

/** Return the people who match, never oneself. Those who wrote last come first (`recent`: ids, newest first). */
export function candidates(
  members: readonly GroupMember[],
  query: string,
  recent: readonly string[],
  me: string,
): User[] {
  const wanted = folded(query);
  const place = (id: string) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  return members
    .map(({ user }) => user)
    .filter((user) => user.id !== me && user.name !== "" && fits(user, wanted))
    .sort((a, b) => place(a.id) - place(b.id) || a.name.localeCompare(b.name))
    .slice(0, MOST);
}

/** Replace the typed text with a name. The caret stands behind the name. */
export function withName(text: string, asked: Asked, caret: number, name: string) {
  const rest = text.slice(caret);
  const gap = /^\s/u.test(rest) ? "" : " ";
  const before = `${text.slice(0, asked.start)}@${name}${gap}`;
  return { text: before + rest, caret: before.length + (gap ? 0 : 1) };
}

interface Found extends Picked {
  start: number;
}

/** Where `@label` stands as a whole word. */
function places(text: string, label: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(`@${label}`); at >= 0; at = text.indexOf(`@${label}`, at + 1)) {
    const before = text.slice(0, at);
    const after = text.slice(at + label.length + 1);
    if (!/[\p{L}\p{N}_@]$/u.test(before) && !/^[\p{L}\p{N}_]/u.test(after)) found.push(at);
  }
  return found;
}

function found(text: string, picked: readonly Picked[], members: readonly GroupMember[]): Found[] {
  const named = members.flatMap(({ user }) =>
    user.username ? [{ label: user.username, userId: user.id }] : [],
  );
  const labels = new Map<string, string[]>();
  for (const { label, userId } of [...picked, ...named]) {
    labels.set(label, [...(labels.get(label) ?? []), userId]);
  }
  // Longer names first, because "Ines" may be the beginning of another name.
  const longest = [...labels].sort(([a], [b]) => b.length - a.length);
  const taken: Found[] = [];
  for (const [label, ids] of longest) {
    for (const [at, start] of places(text, label).entries()) {
      const free = !taken.some((one) => one.start <= start && start < one.start + one.label.length + 1);
      if (free) taken.push({ label, start, userId: ids[Math.min(at, ids.length - 1)] ?? "" });
    }
  }
  return taken.sort((a, b) => a.start - b.start);
}

/** Return the people whom a message mentions, as if they had just been chosen. For editing it. */
export function pickedIn({ text, entities }: Message): Picked[] {
  const points = [...(text ?? "")];
  return entities.flatMap(({ type, offset, length, user_id }) =>
    type === "mention" && user_id
      ? [{ label: points.slice(offset + 1, offset + length).join(""), userId: user_id }]
      : [],
  );
}

/** Return what is sent besides a text that mentions people. Offsets count code points. */
export function mentionsIn(
  text: string,
  picked: readonly Picked[],
  members: readonly GroupMember[],
): { entities?: Entity[]; mentions?: string[] } {
  const all = found(text, picked, members);
  if (all.length === 0) return {};
  const entities = all.map(({ label, start, userId }) => ({
    type: "mention" as const,
    offset: [...text.slice(0, start)].length,
    length: [...label].length + 1,
    user_id: userId,
  }));
  return { entities, mentions: [...new Set(all.map(({ userId }) => userId))] };
}
