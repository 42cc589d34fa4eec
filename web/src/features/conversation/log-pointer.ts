// Pointers over the log: hovering shows the bar, a right click or a long press opens the menu.
import { useRef } from "preact/hooks";
import type { Place } from "../../ui/Menu";
import { type ChatState, useChat } from "./chat-state";

const LONG_PRESS = 400;
const SLACK = 10;

function keyAt(event: Event): string | null {
  const target = event.target as Element;
  return target.closest<HTMLElement>(".msg[data-key]")?.dataset["key"] ?? null;
}

function openMenu(chat: ChatState, key: string | null, place: Place): boolean {
  const entry = chat.entries.peek().find((one) => one.key === key);
  if (!entry || chat.menu.peek()) return false;
  chat.menu.value = { entry, place, reactionsOnly: false };
  return true;
}

/** A long press: the menu opens after 400 ms, unless the finger moved or left. */
function useLongPress() {
  const chat = useChat();
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  const release = () => {
    clearTimeout(press.current?.timer);
    press.current = null;
  };
  return {
    release,
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType === "mouse") return;
      const key = keyAt(event);
      const { clientX: x, clientY: y } = event;
      press.current = { timer: setTimeout(() => openMenu(chat, key, { x, y }), LONG_PRESS), x, y };
    },
    onPointerMove: (event: PointerEvent) => {
      const start = press.current;
      if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLACK) release();
    },
    onPointerUp: release,
    onPointerCancel: release,
  };
}

export function useLogPointer() {
  const chat = useChat();
  const { release, ...press } = useLongPress();
  return {
    ...press,
    onPointerOver: (event: PointerEvent) => {
      if (event.pointerType === "mouse") chat.hovered.value = keyAt(event);
    },
    onPointerLeave: () => {
      chat.hovered.value = null;
    },
    onFocusIn: (event: FocusEvent) => {
      const key = (event.target as Element).closest<HTMLElement>("[data-key]")?.dataset["key"];
      if (!key) return;
      chat.focused.value = key;
      chat.visited.value = key;
    },
    onFocusOut: () => {
      if (!chat.menu.peek()) chat.focused.value = null;
    },
    onContextMenu: (event: MouseEvent) => {
      // Links and selected text keep the browser's own menu.
      if ((event.target as Element).closest("a[target]") || !window.getSelection()?.isCollapsed) return;
      if (openMenu(chat, keyAt(event), { x: event.clientX, y: event.clientY })) event.preventDefault();
      release();
    },
  };
}
