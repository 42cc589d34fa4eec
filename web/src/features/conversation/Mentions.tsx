// The people who can be mentioned, above the composer: @ opens, arrows choose, Enter and Tab take, Esc closes.
import { type Signal, useSignal } from "@preact/signals";
import type { User, WatchedGroup } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { type ChatState, useChat } from "./chat-state";
import { type Asked, askedAt, candidates, withName } from "./mention-state";

const LIST = "mention-list";

interface MentionsProps {
  text: Signal<string>;
  area: { current: HTMLTextAreaElement | null };
  group: WatchedGroup | null;
  put: (text: string) => void;
}

export interface Mentions {
  people: readonly User[];
  chosen: number;
  choose(user: User): void;
  /** The text or the caret changed. */
  look(): void;
  keyed(event: KeyboardEvent): boolean;
  close(): void;
}

/** The people who wrote last, newest first. */
function recent(chat: ChatState): string[] {
  const senders = chat.entries.value.flatMap(({ message }) => message?.sender_id ?? []);
  return [...new Set(senders.reverse())];
}

export function useMentions({ text, area, group, put }: MentionsProps): Mentions {
  const chat = useChat();
  const asked = useSignal<Asked | null>(null);
  const at = useSignal(0);
  /** The position of the @ for which the list was closed. */
  const closedAt = useSignal<number | null>(null);
  const now = asked.value;
  const me = chat.store.me.value?.id ?? "";
  const people = now && group ? candidates(group.members.value, now.query, recent(chat), me) : [];
  const chosen = Math.min(at.value, people.length - 1);
  const close = () => {
    closedAt.value = asked.peek()?.start ?? null;
    asked.value = null;
  };
  const look = () => {
    const field = area.current;
    const found = group && field ? askedAt(field.value, field.selectionStart) : null;
    if (!found || found.start !== closedAt.peek()) closedAt.value = null;
    const open = found && closedAt.peek() === null ? found : null;
    if (open?.query !== asked.peek()?.query) at.value = 0;
    if (open && !asked.peek()) void group?.loadAll();
    asked.value = open;
  };
  const choose = (user: User) => {
    const field = area.current;
    if (!field || !now) return;
    const next = withName(text.peek(), now, field.selectionStart, user.name);
    chat.picked.push({ label: user.name, userId: user.id });
    asked.value = null;
    field.value = next.text;
    field.setSelectionRange(next.caret, next.caret);
    put(next.text);
    field.focus();
  };
  const keyed = (event: KeyboardEvent) => {
    const user = people[chosen];
    if (!user || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "ArrowDown") at.value = (chosen + 1) % people.length;
    else if (event.key === "ArrowUp") at.value = (chosen - 1 + people.length) % people.length;
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") choose(user);
    else return false;
    return true;
  };
  return { people, chosen, choose, look, keyed, close };
}

/** The attributes that connect the field to the list. A field of many lines stays a text field. */
export function mentionAttributes({ people, chosen }: Mentions) {
  if (people.length === 0) return {};
  return {
    "aria-autocomplete": "list" as const,
    "aria-haspopup": "listbox" as const,
    "aria-controls": LIST,
    "aria-activedescendant": `${LIST}-${chosen}`,
  };
}

export function MentionList({ mentions }: { mentions: Mentions }) {
  const { people, chosen, choose } = mentions;
  return (
    <>
      <div class="vh" role="status">
        {people.length > 0 && `${people.length === 1 ? "1 person" : `${people.length} people`} to mention`}
      </div>
      {people.length > 0 && (
        <div class="mentions">
          <div id={LIST} class="menu" role="listbox" aria-label="Mention">
            {people.map((user, index) => (
              <div
                key={user.id}
                id={`${LIST}-${index}`}
                class={index === chosen ? "mi on" : "mi"}
                role="option"
                aria-selected={index === chosen}
                tabIndex={-1}
                // Keeps the focus in the field.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(user)}
                onKeyDown={() => undefined}
              >
                <Avatar id={user.id} name={user.name} size={32} />
                <span class="trunc" dir="auto">
                  {user.name}
                </span>
                {user.username && <small class="trunc">@{user.username}</small>}
              </div>
            ))}
          </div>
        </div>
      )}
    </>
  );
}
