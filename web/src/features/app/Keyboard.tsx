// The list of shortcuts.
import { Dialog } from "../../ui/Dialog";
import { closeOverlay } from "./overlays";

const KEYS: readonly (readonly [string, string])[] = [
  ["Jump to a chat", "Ctrl K"],
  ["Next chat, previous chat", "Alt ↓ ↑"],
  ["Next unread", "Alt Shift ↓"],
  ["Edit last message", "↑"],
  ["Choose what to reply to", "Ctrl ↑ ↓"],
  ["Reply to the message in focus", "R"],
  ["Edit it", "E"],
  ["React to it", "+"],
  ["Delete it", "Del"],
  ["Mute", "Ctrl Shift M"],
  ["Mark unread", "Ctrl Shift U"],
  ["Next region", "F6"],
  ["Back one level", "Esc"],
];

export function Keyboard() {
  return (
    <Dialog title="Keyboard" onClose={closeOverlay}>
      <dl class="keys">
        {KEYS.map(([what, keys]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
