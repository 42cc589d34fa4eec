// The members of a group, as far as they were scrolled to, each with what this person may do to them.
import { useSignal } from "@preact/signals";
import type { ConversationItem, Group, GroupMember, WatchedGroup } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { below, Menu, type Place } from "../../ui/Menu";
import { inWords } from "../../ui/times";
import { useStore } from "../app/store-context";
import { into } from "../app/submitting";
import { folded } from "../chats/names";
import { MemberDialog } from "./MemberDialog";
import { type Asking, memberActions, type Subject } from "./member-actions";
import { More } from "./Page";

/** With fewer members, all of them are visible anyway. */
const SEARCHED_FROM = 10;
const ROLES = { owner: "Owner", admin: "Admin", member: null } as const;

interface MembersProps {
  item: ConversationItem;
  group: WatchedGroup;
  info: Group;
}

export function Members({ item, group, info }: MembersProps) {
  const query = useSignal("");
  const open = useSignal<{ member: GroupMember; place: Place } | null>(null);
  const asking = useSignal<Asking | null>(null);
  const { participant_count: count, my } = item.conversation;
  const wanted = folded(query.value.trim());
  const members = group.members.value.filter(({ user }) =>
    folded(`${user.name} ${user.username ?? ""}`).includes(wanted),
  );
  const find = (text: string) => {
    into(query)(text);
    void group.loadAll();
  };
  return (
    <div class="band">
      <h3 class="sec">{count === 1 ? "1 member" : `${count} members`}</h3>
      {count > SEARCHED_FROM && <Find query={query.value} onInput={find} />}
      <ul class="people">
        {members.map((member) => (
          <Member
            key={member.user.id}
            member={member}
            onOpen={(event) => {
              open.value = { member, place: below(event.currentTarget as Element) };
            }}
          />
        ))}
      </ul>
      {wanted && members.length === 0 && group.complete.value && (
        <p class="note">No member with this name.</p>
      )}
      {!group.complete.value && <More key={group.members.value.length} onNear={() => group.loadMore()} />}
      {open.value && (
        <MemberMenu
          subject={{
            member: open.value.member,
            group: info,
            role: my.role,
            conversationId: item.conversation.id,
          }}
          place={open.value.place}
          onAsk={(what) => {
            asking.value = what;
          }}
          onClose={() => {
            open.value = null;
          }}
        />
      )}
      {asking.value && (
        <MemberDialog
          asking={asking.value}
          groupId={info.id}
          onClose={() => {
            asking.value = null;
          }}
        />
      )}
    </div>
  );
}

function Find({ query, onInput }: { query: string; onInput: (text: string) => void }) {
  return (
    <label class="searchbox">
      <Icon name="search" size={20} />
      <input
        type="search"
        placeholder="Search members"
        aria-label="Search members"
        autocomplete="off"
        value={query}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

function Member({ member, onOpen }: { member: GroupMember; onOpen: (event: MouseEvent) => void }) {
  const store = useStore();
  const { user, role, silenced_until } = member;
  const me = user.id === store.me.value?.id;
  const silenced = silenced_until ? `Silenced until ${inWords(Date.parse(silenced_until))}` : null;
  const below = silenced ?? user.about;
  return (
    <li>
      <button type="button" class="set" aria-haspopup="menu" onClick={onOpen}>
        <Avatar id={user.id} name={user.name} size={40} />
        <span class="body">
          <span class="trunc" dir="auto">
            {me ? "You" : user.name}
          </span>
          {below && (
            <small class="trunc" dir="auto">
              {below}
            </small>
          )}
        </span>
        {ROLES[role] && <span class="role">{ROLES[role]}</span>}
      </button>
    </li>
  );
}

interface MemberMenuProps {
  subject: Subject;
  place: Place;
  onAsk: (what: Asking) => void;
  onClose: () => void;
}

function MemberMenu({ subject, place, onAsk, onClose }: MemberMenuProps) {
  const store = useStore();
  return (
    <Menu
      label={subject.member.user.name}
      place={place}
      items={memberActions(store, subject, onAsk)}
      onClose={onClose}
    />
  );
}
