// What a person can do with a message: six reactions on top, everything else below.
import type { Entry, Message, Poll } from "../../store/types";
import { Menu, type MenuItem } from "../../ui/Menu";
import { say } from "../../ui/Toast";
import { chatPath, go, panelPath } from "../app/routes";
import { attempt } from "../chats/chat-actions";
import { isAdmin } from "../info/rights";
import { type ChatState, useChat } from "./chat-state";
import { isClosed } from "./poll-state";
import { QUICK } from "./Reactions";

function copy(text: string, done: string): void {
  navigator.clipboard.writeText(text).then(
    () => say(done),
    () => say("This browser does not allow copying here."),
  );
}

function forUnsent(chat: ChatState, { outgoing }: Entry): MenuItem[] {
  if (!outgoing) return [];
  const { clientMessageId, text } = outgoing;
  const again: MenuItem = { icon: "send", label: "Try again", run: () => chat.store.retry(clientMessageId) };
  return [
    ...(outgoing.failure === null ? [] : [again]),
    { icon: "copy", label: "Copy text", run: () => copy(text, "Text copied") },
    { icon: "trash", label: "Delete", bad: true, run: () => chat.store.discard(clientMessageId) },
  ];
}

function forSent(chat: ChatState, message: Message, mine: boolean): MenuItem[] {
  const remove: MenuItem = {
    icon: "trash",
    label: "Delete…",
    keys: "Del",
    bad: true,
    run: () => {
      chat.deleting.value = message;
    },
  };
  if (message.deleted_at !== null || message.unavailable) return [remove];
  const { text, poll } = message;
  const link = window.location.origin + chatPath(chat.id, message.seq);
  return [
    { icon: "reply", label: "Reply", keys: "R", run: () => chat.reply(message) },
    ...(text ? [{ icon: "copy", label: "Copy text", run: () => copy(text, "Text copied") } as const] : []),
    { icon: "link", label: "Copy link", run: () => copy(link, "Link copied") },
    ...(mine && message.kind === "text"
      ? [{ icon: "edit", label: "Edit", keys: "E", run: () => chat.edit(message) } as const]
      : []),
    ...(poll ? forPoll(chat, message, poll, mine) : []),
    ...(mine && chat.inGroup()
      ? [
          {
            icon: "info",
            label: "Who has seen it",
            run: () => go(panelPath(chat.id, "seen", message.id)),
          } as const,
        ]
      : []),
    remove,
  ];
}

function forPoll(chat: ChatState, message: Message, poll: Poll, mine: boolean): MenuItem[] {
  const close = () => attempt(chat.store.closePoll(message));
  const open = !isClosed(poll, Date.now());
  return [
    ...(poll.anonymous
      ? []
      : [
          {
            icon: "users",
            label: "Who voted",
            run: () => go(panelPath(chat.id, "votes", message.id)),
          } as const,
        ]),
    ...(open && (mine || isAdmin(chat.role()))
      ? [{ icon: "lock", label: "Close the poll", run: close } as const]
      : []),
  ];
}

export function MessageMenu() {
  const chat = useChat();
  const open = chat.menu.value;
  if (!open) return null;
  const { entry, place, reactionsOnly } = open;
  const { message } = entry;
  const close = () => {
    chat.menu.value = null;
  };
  const items = message ? forSent(chat, message, entry.mine) : forUnsent(chat, entry);
  return (
    <Menu label="Message" place={place} items={reactionsOnly ? [] : items} ends={entry.mine} onClose={close}>
      {message && message.deleted_at === null && <ReactionBar message={message} onChosen={close} />}
      {message?.text && <Chosen text={message.text} mine={entry.mine} />}
    </Menu>
  );
}

/** On phones everything but the message itself is blurred. */
function Chosen({ text, mine }: { text: string; mine: boolean }) {
  return (
    <div class={`chosen ${mine ? "own" : "other"}`} aria-hidden="true">
      <div class="bubble" dir="auto">
        {text}
      </div>
    </div>
  );
}

function barKey(event: KeyboardEvent): void {
  const buttons = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("button")];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  event.preventDefault();
  buttons.at((at + (event.key === forward ? 1 : -1)) % buttons.length)?.focus();
}

function ReactionBar({ message, onChosen }: { message: Message; onChosen: () => void }) {
  const { store } = useChat();
  const mine = new Set(
    message.reactions.filter((reaction) => reaction.mine).map((reaction) => reaction.emoji),
  );
  return (
    <div class="rbar" role="toolbar" aria-label="Reactions" tabIndex={-1} onKeyDown={barKey}>
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          type="button"
          class={mine.has(emoji) ? "on" : ""}
          aria-pressed={mine.has(emoji)}
          aria-label={emoji}
          onClick={() => {
            onChosen();
            attempt(store.react(message, emoji, !mine.has(emoji)));
          }}
        >
          <span aria-hidden="true">{emoji}</span>
        </button>
      ))}
    </div>
  );
}
