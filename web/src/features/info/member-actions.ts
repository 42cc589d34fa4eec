// What a person may do to a member. What cannot be undone is done only after a question.
import type { Group, GroupMember, Role, Store } from "../../store/types";
import type { MenuItem } from "../../ui/Menu";
import { chatPath, go, panelPath } from "../app/routes";
import { attempt } from "../chats/chat-actions";
import { outranks } from "./rights";

/** The question that comes first. */
export interface Asking {
  what: "remove" | "hand over" | "silence";
  member: GroupMember;
}

export interface Subject {
  member: GroupMember;
  group: Group;
  /** The role of this person. */
  role: Role;
  conversationId: string;
}

export function memberActions(store: Store, subject: Subject, ask: (what: Asking) => void): MenuItem[] {
  const { member, conversationId } = subject;
  const { id } = member.user;
  const about: MenuItem = {
    icon: "user",
    label: "About",
    run: () => go(panelPath(conversationId, "person", id)),
  };
  if (id === store.me.peek()?.id) return [about];
  const write: MenuItem = {
    icon: "chat",
    label: "Message",
    run: () => attempt(store.openDirect(id).then((direct) => go(chatPath(direct)))),
  };
  return [about, write, ...forOwner(store, subject, ask), ...forAdmins(store, subject, ask)];
}

function forOwner(store: Store, { member, group, role }: Subject, ask: (what: Asking) => void): MenuItem[] {
  if (role !== "owner") return [];
  const { id } = member.user;
  const set = (to: Role) => attempt(store.groups.setRole(group.id, id, to));
  const admin: MenuItem =
    member.role === "admin"
      ? { icon: "shield", label: "Dismiss as admin", run: () => set("member") }
      : { icon: "shield", label: "Make admin", run: () => set("admin") };
  return [
    admin,
    { icon: "users", label: "Hand the group over…", run: () => ask({ what: "hand over", member }) },
  ];
}

function forAdmins(store: Store, { member, group, role }: Subject, ask: (what: Asking) => void): MenuItem[] {
  if (!outranks(role, member.role)) return [];
  const silence: MenuItem = member.silenced_until
    ? {
        icon: "bell",
        label: "Allow to write again",
        run: () => attempt(store.groups.silence(group.id, member.user.id, null)),
      }
    : { icon: "mute", label: "Silence…", run: () => ask({ what: "silence", member }) };
  return [
    silence,
    { icon: "user-remove", label: "Remove…", bad: true, run: () => ask({ what: "remove", member }) },
  ];
}
