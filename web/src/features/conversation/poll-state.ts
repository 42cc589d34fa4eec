// A poll: how a press on an option changes this person's vote, and how the poll looks then.
import type { Poll } from "../../store/types";

export function chosen(poll: Poll): number[] {
  return poll.options.filter((option) => option.mine).map(({ id }) => id);
}

/** Return the vote after a press. In a single choice the vote moves or goes, in a multiple choice the option toggles.
 * */
export function pressed(poll: Poll, id: number): number[] {
  const now = chosen(poll);
  if (now.includes(id)) return now.filter((other) => other !== id);
  return poll.multiple ? [...now, id].sort((a, b) => a - b) : [id];
}

/** Return the poll with another vote of this person, before the server has confirmed it. */
export function voted(poll: Poll, ids: readonly number[]): Poll {
  const voters = poll.voters + Number(ids.length > 0) - Number(chosen(poll).length > 0);
  const options = poll.options.map((option) => {
    const mine = ids.includes(option.id);
    return { ...option, mine, count: option.count + Number(mine) - Number(Boolean(option.mine)) };
  });
  return { ...poll, voters, options };
}

/** How many percent of the voters chose an option. */
export function percent(poll: Poll, count: number): number {
  return poll.voters > 0 ? Math.round((100 * count) / poll.voters) : 0;
}

/** A poll is closed from closes_at on. No update is sent at that time. */
export function isClosed(poll: Poll, now: number): boolean {
  return poll.closed || (poll.closes_at !== null && Date.parse(poll.closes_at) <= now);
}
