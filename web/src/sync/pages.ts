// Reads older and newer messages of a conversation that is looked at: from the database, else from the server.
import { type Rest, withQuery } from "../connection/rest";
import type { Message, MessagePage } from "../protocol/types";
import type { Keeper, Patch } from "./ports";
import type { Sync } from "./sync";
import type { Window } from "./window";

export const PAGE = 50;

/** The run of seqs that was read. `start`, `end`: there is nothing beyond. */
export interface Read {
  low: number;
  high: number;
  start: boolean;
  end: boolean;
}

export class Pages {
  constructor(
    private readonly sync: Sync,
    private readonly keeper: Keeper,
    private readonly rest: Rest,
  ) {}

  /** Read what comes before a seq. Null: the conversation began anew meanwhile. */
  before(window: Window, seq: number): Promise<Read | null> {
    return this.reading(window, async (missed) => {
      const joins = () => seq >= window.floor;
      await this.sync.commit();
      const kept = joins() ? await this.keeper.before(window.conversation.id, seq, PAGE) : null;
      if (kept && (kept.messages.length > 0 || kept.end)) {
        return this.take(
          window,
          missed,
          kept.messages,
          { low: 1, high: seq - 1, start: kept.end, end: false },
          joins(),
        );
      }
      const page = await this.ask(window, { before_seq: seq });
      const ends = page.next === null;
      return this.take(
        window,
        missed,
        page.results,
        { low: 1, high: seq - 1, start: ends, end: false },
        joins(),
      );
    });
  }

  after(window: Window, seq: number): Promise<Read | null> {
    return this.reading(window, async (missed) => {
      const page = await this.ask(window, { after_seq: seq });
      const end = page.next === null;
      const high = end ? window.conversation.last_seq : (page.results.at(-1)?.seq ?? seq);
      return this.take(window, missed, page.results, { low: seq + 1, high, start: false, end }, false);
    });
  }

  around(window: Window, seq: number): Promise<Read | null> {
    return this.reading(window, async (missed) => {
      const page = await this.ask(window, { around_seq: seq });
      const low = page.results[0]?.seq ?? seq;
      const high = page.results.at(-1)?.seq ?? seq;
      const end = high >= window.conversation.last_seq;
      return this.take(window, missed, page.results, { low, high, start: low <= 1, end }, false);
    });
  }

  /** During a read, note the changes of messages that are not held yet, because the page may be older. */
  private async reading(
    window: Window,
    read: (missed: Patch[]) => Promise<Read | null>,
  ): Promise<Read | null> {
    const missed: Patch[] = [];
    window.missed.add(missed);
    try {
      return await read(missed);
    } finally {
      window.missed.delete(missed);
    }
  }

  private ask(window: Window, where: Record<string, number>): Promise<MessagePage> {
    const path = `/conversations/${window.conversation.id}/messages`;
    return this.rest.get(withQuery(path, { ...where, limit: PAGE }));
  }

  private async take(
    window: Window,
    missed: Patch[],
    page: readonly Message[],
    found: Read,
    joins: boolean,
  ): Promise<Read | null> {
    if (this.sync.window(window.conversation.id) !== window) return null;
    const low = found.start ? 1 : found.low > 1 ? found.low : (page[0]?.seq ?? found.high + 1);
    const read = { ...found, low };
    // The reader registers its piece before the messages are shown.
    window.pieces.add(read);
    if (joins && found.start) window.complete = true;
    window.takePage(page, joins ? low : null, missed);
    await this.sync.commit();
    window.pieces.delete(read);
    return read;
  }
}
