// One conversation in the list. Its second line shows, in this order: typing, the draft, the last message.
import type { ConversationItem, Entry } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { Tick } from "../../ui/Tick";
import { moment } from "../../ui/times";
import { chatPath, follow, route } from "../app/routes";
import { useStore } from "../app/store-context";
import { nameOf } from "./names";
import { oneLine, typingWords } from "./words";

interface ChatRowProps {
  item: ConversationItem;
  /** This row is the only tab stop of the list. */
  stop: boolean;
  onMenu: (event: MouseEvent | KeyboardEvent, item: ConversationItem) => void;
}

export function ChatRow({ item, stop, onMenu }: ChatRowProps) {
  const { conversation, muted, unread } = item;
  const at = route.value;
  const open = at.name === "chat" && at.id === conversation.id;
  const fresh = unread > 0 || conversation.my.marked_unread;
  const classes = ["row", open ? "on" : "", fresh ? "unread" : "", muted ? "muted" : ""];
  return (
    <a
      class={classes.join(" ")}
      href={chatPath(conversation.id)}
      data-id={conversation.id}
      tabIndex={stop ? 0 : -1}
      aria-current={open ? "page" : undefined}
      onClick={follow}
      onContextMenu={(event) => onMenu(event, item)}
      onKeyDown={(event) => {
        if (event.key === "F10" && event.shiftKey) onMenu(event, item);
      }}
    >
      <Face item={item} />
      <span class="body">
        <span class="l1">
          <span class="name trunc" dir="auto">
            {item.title}
          </span>
          {muted && <Icon name="mute" size={16} label="Muted" />}
          <time>{item.lastEntry ? moment(item.lastEntry.sentAt) : ""}</time>
        </span>
        <span class="l2">
          <Preview item={item} open={open} />
          <Signs item={item} />
          {fresh && <Badge count={unread} muted={muted} />}
        </span>
      </span>
    </a>
  );
}

function Face({ item }: { item: ConversationItem }) {
  const store = useStore();
  const { conversation, peer } = item;
  if (!peer) return <Avatar id={conversation.id} name={item.title} group />;
  // Without a connection nobody knows who is online.
  const online = store.line.value === "open" && store.presence(peer.id).value?.status === "online";
  return <Avatar id={peer.id} name={item.title} online={online} />;
}

function Signs({ item }: { item: ConversationItem }) {
  return (
    <>
      {item.pinned && <Icon name="pin" size={16} label="Pinned" />}
      {item.unreadMentions > 0 && (
        <span class="badge at">
          <Icon name="mention" label="Mentions you" />
        </span>
      )}
    </>
  );
}

const MOST = 99;

function Badge({ count, muted }: { count: number; muted: boolean }) {
  const words = count > 0 ? `${count} unread` : "Marked unread";
  return (
    <span class={`badge ${muted ? "muted" : ""}`}>
      <span aria-hidden="true">{count > MOST ? `${MOST}+` : count || ""}</span>
      <span class="vh">{words}</span>
    </span>
  );
}

function Preview({ item, open }: { item: ConversationItem; open: boolean }) {
  const store = useStore();
  if (item.typing.length > 0) {
    return (
      <span class="trunc typing" dir="auto">
        {typingWords(item.typing, item.peer !== null)}
      </span>
    );
  }
  if (item.draft && !open) {
    return (
      <span class="trunc" dir="auto">
        <span class="draft">Draft:</span> {item.draft}
      </span>
    );
  }
  const entry = item.lastEntry;
  if (!entry) return <span class="trunc">No messages yet</span>;
  const line = entry.message
    ? oneLine(store, entry.message)
    : { icon: null, text: entry.outgoing?.poll?.question ?? entry.outgoing?.text ?? "" };
  const who = speaker(item, entry, nameOf(store, entry.message?.sender_id ?? null, true));
  return (
    <>
      {item.lastTick && <Tick state={item.lastTick} />}
      {line.icon && <Icon name={line.icon} size={16} />}
      <span class="trunc" dir="auto">
        {who && <span class="who">{who}: </span>}
        {line.text}
      </span>
    </>
  );
}

/** In groups, the name of the author stands before the line, unless the line contains it. */
function speaker(item: ConversationItem, entry: Entry, name: string): string | null {
  if (item.peer || entry.message?.kind === "system" || entry.message?.deleted_at) return null;
  return entry.mine ? "You" : name;
}
