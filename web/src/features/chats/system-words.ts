// System messages in words: "Ruth added Ines and Marek".
import type { Store, System } from "../../store/types";
import { inWords, span } from "../../ui/times";
import { listed, nameOf } from "./names";

/** People who came or went. Several such messages in a row become one line. */
const MEMBERSHIP = ["members_added", "member_removed", "member_left", "joined_by_link", "join_approved"];
const NAMED = 2;

export function isMembership(system: System | null): boolean {
  return system !== null && MEMBERSHIP.includes(system.action);
}

/** The person as the object of a sentence. */
function object(store: Store, id: string): string {
  const name = nameOf(store, id);
  return name === "You" ? "you" : name;
}

export function systemWords(store: Store, system: System | null): string {
  if (!system) return "Something changed";
  const { action, actor_id, user_ids, fields } = system;
  const actor = nameOf(store, actor_id);
  const people = listed(user_ids.filter((id) => id !== actor_id).map((id) => object(store, id)));
  switch (action) {
    case "group_created":
      return people ? `${actor} made the group with ${people}` : `${actor} made the group`;
    case "members_added":
      return `${actor} added ${people}`;
    case "member_removed":
      return `${actor} removed ${people}`;
    case "member_left":
      return left(store, actor, fields["owner_id"]);
    case "group_changed":
      return `${actor} ${changes(fields)}`;
    case "role_changed":
      return fields["role"] === "admin"
        ? `${actor} made ${people} an admin`
        : `${actor} dismissed ${people} as admin`;
    case "owner_changed":
      return `${actor} handed the group over to ${people}`;
    case "member_silenced":
      return silenced(actor, people, fields["until"]);
    case "joined_by_link":
      return `${actor} joined by a link`;
    case "join_approved":
      return `${actor} let ${people} in`;
    case "group_deleted":
      return `${actor} deleted the group`;
    default:
      return `${actor} changed the group`;
  }
}

function left(store: Store, actor: string, heir: unknown): string {
  if (typeof heir !== "string") return `${actor} left`;
  const name = nameOf(store, heir);
  return `${actor} left. ${name} ${name === "You" ? "are" : "is"} the owner now`;
}

function silenced(actor: string, people: string, until: unknown): string {
  if (typeof until !== "string") return `${actor} let ${people} write again`;
  return `${actor} silenced ${people} until ${inWords(Date.parse(until))}`;
}

function changes(fields: Readonly<Record<string, unknown>>): string {
  const done = Object.entries(fields).flatMap(([name, value]) => CHANGES[name]?.(value) ?? []);
  return done.length > 0 ? listed(done) : "changed the group";
}

const whom = (value: unknown) => (value === "admins" ? "only admins" : "everyone");

const CHANGES: Readonly<Record<string, (value: unknown) => string>> = {
  name: (value) => `changed the name to “${value}”`,
  description: (value) => (value ? "changed the description" : "removed the description"),
  avatar_id: (value) => (value ? "changed the picture" : "took the picture away"),
  who_can_send: (value) => `let ${whom(value)} write`,
  who_can_edit_info: (value) => `let ${whom(value)} change name and description`,
  who_can_add_members: (value) => `let ${whom(value)} add people`,
  history_for_new_members: (value) =>
    value === "all"
      ? "let new members see what was written before"
      : "hid from new members what was written before",
  join_approval: (value) => `turned approval for invite links ${value ? "on" : "off"}`,
  slow_mode_seconds: (value) => (value ? `set slow mode to ${span(Number(value))}` : "turned slow mode off"),
};

function some(store: Store, ids: readonly string[]): string {
  const names = ids.map((id) => nameOf(store, id));
  const rest = names.length - NAMED;
  if (rest < 2) return listed(names);
  return listed([...names.slice(0, NAMED), `${rest} others`]);
}

/** Several messages about people who came or went, in one line: "Ines, Marek and 3 others joined, and Tobi left". */
export function membershipWords(store: Store, systems: readonly System[]): string {
  const came = new Set<string>();
  const went = new Set<string>();
  const removed = new Set<string>();
  for (const { action, actor_id, user_ids } of systems) {
    if (action === "member_left") went.add(actor_id ?? "");
    else for (const id of user_ids) (action === "member_removed" ? removed : came).add(id);
  }
  return listed([
    ...(came.size > 0 ? [`${some(store, [...came])} joined`] : []),
    ...(went.size > 0 ? [`${some(store, [...went])} left`] : []),
    ...(removed.size > 0
      ? [`${some(store, [...removed])} ${removed.size > 1 ? "were" : "was"} removed`]
      : []),
  ]);
}
