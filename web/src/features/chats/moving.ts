// Rows that change places slide, but not under the pointer, and not for people who want no motion.
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ConversationItem } from "../../store/types";

const MILLISECONDS = 150;

function tops(list: HTMLElement): Map<string, number> {
  const found = new Map<string, number>();
  for (const row of list.querySelectorAll<HTMLElement>("[data-id]")) {
    found.set(row.dataset["id"] ?? "", row.offsetTop);
  }
  return found;
}

export function useMovingRows(items: readonly ConversationItem[]) {
  const list = useRef<HTMLElement>(null);
  const before = useRef(new Map<string, number>());
  const order = items.map((item) => item.conversation.id).join();
  useLayoutEffect(() => {
    if (!list.current) return;
    const now = tops(list.current);
    const still = list.current.matches(":hover") || matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const row of still ? [] : list.current.querySelectorAll<HTMLElement>("[data-id]")) {
      const id = row.dataset["id"] ?? "";
      const shift = (before.current.get(id) ?? now.get(id) ?? 0) - (now.get(id) ?? 0);
      if (shift === 0) continue;
      row.animate([{ transform: `translateY(${shift}px)` }, { transform: "none" }], {
        duration: MILLISECONDS,
        easing: "cubic-bezier(.2, .7, .2, 1)",
      });
    }
    before.current = now;
  }, [order]);
  return list;
}
