// The person with exactly this username, offered below the chats that match the search.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { User } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { inPlainWords } from "../app/problems";
import { chatPath, go } from "../app/routes";
import { useStore } from "../app/store-context";
import { attempt } from "./chat-actions";

const PAUSE = 300;
const USERNAME = /^@?([a-z][a-z0-9_]{3,31})$/iu;

type Search =
  | { state: "idle" }
  | { state: "nobody" }
  | { state: "found"; user: User }
  | { state: "problem"; text: string };

/** Looks up a username once the typing has paused. */
export function useFoundPerson(query: string): Search {
  const store = useStore();
  const search = useSignal<Search>({ state: "idle" });
  const username = USERNAME.exec(query.trim())?.[1];
  useEffect(() => {
    search.value = { state: "idle" };
    if (username === undefined) return;
    let current = true;
    const timer = setTimeout(() => {
      store.findPerson(username).then(
        (user) => {
          if (current) search.value = user ? { state: "found", user } : { state: "nobody" };
        },
        (problem) => {
          if (current) search.value = { state: "problem", text: inPlainWords(problem) };
        },
      );
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [username]);
  return search.value;
}

export function PersonLine({ user, onChoose }: { user: User; onChoose: () => void }) {
  return (
    <button type="button" class="set" onClick={onChoose}>
      <Avatar id={user.id} name={user.name} />
      <span class="body">
        <span dir="auto">{user.name}</span>
        <small>@{user.username}</small>
      </span>
    </button>
  );
}

export function FoundPerson({ query, none }: { query: string; none: boolean }) {
  const store = useStore();
  const search = useFoundPerson(query);
  if (query.trim() === "") return null;
  if (search.state === "found") {
    const { user } = search;
    return (
      <>
        <h2 class="sec">People</h2>
        <PersonLine
          user={user}
          onChoose={() => attempt(store.openDirect(user.id).then((id) => go(chatPath(id))))}
        />
      </>
    );
  }
  if (search.state === "problem") return <p class="note">{search.text}</p>;
  if (!none || search.state === "idle") return <p class="note" />;
  return <p class="note">Nothing for “{query.trim()}”. To find a person, enter the full username.</p>;
}
