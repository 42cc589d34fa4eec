// Which dialog lies over everything. There is one at a time.
import { signal } from "@preact/signals";

export type Overlay = "new-chat" | "new-group" | "new-poll" | "keyboard";

export const overlay = signal<Overlay | null>(null);

export function closeOverlay(): void {
  overlay.value = null;
}
