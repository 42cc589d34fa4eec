// The reactions under a bubble. A press adds or removes this person's reaction.
import type { Message } from "../../store/types";
import { attempt } from "../chats/chat-actions";
import { useChat } from "./chat-state";

/** The six reactions that are offered first. */
export const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"] as const;

export function Reactions({ message }: { message: Message }) {
  const { store } = useChat();
  return (
    <div class="reacts">
      {message.reactions.map(({ emoji, count, mine }) => (
        <button
          key={emoji}
          type="button"
          class={`react ${mine ? "mine" : ""}`}
          tabIndex={-1}
          aria-pressed={Boolean(mine)}
          aria-label={`${emoji}, ${count}`}
          onClick={() => attempt(store.react(message, emoji, !mine))}
        >
          <i aria-hidden="true">{emoji}</i>
          <span aria-hidden="true">{count}</span>
        </button>
      ))}
    </div>
  );
}
