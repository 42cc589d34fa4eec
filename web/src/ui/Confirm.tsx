// A question before something that cannot be undone, with the consequences.
import type { ComponentChildren } from "preact";
import { Dialog } from "./Dialog";
import { Hint } from "./Field";

interface ConfirmProps {
  title: string;
  /** The text of the button that carries it out. */
  act: string;
  bad?: boolean;
  problem: string | null;
  onAct: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

export function Confirm({ title, act, bad = false, problem, onAct, onClose, children }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <Hint id="confirm-problem" error={problem} hint="" />
      <div class="acts">
        <button type="button" class="btn text" onClick={onClose}>
          Cancel
        </button>
        <button type="button" class={bad ? "btn danger" : "btn primary"} onClick={onAct}>
          {act}
        </button>
      </div>
    </Dialog>
  );
}
