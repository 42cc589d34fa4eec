// Leads to the newest messages, or back to where a jump began. It shows the number of unread messages below.
import { Icon } from "../../ui/Icon";
import { useChat } from "./chat-state";

const MOST = 99;

export function JumpButton() {
  const chat = useChat();
  const { store, id, timeline } = chat;
  if (chat.atEnd.value && !timeline.hasNewer.value) return null;
  if (chat.entries.value.length === 0) return null;
  const unread = store.item(id).value?.unread ?? 0;
  const from = chat.returnTo.value;
  const words = from === null ? "To the newest messages" : "Back to where you were";
  return (
    <button
      type="button"
      class="jump"
      aria-label={unread > 0 ? `${words}, ${unread} unread` : words}
      onClick={() => (from === null ? chat.end() : chat.jump(from))}
    >
      <Icon name="arrow-down" />
      {unread > 0 && (
        <span class="badge" aria-hidden="true">
          {unread > MOST ? `${MOST}+` : unread}
        </span>
      )}
    </button>
  );
}
