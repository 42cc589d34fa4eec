// What a person can do with a whole conversation, from its row and from its header.
import type { ConversationItem, Store } from "../../store/types";
import type { MenuItem } from "../../ui/Menu";
import { say } from "../../ui/Toast";
import { inPlainWords } from "../app/problems";

const HOUR = 3_600_000;

/** The end of a mute without an end, because the server needs a time. */
export const FOR_EVER = "2999-12-31T00:00:00Z";

/** Runs an action and shows a toast if the server refuses. */
export function attempt(done: Promise<unknown>): void {
  done.catch((problem) => say(inPlainWords(problem)));
}

export function chatActions(store: Store, item: ConversationItem): MenuItem[] {
  const { id } = item.conversation;
  const mute = (until: string | null) => attempt(store.mute(id, until));
  const muting: MenuItem[] = item.muted
    ? [{ icon: "bell", label: "Unmute", run: () => mute(null) }]
    : [
        {
          icon: "mute",
          label: "Mute for 8 hours",
          run: () => mute(new Date(Date.now() + 8 * HOUR).toISOString()),
        },
        { icon: "mute", label: "Mute always", keys: "Ctrl Shift M", run: () => mute(FOR_EVER) },
      ];
  return [
    {
      icon: "pin",
      label: item.pinned ? "Unpin" : "Pin",
      run: () => attempt(store.pinConversation(id, !item.pinned)),
    },
    ...muting,
    { icon: "unread", label: "Mark unread", keys: "Ctrl Shift U", run: () => attempt(store.markUnread(id)) },
  ];
}
