// A person: what they show of themselves, and what this person may do about them.
import type { ConversationItem, User } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { say } from "../../ui/Toast";
import { inWords } from "../../ui/times";
import { chatPath, go } from "../app/routes";
import { useStore } from "../app/store-context";
import { attempt, FOR_EVER } from "../chats/chat-actions";
import { Quick } from "./GroupInfo";
import { Page } from "./Page";

/** `item`: the conversation with this person, if the panel lies beside it. */
export function PersonInfo({ userId, item }: { userId: string; item: ConversationItem | null }) {
  const store = useStore();
  const user = store.person(userId).value ?? item?.peer ?? undefined;
  const me = userId === store.me.value?.id;
  return (
    <Page title={me ? "You" : "Person"}>
      {user && <Hero user={user} item={item} me={me} />}
      {user && !me && <Block user={user} />}
    </Page>
  );
}

function presence(store: ReturnType<typeof useStore>, userId: string): string {
  // Without a connection nobody knows who is online.
  const known = store.line.value === "open" ? store.presence(userId).value : undefined;
  if (known?.status === "online") return "Online";
  return known?.last_seen_at ? `Last seen ${inWords(Date.parse(known.last_seen_at))}` : "";
}

function Hero({ user, item, me }: { user: User; item: ConversationItem | null; me: boolean }) {
  const store = useStore();
  const here = me ? "" : presence(store, user.id);
  const write = () => attempt(store.openDirect(user.id).then((id) => go(chatPath(id))));
  const mute = () => item && attempt(store.mute(item.conversation.id, item.muted ? null : FOR_EVER));
  return (
    <div class="hero">
      <Avatar id={user.id} name={user.name} size={96} />
      <h3 dir="auto">{user.name}</h3>
      {user.username && <p dir="ltr">@{user.username}</p>}
      {here && <p class={here === "Online" ? "here" : ""}>{here}</p>}
      {user.about && (
        <p class="about" dir="auto">
          {user.about}
        </p>
      )}
      <div class="quick">
        {!item && !me && <Quick icon="chat" label="Message" onClick={write} />}
        {item && (
          <Quick icon={item.muted ? "bell" : "mute"} label={item.muted ? "Unmute" : "Mute"} onClick={mute} />
        )}
      </div>
    </div>
  );
}

function Block({ user }: { user: User }) {
  const store = useStore();
  const blocked = store.blocks.value.has(user.id);
  const set = () => {
    const done = store.block(user.id, !blocked);
    attempt(
      done.then(() => say(blocked ? `${user.name} can write to you again` : `${user.name} is blocked`)),
    );
  };
  return (
    <div class="band">
      <button type="button" class={blocked ? "set" : "set bad"} onClick={set}>
        <Icon name="block" />
        <span class="body">
          {blocked ? `Unblock ${user.name}` : `Block ${user.name}`}
          <small>
            {blocked
              ? "What they wrote meanwhile stays hidden."
              : "You do not receive what they write to you. They do not learn about it."}
          </small>
        </span>
      </button>
    </div>
  );
}
