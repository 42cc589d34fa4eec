// The keys of the log: arrows go from message to message, letters act on the one in focus.
import { below } from "../../ui/Menu";
import { type ChatState, focusComposer, useChat } from "./chat-state";

function messages(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(".log [data-key]")];
}

function move(chat: ChatState, to: HTMLElement | undefined): boolean {
  if (!to) return false;
  chat.focused.value = to.dataset["key"] ?? null;
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
  return true;
}

function walk(chat: ChatState, event: KeyboardEvent): boolean {
  const all = messages();
  const at = all.findIndex((element) => element.contains(document.activeElement));
  switch (event.key) {
    case "ArrowUp":
      return move(chat, all[Math.max(0, at - 1)]);
    case "ArrowDown":
      return move(chat, all[Math.min(all.length - 1, at + 1)]);
    case "Home":
      return move(chat, all[0]);
    case "End":
      return move(chat, all.at(-1));
    default:
      return false;
  }
}

/** Enter goes into a message's links and buttons, Esc comes back out. */
function enter(element: HTMLElement): boolean {
  const inside = element.querySelector<HTMLElement>("a, button");
  inside?.focus();
  return inside !== null;
}

function act(chat: ChatState, element: HTMLElement, event: KeyboardEvent): boolean {
  const entry = chat.entries.peek().find(({ key }) => key === element.dataset["key"]);
  if (!entry) return false;
  const { message } = entry;
  const menu = (reactionsOnly: boolean) => {
    chat.menu.value = { entry, place: below(element.querySelector(".bubble") ?? element), reactionsOnly };
  };
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) menu(false);
  else if (!message || message.deleted_at !== null || message.kind === "system") return false;
  else if (event.key === "r") chat.reply(message);
  else if (event.key === "e" && entry.mine && message.kind === "text") chat.edit(message);
  else if (event.key === "+") menu(true);
  else if (event.key === "Delete") chat.deleting.value = message;
  else return false;
  return true;
}

export function useLogKeys() {
  const chat = useChat();
  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as HTMLElement;
    const element = target.closest<HTMLElement>("[data-key]");
    if (!element) return;
    let done = walk(chat, event);
    if (!done && event.key === "Escape") {
      if (target === element) focusComposer();
      else element.focus();
      done = true;
    }
    if (!done && target === element)
      done = event.key === "Enter" ? enter(element) : act(chat, element, event);
    if (done) event.preventDefault();
  };
}
