// A modal dialog, made of the browser's own: it traps the focus, closes on Esc and gives the focus back.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

/** Opens a <dialog> while mounted and calls `onClose` when the person closes it. */
export function useModal(onClose: () => void) {
  const element = useRef<HTMLDialogElement>(null);
  const closing = useRef(onClose);
  closing.current = onClose;
  useLayoutEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    const closed = () => closing.current();
    const pressed = (event: MouseEvent) => {
      if (event.target === dialog) dialog.close();
    };
    dialog.showModal();
    dialog.addEventListener("close", closed);
    dialog.addEventListener("click", pressed);
    return () => {
      dialog.removeEventListener("close", closed);
      dialog.close();
    };
  }, []);
  return element;
}

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useModal(onClose);
  const id = useId();
  return (
    <dialog ref={element} class="dialog" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
