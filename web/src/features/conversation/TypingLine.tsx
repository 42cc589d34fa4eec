// Shows that somebody is typing: three still dots in the place where their message will appear.
import { Avatar } from "../../ui/Avatar";
import { typingWords } from "../chats/words";
import { useChat } from "./chat-state";

export function TypingLine() {
  const { store, id, timeline } = useChat();
  const item = store.item(id).value;
  const [first] = item?.typing ?? [];
  if (!item || !first || timeline.hasNewer.value) return null;
  const direct = item.peer !== null;
  return (
    <div class="run other col">
      {!direct && <Avatar id={first.id} name={first.name} size={32} />}
      <div class="stack">
        <div class="msg">
          <div
            class="bubble typing-line"
            role="img"
            aria-label={direct ? `${first.name} is typing` : typingWords(item.typing, direct)}
          >
            <span class="dots">
              <i />
              <i />
              <i />
            </span>
          </div>
        </div>
      </div>
    </div>
  );
}
