// One short notice at a time. It has an Undo button if the action can be undone.
import { signal } from "@preact/signals";

const SECONDS = 5;

interface Notice {
  text: string;
  undo?: () => void;
}

const notice = signal<Notice | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;
let settle: (() => void) | undefined;

function close(): void {
  clearTimeout(timer);
  notice.value = null;
}

/** Show a text for five seconds. A new text replaces the old one. */
export function say(text: string): void {
  settle?.();
  settle = undefined;
  close();
  notice.value = { text };
  timer = setTimeout(close, SECONDS * 1000);
}

/** Do something after five seconds unless the person undoes it; at once if they leave or do something else. */
export function sayAndDo(text: string, act: () => void, undo: () => void): void {
  say(text);
  const finish = () => {
    window.removeEventListener("pagehide", finish);
    settle = undefined;
    clearTimeout(timer);
    close();
    act();
  };
  settle = finish;
  window.addEventListener("pagehide", finish);
  clearTimeout(timer);
  timer = setTimeout(finish, SECONDS * 1000);
  const takeBack = () => {
    window.removeEventListener("pagehide", finish);
    settle = undefined;
    close();
    undo();
  };
  notice.value = { text, undo: takeBack };
}

export function Toasts() {
  const now = notice.value;
  return (
    <div role="status">
      {now && (
        <div class="toast">
          <span>{now.text}</span>
          {now.undo && (
            <button type="button" onClick={now.undo}>
              Undo
            </button>
          )}
        </div>
      )}
    </div>
  );
}
