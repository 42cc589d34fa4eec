// A menu at a point: arrows move, Enter and a click choose, Esc closes, letters find.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useModal } from "./Dialog";
import { Icon, type IconName } from "./Icon";

export interface MenuItem {
  icon: IconName;
  label: string;
  run: () => void;
  keys?: string;
  /** This item destroys something, so it is red and stands below a line. */
  bad?: boolean;
}

/** Where the menu opens: at a point in the window, or beside the rectangle of an element. */
export interface Place {
  x: number;
  y: number;
  /** The menu ends at x instead of beginning there. */
  fromEnd?: boolean;
  /** The menu ends at y instead of beginning there. */
  fromBottom?: boolean;
}

/** The place for a menu that belongs to a button. */
export function below(element: Element): Place {
  const box = element.getBoundingClientRect();
  const fromEnd = box.left + box.width / 2 > window.innerWidth / 2;
  return { x: fromEnd ? box.right : box.left, y: box.bottom, fromEnd };
}

/** The same, above the button. */
export function above(element: Element): Place {
  return { ...below(element), y: element.getBoundingClientRect().top, fromBottom: true };
}

function move(dialog: HTMLDialogElement, place: Place): void {
  const { width, height } = dialog.getBoundingClientRect();
  const wanted = place.fromEnd ? place.x - width + 8 : place.x - 8;
  const left = Math.max(0, Math.min(wanted, window.innerWidth - width));
  const rtl = document.documentElement.dir === "rtl";
  const x = rtl ? left + width - window.innerWidth : left;
  const top = place.fromBottom ? place.y - height : place.y;
  const y = Math.max(0, Math.min(top, window.innerHeight - height));
  // Set by script, because the Content Security Policy forbids style attributes in markup.
  dialog.style.setProperty("--x", `${x}px`);
  dialog.style.setProperty("--y", `${y}px`);
}

function neighbour(event: KeyboardEvent, items: HTMLElement[]): HTMLElement | undefined {
  const at = items.indexOf(document.activeElement as HTMLElement);
  const count = items.length;
  if (event.key === "ArrowDown") return items[(at + 1) % count];
  if (event.key === "ArrowUp") return items[(at - 1 + count) % count];
  if (event.key === "Home") return items[0];
  if (event.key === "End") return items[count - 1];
  if (event.key.length !== 1) return undefined;
  const letter = event.key.toLocaleLowerCase();
  const starts = (item: HTMLElement) => item.textContent.toLocaleLowerCase().startsWith(letter);
  return items.slice(at + 1).find(starts) ?? items.find(starts);
}

interface MenuProps {
  label: string;
  place: Place;
  items: readonly MenuItem[];
  onClose: () => void;
  /** On phones, the menu stands at the end of the line, for own messages. */
  ends?: boolean;
  /** What is shown above the items: the bar of reactions. */
  children?: ComponentChildren;
}

export function Menu({ label, place, items, ends = false, onClose, children }: MenuProps) {
  const element = useModal(onClose);
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (element.current) move(element.current, place);
    const first =
      list.current?.querySelector<HTMLElement>("button") ?? element.current?.querySelector("button");
    first?.focus();
  }, []);
  const choose = (item: MenuItem) => {
    element.current?.close();
    item.run();
  };
  const keyed = (event: KeyboardEvent) => {
    const found = neighbour(event, [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])]);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found.focus();
  };
  return (
    <dialog
      ref={element}
      class={`floating ${place.fromEnd ? "from-end" : ""} ${ends ? "ends" : ""}`}
      aria-label={label}
    >
      {children}
      {items.length > 0 && (
        <div ref={list} class="menu" role="menu" aria-label={label} tabIndex={-1} onKeyDown={keyed}>
          {items.map((item) => (
            <Line key={item.label} item={item} onChoose={() => choose(item)} />
          ))}
        </div>
      )}
    </dialog>
  );
}

function Line({ item, onChoose }: { item: MenuItem; onChoose: () => void }) {
  return (
    <>
      {item.bad && <hr />}
      <button
        type="button"
        role="menuitem"
        tabIndex={-1}
        class={`mi ${item.bad ? "bad" : ""}`}
        onClick={onChoose}
      >
        <Icon name={item.icon} size={20} />
        {item.label}
        {item.keys !== undefined && (
          <span class="keys" aria-hidden="true">
            {item.keys}
          </span>
        )}
      </button>
    </>
  );
}
