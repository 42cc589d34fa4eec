// The small bar beside the message under the pointer or in focus.
import type { Entry } from "../../store/types";
import { IconButton } from "../../ui/Icon";
import { below } from "../../ui/Menu";
import { useChat } from "./chat-state";

export function Actions({ entry }: { entry: Entry }) {
  const chat = useChat();
  const { message } = entry;
  if (!message) return null;
  const open = (event: MouseEvent, reactionsOnly: boolean) => {
    chat.menu.value = { entry, place: below(event.currentTarget as Element), reactionsOnly };
  };
  return (
    <div class="actions">
      <IconButton
        icon="react"
        label="React"
        size={20}
        tabIndex={-1}
        popup
        onClick={(event) => open(event, true)}
      />
      <IconButton icon="reply" label="Reply" size={20} tabIndex={-1} onClick={() => chat.reply(message)} />
      <IconButton
        icon="more"
        label="More"
        size={20}
        tabIndex={-1}
        popup
        onClick={(event) => open(event, false)}
      />
    </div>
  );
}
