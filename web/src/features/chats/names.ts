// The names of people.
import type { Store } from "../../store/types";

/** A person's name as it may be shown. `short` takes the first word. */
export function nameOf(store: Store, userId: string | null, short = false): string {
  if (userId === null) return "Someone";
  if (userId === store.me.value?.id) return "You";
  const name = store.person(userId).value?.name || "Someone";
  return short ? (name.split(/\s/u)[0] ?? name) : name;
}

/** "Ines, Marek and Ruth". */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(undefined, { type: "conjunction" }).format(names);
}

/** Letters without accents and case, so that "jose" finds "José". */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
