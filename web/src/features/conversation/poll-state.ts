// A poll: what a press on an option makes of one's vote, and how the poll looks then.
import type { Poll } from "../../store/types";

export function chosen(poll: Poll): number[] {
  return poll.options.filter((option) => option.mine).map(({ id }) => id);
}

/** Return one's vote after a press: a choice of one moves or goes, one of several comes or goes. */
export function pressed(poll: Poll, id: number): number[] {
  const now = chosen(poll);
  if (now.includes(id)) return now.filter((other) => other !== id);
  return poll.multiple ? [...now, id].sort((a, b) => a - b) : [id];
}

/** Return the poll as it is with another vote of one's own, before the server has said so. */
export function voted(poll: Poll, ids: readonly number[]): Poll {
  const voters = poll.voters + Number(ids.length > 0) - Number(chosen(poll).length > 0);
  const options = poll.options.map((option) => {
    const mine = ids.includes(option.id);
    return { ...option, mine, count: option.count + Number(mine) - Number(Boolean(option.mine)) };
  });
  return { ...poll, voters, options };
}

/** How many of a hundred voters chose something. */
export function percent(poll: Poll, count: number): number {
  return poll.voters > 0 ? Math.round((100 * count) / poll.voters) : 0;
}

/** From closes_at on nobody is told that it is closed. */
export function isClosed(poll: Poll, now: number): boolean {
  return poll.closed || (poll.closes_at !== null && Date.parse(poll.closes_at) <= now);
}
