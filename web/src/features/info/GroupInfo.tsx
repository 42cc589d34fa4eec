// A group: its description, its members, and what this person may do with it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ConversationItem, Group, WatchedGroup } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { Icon, IconButton, type IconName } from "../../ui/Icon";
import { month } from "../../ui/times";
import { go, panelPath } from "../app/routes";
import { useStore } from "../app/store-context";
import { useGroup } from "../app/use-group";
import { attempt, FOR_EVER } from "../chats/chat-actions";
import { DeleteGroup, LeaveGroup } from "./Leaving";
import { Members } from "./Members";
import { Page } from "./Page";
import { isAdmin, mayAdd, mayEdit } from "./rights";

export function GroupInfo({ item }: { item: ConversationItem }) {
  const group = useGroup(item);
  const { id, my } = item.conversation;
  const info = group?.info.value ?? null;
  // A request to join makes no system message, so the number of requests is asked for.
  useEffect(() => void group?.refresh(), [group]);
  const edit = info && mayEdit(info, my.role) && (
    <IconButton icon="edit" size={20} label="Edit group" onClick={() => go(panelPath(id, "edit"))} />
  );
  return (
    <Page title="Group" action={edit}>
      <Hero item={item} info={info} />
      {my.left_at && <p class="note">You are no longer in this group. You keep what you could read.</p>}
      {info && isAdmin(my.role) && <Administration id={id} info={info} />}
      {group && info && <Members item={item} group={group} info={info} />}
      {group && info && <Ends item={item} group={group} info={info} />}
    </Page>
  );
}

function Hero({ item, info }: { item: ConversationItem; info: Group | null }) {
  const store = useStore();
  const { conversation, title, muted } = item;
  const { id, participant_count: count, my } = conversation;
  const members = count === 1 ? "1 member" : `${count} members`;
  const mute = () => attempt(store.mute(id, muted ? null : FOR_EVER));
  return (
    <div class="hero">
      <Avatar id={id} name={title} group size={96} />
      <h3 dir="auto">{title}</h3>
      <p>{info ? `${members}, since ${month(Date.parse(info.created_at))}` : my.left_at ? "" : members}</p>
      {info?.description && (
        <p class="about" dir="auto">
          {info.description}
        </p>
      )}
      <div class="quick">
        <Quick icon={muted ? "bell" : "mute"} label={muted ? "Unmute" : "Mute"} onClick={mute} />
        {info && mayAdd(info, my.role) && (
          <Quick icon="user-add" label="Add" onClick={() => go(panelPath(id, "add"))} />
        )}
      </div>
    </div>
  );
}

export function Quick({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" onClick={onClick}>
      <Icon name={icon} size={20} />
      {label}
    </button>
  );
}

function Administration({ id, info }: { id: string; info: Group }) {
  const waiting = info.join_request_count ?? 0;
  return (
    <div class="band">
      <Way icon="link" label="Invite links" to={panelPath(id, "links")} />
      {(info.settings.join_approval || waiting > 0) && (
        <Way icon="user-add" label="Requests to join" to={panelPath(id, "requests")} count={waiting} />
      )}
      <Way icon="shield" label="Who can do what" to={panelPath(id, "settings")} />
    </div>
  );
}

function Way({ icon, label, to, count = 0 }: { icon: IconName; label: string; to: string; count?: number }) {
  return (
    <button type="button" class="set" onClick={() => go(to)}>
      <Icon name={icon} />
      <span class="body">{label}</span>
      {count > 0 && <span class="badge">{count}</span>}
      <Icon name="chevron-end" size={20} />
    </button>
  );
}

interface EndsProps {
  item: ConversationItem;
  group: WatchedGroup;
  info: Group;
}

function Ends({ item, group, info }: EndsProps) {
  const asking = useSignal<"leave" | "delete" | null>(null);
  const close = () => {
    asking.value = null;
  };
  return (
    <div class="band">
      <button
        type="button"
        class="set bad"
        onClick={() => {
          asking.value = "leave";
        }}
      >
        <Icon name="logout" />
        <span class="body">Leave group</span>
      </button>
      {item.conversation.my.role === "owner" && (
        <button
          type="button"
          class="set bad"
          onClick={() => {
            asking.value = "delete";
          }}
        >
          <Icon name="trash" />
          <span class="body">Delete group</span>
        </button>
      )}
      {asking.value === "leave" && <LeaveGroup item={item} group={group} info={info} onClose={close} />}
      {asking.value === "delete" && <DeleteGroup title={item.title} groupId={info.id} onClose={close} />}
    </div>
  );
}
