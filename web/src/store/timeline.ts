// One conversation that somebody looks at: a bounded run of its messages, and its unsent messages.
import { batch, type Signal, signal } from "@preact/signals";
import type { OutboxRow } from "../outbox/row";
import type { Timers } from "../platform/types";
import type { Message } from "../protocol/types";
import type { Snapshot } from "../sync/committer";
import { PAGE, type Pages, type Read } from "../sync/pages";
import type { Piece } from "../sync/piece";
import type { Window } from "../sync/window";
import { entryOf, nextExpiry, outgoingEntry } from "./entries";
import type { Entry, Timeline } from "./types";

/** The most messages that are shown. Others are dropped at the far end. */
const AT_MOST = 300;
const AT_FIRST = 40;
/** The first unread message is looked for in at most this many pages. */
const UNREAD_PAGES = 4;

export interface TimelineParts {
  id: string;
  me: string;
  pages: Pages;
  now(): number;
  after: Timers["after"];
  window(): Window | undefined;
  outgoing(): readonly OutboxRow[];
  /** Make a snapshot of what is held, to show it. */
  snapshot(window: Window): Snapshot;
  closed(): void;
}

export class OpenTimeline implements Timeline {
  readonly entries: Signal<readonly Entry[]> = signal([]);
  readonly hasOlder = signal(false);
  readonly hasNewer = signal(false);
  readonly loading = signal(false);
  firstUnreadSeq: number | null = null;
  private readonly piece: Piece = { low: 0, high: Number.POSITIVE_INFINITY };
  private window: Window | null = null;
  private shown: Snapshot | null = null;
  /** There is nothing before `piece.low`. */
  private start = false;
  private filling = false;
  private underWay: Promise<void> | null = null;
  private closedAlready = false;
  private stopExpiry: (() => void) | null = null;

  constructor(private readonly parts: TimelineParts) {
    const window = parts.window();
    if (window) this.begin(window);
    else this.loading.value = true;
  }

  /** Take the changes that were just written. */
  show(snapshot: Snapshot): void {
    const window = this.parts.window();
    if (window && window !== this.window) this.begin(window);
    else {
      this.shown = snapshot;
      this.render();
    }
  }

  /** There is no such conversation. */
  nowhere(): void {
    this.loading.value = false;
  }

  /** The unsent messages have changed. */
  readonly refresh = (): void => this.render();

  /** There is a connection: read what could not be read before. */
  opened(): void {
    if (this.window && this.wanting()) void this.fill();
  }

  loadOlder(): Promise<void> {
    return this.load(async (window) => {
      const before = this.held(window).filter((seq) => seq < this.piece.low && seq >= window.floor);
      if (this.piece.low > window.floor && before.length > 0) {
        this.take(window, { low: before.at(-PAGE) ?? window.floor });
        return;
      }
      const read = await this.parts.pages.before(window, this.piece.low);
      if (read) this.take(window, { low: read.low, start: read.start });
    });
  }

  loadNewer(): Promise<void> {
    return this.load(async (window) => {
      const { high } = this.piece;
      if (high === Number.POSITIVE_INFINITY) return;
      const read =
        high + 1 >= window.floor ? this.readHeld(window) : await this.parts.pages.after(window, high);
      if (read) this.take(window, { high: read.end ? Number.POSITIVE_INFINITY : read.high });
    });
  }

  showAround(seq: number): Promise<void> {
    return this.load(async (window) => {
      if (!this.filling && this.entries.peek().some((entry) => entry.seq === seq)) return;
      const read = await this.parts.pages.around(window, seq);
      if (!read) return;
      const joins = read.end || read.high + 1 >= window.floor;
      const high = joins ? Number.POSITIVE_INFINITY : read.high;
      this.take(window, { low: read.low, high, start: read.start });
    });
  }

  showEnd(): Promise<void> {
    return this.load(async (window) => {
      if (this.piece.high === Number.POSITIVE_INFINITY) return;
      const low =
        this.held(window)
          .filter((seq) => seq >= window.floor)
          .at(-PAGE) ?? window.floor;
      this.take(window, {
        low,
        high: Number.POSITIVE_INFINITY,
        start: window.complete && low <= window.floor,
      });
      if (this.wanting()) void this.fill();
    });
  }

  close(): void {
    this.closedAlready = true;
    this.stopExpiry?.();
    this.window?.pieces.delete(this.piece);
    this.parts.closed();
  }

  private begin(window: Window): void {
    const first = this.window === null;
    const { low, high } = this.piece;
    this.window?.pieces.delete(this.piece);
    this.window = window;
    const { conversation, floor, complete } = window;
    if (first && conversation.unread_count > 0) this.firstUnreadSeq = conversation.my.read_seq + 1;
    this.piece.low = floor;
    this.piece.high = Number.POSITIVE_INFINITY;
    this.start = complete;
    window.pieces.add(this.piece);
    this.shown = this.parts.snapshot(window);
    void this.fill(!first, high === Number.POSITIVE_INFINITY || first ? null : Math.round((low + high) / 2));
  }

  /**
   * Read until the messages fill a screen and the first unread message is among them. `quietly`: show everything at
   * once at the end. `back`: the place of the reader when the conversation began anew.
   */
  private async fill(quietly = false, back: number | null = null): Promise<void> {
    this.filling = quietly;
    this.render();
    try {
      if (back !== null) await this.showAround(back);
      for (let pages = 0; this.wanting() && pages < UNREAD_PAGES && !this.closedAlready; pages += 1) {
        await this.loadOlder();
      }
    } catch {
      // There is no connection; the next one tries again.
    }
    this.filling = false;
    this.render();
  }

  private wanting(): boolean {
    const { low } = this.piece;
    if (!this.window || this.piece.high !== Number.POSITIVE_INFINITY) return false;
    const few = this.held(this.window).filter((seq) => seq >= low).length < AT_FIRST;
    return (few || (this.firstUnreadSeq ?? low) < low) && this.older();
  }

  private older(): boolean {
    return !this.start && this.piece.low > 1;
  }

  /** Do one thing at a time. */
  private async load(read: (window: Window) => Promise<void>): Promise<void> {
    await this.underWay?.catch(() => undefined);
    const { window } = this;
    if (!window || this.closedAlready) return;
    this.loading.value = true;
    this.underWay = read(window).finally(() => {
      this.loading.value = false;
      this.underWay = null;
    });
    await this.underWay;
  }

  /** Return the next page after what is shown, from the messages that are held anyway. */
  private readHeld(window: Window): Pick<Read, "high" | "end"> {
    const after = this.held(window).filter((seq) => seq > this.piece.high);
    return { high: after[PAGE - 1] ?? this.piece.high, end: after.length <= PAGE };
  }

  private held(window: Window): number[] {
    return [...window.messages.keys()].sort((a, b) => a - b);
  }

  /** Show another run. If there are too many messages, drop those at the other end. */
  private take(window: Window, { start, ...to }: Partial<Piece> & { start?: boolean }): void {
    if (window !== this.window || this.closedAlready) return;
    const upwards = to.low !== undefined && to.high === undefined;
    Object.assign(this.piece, to);
    if (start !== undefined) this.start = start;
    const seqs = this.held(window).filter((seq) => this.piece.low <= seq && seq <= this.piece.high);
    if (seqs.length > AT_MOST && upwards) this.piece.high = seqs[AT_MOST - 1] ?? this.piece.high;
    else if (seqs.length > AT_MOST) {
      this.piece.low = seqs.at(-AT_MOST) ?? this.piece.low;
      this.start = false;
    }
    if (this.piece.high === Number.POSITIVE_INFINITY) window.join(this.piece.low);
    window.trim(AT_FIRST);
    this.shown = this.parts.snapshot(window);
    this.render();
  }

  private render(): void {
    const { shown, piece } = this;
    if (!shown || this.filling || this.closedAlready) return;
    const { me } = this.parts;
    const now = this.parts.now();
    const messages = shown.messages.filter(({ seq }) => piece.low <= seq && seq <= piece.high);
    const entries = messages.map((message) => entryOf(message, shown.conversation, me, now));
    if (piece.high === Number.POSITIVE_INFINITY) {
      const here = new Set(messages.map((message) => message.client_message_id));
      const waiting = this.parts.outgoing().filter((row) => !here.has(row.client_message_id));
      entries.push(...waiting.map(outgoingEntry));
    }
    this.renderAtExpiry(messages, now);
    batch(() => {
      const before = this.entries.peek();
      const same =
        before.length === entries.length && before.every((entry, index) => entry === entries[index]);
      if (!same) this.entries.value = entries;
      this.hasOlder.value = this.older();
      this.hasNewer.value = piece.high !== Number.POSITIVE_INFINITY;
    });
  }

  /** A message that disappears does so while somebody looks at it. */
  private renderAtExpiry(messages: readonly Message[], now: number): void {
    this.stopExpiry?.();
    this.stopExpiry = null;
    const next = nextExpiry(messages, now);
    // Browsers cannot wait longer than 24 days; the log is rendered more often than that.
    if (next - now < 2 ** 31) this.stopExpiry = this.parts.after(next - now, () => this.render());
  }
}
