// Keys that work everywhere in the app.
import { useEffect } from "preact/hooks";
import type { ConversationItem, Store } from "../../store/types";
import { attempt, FOR_EVER } from "../chats/chat-actions";
import { overlay } from "./overlays";
import { back, chatPath, go, route } from "./routes";
import { useStore } from "./store-context";

/** The regions that F6 goes through. In each, the first element that can take the focus gets it. */
const REGIONS = [
  "#chat-search",
  '.rows [tabindex="0"]',
  '.log [tabindex="0"]',
  ".tray textarea",
  ".panel h2",
];

function focusSearch(): void {
  document.querySelector<HTMLInputElement>("#chat-search")?.focus();
}

function nextRegion(step: number): void {
  const regions = REGIONS.map((selector) => document.querySelector<HTMLElement>(selector)).filter(
    (element) => element !== null && element.offsetParent !== null,
  );
  const now = document.activeElement;
  const at = regions.findIndex((element) => {
    const region = element?.closest(".rows, .log, .tray, .list-tools, .panel");
    return region?.contains(now) ?? false;
  });
  regions.at((at + step + regions.length) % Math.max(1, regions.length))?.focus();
}

function current(store: Store): ConversationItem | undefined {
  const at = route.value;
  return at.name === "chat" ? store.item(at.id).value : undefined;
}

function step(store: Store, by: number, unreadOnly: boolean): void {
  const items = store.items.value;
  const here = items.findIndex((item) => item.conversation.id === current(store)?.conversation.id);
  for (let at = here + by; at >= 0 && at < items.length; at += by) {
    const item = items[at];
    if (!item || (unreadOnly && item.unread === 0)) continue;
    go(chatPath(item.conversation.id));
    return;
  }
}

function withControl(event: KeyboardEvent, store: Store): boolean {
  const key = event.key.toLowerCase();
  const item = current(store);
  if (key === "k" && !event.shiftKey) focusSearch();
  else if (key === "/") overlay.value = "keyboard";
  else if (key === "m" && event.shiftKey && item) {
    attempt(store.mute(item.conversation.id, item.muted ? null : FOR_EVER));
  } else if (key === "u" && event.shiftKey && item) attempt(store.markUnread(item.conversation.id));
  else return false;
  return true;
}

function handle(event: KeyboardEvent, store: Store): boolean {
  if (document.querySelector("dialog[open]")) return false;
  if (event.ctrlKey || event.metaKey) return withControl(event, store);
  if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    step(store, event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
    return true;
  }
  if (event.key === "F6") {
    nextRegion(event.shiftKey ? -1 : 1);
    return true;
  }
  if (event.key === "Escape" && route.value.name !== "list") {
    back();
    return true;
  }
  return typeIntoComposer(event);
}

/** Typing anywhere writes a message: the composer takes the focus before the letter arrives. */
function typeIntoComposer(event: KeyboardEvent): boolean {
  const free = document.activeElement === document.body;
  if (free && !event.altKey && event.key === "?") {
    overlay.value = "keyboard";
    return true;
  }
  if (free && !event.altKey && [...event.key].length === 1) {
    document.querySelector<HTMLElement>(".tray textarea")?.focus();
  }
  return false;
}

export function useShortcuts(): void {
  const store = useStore();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && !event.isComposing && handle(event, store)) event.preventDefault();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [store]);
}
