// Leaving a group, and deleting it for everyone.

import { useEffect } from "preact/hooks";
import type { ConversationItem, Group, GroupMember, WatchedGroup } from "../../store/types";
import { Confirm } from "../../ui/Confirm";
import { chatPath, go } from "../app/routes";
import { useStore } from "../app/store-context";
import { useSubmission } from "../app/submitting";

/** Who owns the group when its owner leaves: the admin who has been here longest, else the member who has. */
export function heirOf(members: readonly GroupMember[], owner: string): GroupMember | undefined {
  const others = members.filter(({ user }) => user.id !== owner);
  const admins = others.filter(({ role }) => role === "admin");
  return (admins.length > 0 ? admins : others).reduce<GroupMember | undefined>(
    (first, member) => (first && first.joined_at <= member.joined_at ? first : member),
    undefined,
  );
}

interface LeaveProps {
  item: ConversationItem;
  group: WatchedGroup;
  info: Group;
  onClose: () => void;
}

export function LeaveGroup({ item, group, info, onClose }: LeaveProps) {
  const store = useStore();
  const owns = item.conversation.my.role === "owner";
  useEffect(() => {
    if (owns) void group.loadAll();
  }, []);
  const { problem, submit } = useSubmission(async () => {
    await store.groups.leave(info.id);
    onClose();
    go(chatPath(item.conversation.id), { replace: true });
  });
  const heir =
    owns && group.complete.value ? heirOf(group.members.value, store.me.value?.id ?? "") : undefined;
  return (
    <Confirm
      title={`Leave “${item.title}”?`}
      act="Leave"
      bad
      problem={problem.value}
      onAct={submit}
      onClose={onClose}
    >
      {heir && `You own this group. ${heir.user.name} will own it after you. `}
      {owns && group.complete.value && !heir && "You are the last member, so the group ends. "}
      Everybody sees that you left. You keep what you could read.
    </Confirm>
  );
}

interface DeleteProps {
  title: string;
  groupId: string;
  onClose: () => void;
}

export function DeleteGroup({ title, groupId, onClose }: DeleteProps) {
  const store = useStore();
  const { problem, submit } = useSubmission(async () => {
    await store.groups.remove(groupId);
    onClose();
  });
  return (
    <Confirm
      title={`Delete “${title}”?`}
      act="Delete for everyone"
      bad
      problem={problem.value}
      onAct={submit}
      onClose={onClose}
    >
      Everybody is removed, and nobody can write here again. People keep what they could read.
    </Confirm>
  );
}
