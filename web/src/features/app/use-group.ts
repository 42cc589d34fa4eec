// The group of an open conversation, while some part of the screen shows it.
import { useEffect, useMemo } from "preact/hooks";
import type { ConversationItem, WatchedGroup } from "../../store/types";
import { useStore } from "./store-context";

/** null for direct conversations, and for groups that this person has left. */
export function useGroup(item: ConversationItem | undefined): WatchedGroup | null {
  const store = useStore();
  const left = item?.conversation.my.left_at ?? null;
  const groupId = left === null ? (item?.conversation.group_id ?? null) : null;
  const watched = useMemo(() => (groupId ? store.groups.watch(groupId) : null), [store, groupId]);
  useEffect(() => watched?.stop, [watched]);
  return watched?.group ?? null;
}
