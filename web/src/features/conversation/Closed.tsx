// The reason why this person cannot write here now. It stands in place of the composer and has its size.
import type { ConversationItem, Group } from "../../store/types";
import { useNow } from "../../ui/now";
import { countdown, inWords } from "../../ui/times";
import { isAdmin, mayWrite } from "../info/rights";

interface Why {
  words: string;
  /** The end of the reason; counted down when `counting`. */
  until: number | null;
  counting?: boolean;
}

/** Return the reason why this person cannot write; null if they can. */
export function whyClosed(item: ConversationItem, group: Group | null, now: number): Why | null {
  const { my } = item.conversation;
  if (my.left_at) {
    const deleted = item.conversation.last_message?.system?.action === "group_deleted";
    return { words: deleted ? "This group was deleted." : "You are no longer in this group.", until: null };
  }
  const silenced = my.silenced_until ? Date.parse(my.silenced_until) : 0;
  if (silenced > now) {
    return {
      words: `An admin silenced you until ${inWords(silenced)}. You can still read.`,
      until: silenced,
    };
  }
  if (!group) return null;
  if (!mayWrite(group, my.role)) return { words: "Only admins can write in this group.", until: null };
  const slow = group.settings.slow_mode_seconds > 0 && !isAdmin(my.role) ? (item.slowUntil ?? 0) : 0;
  return slow > now ? { words: "Slow mode. You can write again in", until: slow, counting: true } : null;
}

/** Render again when the end of the reason is reached. */
export function useWhyClosed(item: ConversationItem, group: Group | null): Why | null {
  const silenced = item.conversation.my.silenced_until;
  const until = item.slowUntil ?? (silenced ? Date.parse(silenced) : null);
  return whyClosed(item, group, useNow(until, item.slowUntil !== null));
}

export function Closed({ why }: { why: Why }) {
  const left = why.counting && why.until !== null ? Math.ceil((why.until - Date.now()) / 1000) : 0;
  return (
    <div class="tray col">
      <div class="line">
        <p class="closed">
          {why.words}
          {why.counting && (
            <>
              {" "}
              <span class="num">{countdown(Math.max(0, left))}</span>.
            </>
          )}
        </p>
      </div>
    </div>
  );
}
