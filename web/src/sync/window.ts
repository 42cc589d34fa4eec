// One conversation as a client holds it. All derived values are derived here, by the rules of the protocol.
import type { Change, Changes, Conversation, Message } from "../protocol/types";
import { brings, concerns, counts, isNewer, isWhole, personal, previewOf, withPreview } from "./message";
import { Numbers } from "./numbers";
import { lowestToKeep, type Piece } from "./piece";
import type { KeptConversation, Patch } from "./ports";

/**
 * A position, the messages from `floor` on by seq, and the pieces before it that somebody looks at.
 * Changes that came too early are in `held` until the missing ones arrived or were pulled.
 */
export class Window extends Numbers {
  messages = new Map<number, Message>();
  held = new Map<number, Change>();
  floor: number;
  /** There is nothing before the floor. */
  complete = false;
  owedRead = 0;
  /** The latest position of the conversation, from the update `head`. */
  head = 0;
  /**
   * The position before a pull that is not complete yet; null otherwise. During a pull some messages are missing:
   * those whose latest change is still to come. So no update can be applied, and a new pull begins at this position.
   */
  pulledFrom: number | null = null;
  /** Counts how often everything was dropped. */
  generation = 0;
  readonly pieces = new Set<Piece>();
  /** Changes, during the reading of pages, of messages that are not held: the page may be older than they are. */
  readonly missed = new Set<Patch[]>();

  constructor(
    me: string,
    private readonly hidden: ReadonlySet<string>,
    conversation: Conversation,
    public position: number,
  ) {
    super(me, conversation);
    const last = conversation.last_message;
    this.floor = last ? last.seq : conversation.last_seq + 1;
    if (last && !hidden.has(last.id)) this.put(last);
    this.soil();
  }

  /** Return a window of what was kept. The messages before the last one are read when they are looked at. */
  static from(kept: KeptConversation, me: string, hidden: ReadonlySet<string>): Window {
    const window = new Window(me, hidden, kept.conversation, kept.position);
    // The latest position may be known without the messages.
    if (kept.conversation.last_message === null) window.floor = kept.floor;
    window.owedRead = kept.owedRead;
    window.dirt = null;
    return window;
  }

  /** Apply a change at position + 1 and the held changes that follow it; drop an older one; hold a later one. */
  takeChange(change: Change): void {
    if (change.position > this.position) this.held.set(change.position, change);
    while (this.pulledFrom === null) {
      const following = this.held.get(this.position + 1);
      if (!following) return;
      this.held.delete(following.position);
      this.position = following.position;
      this.soil();
      if (following.conversation) this.share(following.conversation);
      if (following.message) this.takeFromUpdate(following.message, following.cause);
    }
  }

  private takeFromUpdate(message: Message, cause: Change["cause"]): void {
    const held = this.messages.get(message.seq);
    if (held || (brings(cause) && message.seq >= this.floor)) {
      this.takeMessage(personal(message, cause, held, this.me));
      // The message is hidden, was never for this person, or is kept but not held.
    } else this.miss(message, cause);
  }

  /** Take a message as this person sees it, unless a later state of it is held. */
  takeMessage(message: Message): void {
    const held = this.messages.get(message.seq);
    if (this.hidden.has(message.id)) return;
    if (held && !isNewer(message, held)) {
      // The answer to an own send has the preview that the update before it had not.
      const better = withPreview(held, message.reply_to?.preview ?? null);
      if (better !== held) this.put(better);
    } else if (held) {
      this.put(this.quoted(withPreview(message, held.reply_to?.preview ?? null)));
      this.changed(held, message);
    } else if (message.seq < this.floor) {
      this.miss(message, null);
    } else {
      this.put(this.quoted(message));
      this.added(message);
    }
  }

  private added(message: Message): void {
    const { last_seq, last_activity_at, my } = this.conversation;
    if (message.seq > last_seq) this.set({ last_seq: message.seq });
    if (message.sent_at > last_activity_at) this.set({ last_activity_at: message.sent_at });
    if (message.seq > my.read_seq && counts(message, this.me)) this.count(message, 1);
    this.takeSender(message.sender_id, message.seq);
    if (concerns(message, this.me)) this.outdated = true;
    this.recount();
  }

  private changed(held: Message, message: Message): void {
    const unread = message.seq > this.conversation.my.read_seq;
    if (unread && counts(held, this.me) && !counts(message, this.me)) this.count(held, -1);
    for (const reply of this.messages.values()) {
      if (reply.reply_to?.seq !== message.seq || !reply.reply_to.preview) continue;
      this.put({ ...reply, reply_to: { ...reply.reply_to, preview: previewOf(message) } });
    }
    this.recount();
  }

  private miss(message: Message, cause: Change["cause"] | null): void {
    const patch = { message, cause };
    this.soil().patches.push(patch);
    for (const missed of this.missed) missed.push(patch);
    const unread = message.seq < this.floor && message.seq > this.conversation.my.read_seq;
    const deleted = message.deleted_at !== null && (cause === null || cause.kind === "deleted");
    if (unread && deleted && counts({ ...message, deleted_at: null }, this.me)) this.count(message, -1);
  }

  private quoted(message: Message): Message {
    const source = message.reply_to ? this.messages.get(message.reply_to.seq) : undefined;
    return withPreview(message, source ? previewOf(source) : null);
  }

  private put(message: Message): void {
    this.messages.set(message.seq, message);
    this.soil().messages.set(message.seq, message);
  }

  /** Forget messages that this person deleted for themselves. Their ids are among the hidden ones already. */
  hide(): void {
    for (const [seq, message] of this.messages) {
      if (!this.hidden.has(message.id)) continue;
      this.messages.delete(seq);
      this.soil().messages.delete(seq);
      // The message that is the last one now is not held.
      if (this.messages.size === 0 && !this.complete) this.outdated = true;
    }
    this.recount();
  }

  /** Take one answer of /changes. What came live meanwhile may be newer. */
  takeChanges(answer: Changes): void {
    if (answer.conversation && answer.position > this.position) this.share(answer.conversation);
    for (const message of answer.messages) this.takeMessage(message);
    this.pulledFrom = answer.complete ? null : (this.pulledFrom ?? this.position);
    this.position = Math.max(this.position, answer.position);
    this.soil();
    const held = [...this.held.values()].sort((a, b) => a.position - b.position);
    this.held = new Map(held.filter((one) => one.position > this.position).map((one) => [one.position, one]));
    for (const change of held) this.takeChange(change);
  }

  /** The missing changes cannot be had. */
  giveUp(): void {
    this.held.clear();
    this.head = this.position;
    this.pulledFrom = null;
  }

  /**
   * Take messages that were read as one piece, and the changes that were missed during the reading.
   * `from`: where a piece begins that reaches up to the floor; null for another piece.
   */
  takePage(page: readonly Message[], from: number | null, missed: readonly Patch[]): void {
    if (from !== null && from < this.floor) {
      const dirt = this.soil();
      dirt.lowered = Math.max(dirt.lowered ?? 0, this.floor);
      this.floor = from;
    }
    for (const message of page) {
      const held = this.messages.get(message.seq);
      if (!this.hidden.has(message.id) && isNewer(message, held)) this.put(this.quoted(message));
    }
    for (const { message, cause } of missed) {
      const held = this.messages.get(message.seq);
      const fits = held ? isNewer(message, held) : from !== null && message.seq >= from && isWhole(cause);
      if (!fits || this.hidden.has(message.id)) continue;
      this.put(this.quoted(cause ? personal(message, cause, held, this.me) : message));
    }
    this.recount();
  }

  /** Begin anew with what the list says. Whoever looks at older messages loads them again. */
  replaced(conversation: Conversation): Window {
    const window = new Window(this.me, this.hidden, conversation, conversation.position);
    window.raiseReceipts(this.conversation.receipts);
    const { joined_seq, read_seq, delivered_seq } = this.conversation.my;
    if (joined_seq === conversation.my.joined_seq) window.raiseOwn(read_seq, delivered_seq);
    window.generation = this.generation + 1;
    window.owedRead = this.owedRead;
    window.soil().replace = true;
    for (const piece of this.pieces) window.pieces.add(piece);
    window.held = this.held;
    window.takeChanges({ messages: [], conversation: null, position: 0, complete: true, reset: false });
    return window;
  }

  /** Everything from a seq on is held, because pieces have met the end. */
  join(low: number): void {
    this.floor = Math.min(this.floor, low);
  }

  /** Drop the messages before the newest `keep`, except the pieces that are looked at. */
  trim(keep: number): void {
    const floor = lowestToKeep(this.messages.keys(), this.floor, keep, this.pieces);
    if (floor > this.floor) {
      this.floor = floor;
      this.complete = false;
    }
    const pieces = [...this.pieces];
    for (const seq of this.messages.keys()) {
      const seen = pieces.some(({ low, high }) => low <= seq && seq <= high);
      if (seq < this.floor && !seen) this.messages.delete(seq);
    }
  }

  /** The highest seq that has arrived here, null if the server knows it. last_seq may be that of a withheld message.
   * */
  arrived(): number | null {
    let newest = 0;
    for (const seq of this.messages.keys()) if (seq > newest) newest = seq;
    const { left_at, delivered_seq } = this.conversation.my;
    return left_at === null && newest > delivered_seq ? newest : null;
  }

  protected recount(): boolean {
    const { read_seq } = this.conversation.my;
    if (this.floor > read_seq + 1 && read_seq < this.conversation.last_seq) return false;
    const unread = [...this.messages.values()].filter(
      (message) => message.seq > read_seq && counts(message, this.me),
    );
    this.takeCount(unread.length, unread.filter((message) => message.mentions.includes(this.me)).length);
    return true;
  }

  /** The conversation in the form of the list. */
  view(): Conversation {
    let last: Message | null = null;
    for (const message of this.messages.values()) if (!last || message.seq > last.seq) last = message;
    if (this.conversation.last_message !== last || this.conversation.position !== this.position) {
      this.conversation = { ...this.conversation, last_message: last, position: this.position };
    }
    return this.conversation;
  }
}
