// The header: who the chat is with, what they are doing now, and what can be done with the chat.
import { useSignal } from "@preact/signals";
import type { ConversationItem, Store } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Icon";
import { below, Menu, type MenuItem, type Place } from "../../ui/Menu";
import { inWords } from "../../ui/times";
import { back, follow, go, panelPath } from "../app/routes";
import { chatActions } from "../chats/chat-actions";
import { typingWords } from "../chats/words";
import { useChat } from "./chat-state";

interface Status {
  words: string;
  online: boolean;
  /** The person is online; shown in the colour that stands for others. */
  here: boolean;
}

function status(store: Store, item: ConversationItem): Status {
  const direct = item.peer !== null;
  // Without a connection nobody knows who is online.
  const known = item.peer && store.line.value === "open" ? store.presence(item.peer.id).value : undefined;
  const online = known?.status === "online";
  if (item.typing.length > 0) return { words: typingWords(item.typing, direct), here: true, online };
  if (!item.peer) {
    const count = item.conversation.participant_count;
    return { words: `${count} ${count === 1 ? "member" : "members"}`, here: false, online };
  }
  if (online) return { words: "Online", here: true, online };
  if (known?.last_seen_at) {
    return { words: `Last seen ${inWords(Date.parse(known.last_seen_at))}`, here: false, online };
  }
  return { words: item.peer.username ? `@${item.peer.username}` : "", here: false, online };
}

export function Header() {
  const { store, id } = useChat();
  const item = store.item(id).value;
  const place = useSignal<Place | null>(null);
  return (
    <header class="bar">
      <IconButton icon="back" label="Back to chats" class="narrow" onClick={back} />
      {item && <Who item={item} />}
      {item && (
        <IconButton
          icon="more"
          label="More"
          popup
          onClick={(event) => {
            place.value = below(event.currentTarget as Element);
          }}
        />
      )}
      {item && place.value && (
        <Menu
          label={item.title}
          place={place.value}
          items={[info(item), ...chatActions(store, item)]}
          onClose={() => {
            place.value = null;
          }}
        />
      )}
    </header>
  );
}

function info({ conversation, peer }: ConversationItem): MenuItem {
  return {
    icon: peer ? "user" : "users",
    label: peer ? "About this person" : "About this group",
    run: () => go(panelPath(conversation.id, "info")),
  };
}

function Who({ item }: { item: ConversationItem }) {
  const { store } = useChat();
  const { words, here, online } = status(store, item);
  const { conversation, peer } = item;
  return (
    <a class="who" href={panelPath(conversation.id, "info")} onClick={follow}>
      <Avatar
        id={peer?.id ?? conversation.id}
        name={item.title}
        group={peer === null}
        online={online}
        size={40}
      />
      <div class="trunc">
        <h2 class="trunc" dir="auto">
          {item.title}
        </h2>
        <p class={`trunc ${here ? "here" : ""}`} dir="auto">
          {words}
        </p>
      </div>
    </a>
  );
}
