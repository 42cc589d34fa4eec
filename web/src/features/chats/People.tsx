// Chooses people: those this person has chats with, filtered by the text, and the one with exactly this username.
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiProblem, type User } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { useStore } from "../app/store-context";
import { into } from "../app/submitting";
import { useFoundPerson } from "./FoundPerson";
import { folded } from "./names";

const NOT_ADDABLE = "Cannot be added: their privacy does not allow it.";

/** Return, by id, why people were refused. `ids` are in the order in which they were sent. */
export function refusedPeople(problem: unknown, ids: readonly string[]): ReadonlyMap<string, string> {
  const refused = new Map<string, string>();
  const errors = problem instanceof ApiProblem ? (problem.errors ?? {}) : {};
  for (const [field, code] of Object.entries(errors)) {
    const at = /^(?:user_ids|member_ids)\.(\d+)$/u.exec(field)?.[1];
    const id = at === undefined ? undefined : ids[Number(at)];
    if (id) refused.set(id, code === "not_addable" ? NOT_ADDABLE : "Cannot be added.");
  }
  return refused;
}

interface PeopleProps {
  chosen: Signal<readonly string[]>;
  refused: ReadonlyMap<string, string>;
  /** The people who are not offered. */
  except?: ReadonlySet<string>;
  eager?: boolean;
}

export function People({ chosen, refused, except, eager = false }: PeopleProps) {
  const query = useSignal("");
  const people = useOffered(query.value, except);
  const toggle = (id: string, on: boolean) => {
    chosen.value = on ? [...chosen.value, id] : chosen.value.filter((other) => other !== id);
  };
  return (
    <>
      <Field
        label="Members"
        placeholder="Name, or @username"
        eager={eager}
        value={query.value}
        hint={
          chosen.value.length > 0
            ? `${chosen.value.length} chosen`
            : "People you write with, or a full username."
        }
        onInput={into(query)}
      />
      <fieldset class="pick">
        <legend class="vh">People</legend>
        {people.shown.map((user) => (
          <Person
            key={user.id}
            user={user}
            checked={chosen.value.includes(user.id)}
            refused={refused.get(user.id) ?? null}
            onToggle={toggle}
          />
        ))}
        {people.none && <p class="note">Nobody with this name. To find a person, enter the full username.</p>}
      </fieldset>
    </>
  );
}

/** The known and the found people who match the text. */
function useOffered(query: string, except?: ReadonlySet<string>) {
  const store = useStore();
  const search = useFoundPerson(query);
  const found = useSignal<readonly User[]>([]);
  useEffect(() => {
    if (search.state === "found") {
      found.value = [search.user, ...found.value.filter(({ id }) => id !== search.user.id)];
    }
  }, [search]);
  const known = store.items.value.flatMap((item) => (item.peer ? [item.peer] : []));
  const strangers = found.value.filter((user) => !known.some((other) => other.id === user.id));
  const me = store.me.value?.id;
  const offered = [...strangers, ...known].filter(({ id }) => id !== me && !except?.has(id));
  const wanted = folded(query.trim().replace(/^@/u, ""));
  const shown = offered.filter(({ name, username }) => folded(`${name} ${username ?? ""}`).includes(wanted));
  return { shown, none: shown.length === 0 && search.state === "nobody" };
}

interface PersonProps {
  user: User;
  checked: boolean;
  refused: string | null;
  onToggle: (id: string, on: boolean) => void;
}

function Person({ user, checked, refused, onToggle }: PersonProps) {
  return (
    <label class="set">
      <Avatar id={user.id} name={user.name} size={40} />
      <span class="body">
        <span dir="auto">{user.name}</span>
        {refused ? (
          <small class="bad" role="alert">
            {refused}
          </small>
        ) : (
          user.username && <small>@{user.username}</small>
        )}
      </span>
      <input
        type="checkbox"
        class="vh"
        checked={checked}
        onChange={(event) => onToggle(user.id, event.currentTarget.checked)}
      />
      <span class="checkbox">
        <Icon name="check" />
      </span>
    </label>
  );
}
