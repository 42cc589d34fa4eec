// Deletes a message: for oneself with five seconds to undo it, for everyone without.
import type { Message } from "../../store/types";
import { Dialog } from "../../ui/Dialog";
import { sayAndDo } from "../../ui/Toast";
import { attempt } from "../chats/chat-actions";
import { type ChatState, useChat } from "./chat-state";

const READ_ALREADY = "People who have already read it may remember what it said.";
const ONLY_MINE = "It disappears from your devices only. The others keep it.";

/** The message disappears from the screen at once, and from the server after five seconds. */
function deleteForMe(chat: ChatState, message: Message): void {
  const show = () => chat.hide(message, false);
  chat.hide(message, true);
  const remove = () => {
    const removed = chat.store.remove(message, "me");
    removed.catch(show);
    attempt(removed);
  };
  sayAndDo("Message deleted for you", remove, show);
}

export function DeleteDialog() {
  const chat = useChat();
  const message = chat.deleting.value;
  if (!message) return null;
  const close = () => {
    chat.deleting.value = null;
  };
  const closing = (act: () => void) => () => {
    close();
    act();
  };
  const everyone = message.sender_id === chat.store.me.value?.id && message.deleted_at === null;
  const forEveryone = closing(() => attempt(chat.store.remove(message, "everyone")));
  return (
    <Dialog title="Delete this message?" onClose={close}>
      <p>{everyone ? READ_ALREADY : ONLY_MINE}</p>
      <div class="acts tall">
        {everyone && (
          <button type="button" class="btn danger" onClick={forEveryone}>
            Delete for everyone
          </button>
        )}
        <button type="button" class="btn soft" onClick={closing(() => deleteForMe(chat, message))}>
          Delete for me
        </button>
        <button type="button" class="btn text" onClick={close}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
