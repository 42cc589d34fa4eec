// Parts of the screen that are loaded after the first paint: when they are needed, or when there is nothing else to
// do.
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

const waiting: (() => void)[] = [];

/** A component that stands for one in another file. It shows nothing until that file is loaded. */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const found = signal<ComponentType<Props> | null>(null);
  let asked = false;
  const fetchOnce = () => {
    if (asked) return;
    asked = true;
    load().then(
      (part) => {
        found.value = part;
      },
      () => {
        // Without a network, the next part that needs it asks again.
        asked = false;
      },
    );
  };
  waiting.push(fetchOnce);
  return function Lazily(props: Props) {
    const Part = found.value;
    if (!Part) fetchOnce();
    return Part ? <Part {...props} /> : null;
  };
}

/** Load all of them now, so that menus and dialogs exist without a network, too. */
export function fetchTheRest(): void {
  for (const fetchOnce of waiting) fetchOnce();
}
