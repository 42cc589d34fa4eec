// What is shown and never held: who is typing, and who is online.
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { SendCommand } from "../connection/types";
import type { Timers } from "../platform/types";
import type { PersonStatus, Presence, Typing } from "../protocol/types";

const TYPING_MS = 6_000;
const RESEND_MS = 3_000;
const WATCH_AT_MOST = 100;

export class Live {
  private readonly presences = new Map<string, Signal<Presence | undefined>>();
  /** By conversation and person: stops the clock. */
  private readonly typists = new Map<string, Map<string, () => void>>();
  private readonly typingSentAt = new Map<string, number>();
  /** By conversation: until when the server takes no message of this person. */
  private readonly slowed = new Map<string, { until: number; stop(): void }>();
  private readonly receiptCounts = new Map<string, Signal<number>>();
  private watched: readonly string[] = [];

  constructor(
    private readonly timers: Timers,
    private readonly command: SendCommand,
    private readonly changed: (conversationId: string) => void,
  ) {}

  presence(userId: string): ReadonlySignal<Presence | undefined> {
    let found = this.presences.get(userId);
    if (!found) {
      found = signal<Presence | undefined>(undefined);
      this.presences.set(userId, found);
    }
    return found;
  }

  takePresence({ user_id, status, last_seen_at }: PersonStatus): void {
    (this.presence(user_id) as Signal<Presence | undefined>).value = { status, last_seen_at };
  }

  /** The people who are typing in a conversation, in the order in which they began. */
  typing(conversationId: string): string[] {
    return [...(this.typists.get(conversationId)?.keys() ?? [])];
  }

  takeTyping({ conversation_id, user_id, state }: Typing): void {
    const typists = this.typists.get(conversation_id) ?? new Map<string, () => void>();
    this.typists.set(conversation_id, typists);
    const before = typists.get(user_id);
    before?.();
    if (state === "idle") typists.delete(user_id);
    else {
      const stop = this.timers.after(TYPING_MS, () => this.stopTyping(conversation_id, user_id));
      typists.set(user_id, stop);
    }
    if ((before === undefined) !== (state === "idle")) this.changed(conversation_id);
  }

  /** A person has stopped typing: the time is over, or their message has arrived. */
  stopTyping(conversationId: string, userId: string): void {
    const typists = this.typists.get(conversationId);
    typists?.get(userId)?.();
    if (typists?.delete(userId)) this.changed(conversationId);
  }

  /** Send that this person is typing, at most every few seconds. */
  sendTyping(conversation_id: string, active: boolean): void {
    const now = this.timers.now();
    const sentAt = this.typingSentAt.get(conversation_id);
    if (active ? sentAt !== undefined && now - sentAt < RESEND_MS : sentAt === undefined) return;
    if (active) this.typingSentAt.set(conversation_id, now);
    else this.typingSentAt.delete(conversation_id);
    // No second try, because receivers forget it after a few seconds anyway.
    this.command("typing", { conversation_id, state: active ? "typing" : "idle" }).catch(() => undefined);
  }

  /** The server takes the next message of a conversation only from then on. */
  slow(conversationId: string, until: number): void {
    this.slowed.get(conversationId)?.stop();
    const over = () => {
      this.slowed.delete(conversationId);
      this.changed(conversationId);
    };
    const stop = this.timers.after(until - this.timers.now(), over);
    this.slowed.set(conversationId, { until, stop });
    this.changed(conversationId);
  }

  slowUntil(conversationId: string): number | null {
    return this.slowed.get(conversationId)?.until ?? null;
  }

  /** Counts the receipts that arrived for a conversation, for the parts that show them. */
  receipts(conversationId: string): ReadonlySignal<number> {
    let found = this.receiptCounts.get(conversationId);
    if (!found) {
      found = signal(0);
      this.receiptCounts.set(conversationId, found);
    }
    return found;
  }

  countReceipt(conversationId: string): void {
    const known = this.receiptCounts.get(conversationId);
    if (known) known.value += 1;
  }

  watch(userIds: readonly string[]): void {
    const next = userIds.slice(0, WATCH_AT_MOST);
    if (next.length === this.watched.length && next.every((id) => this.watched.includes(id))) return;
    this.watched = next;
    this.askForStatuses();
  }

  opened(): void {
    const sent = [...this.typingSentAt];
    this.typingSentAt.clear();
    // If this person has typed just now, it may not have arrived.
    for (const [id, at] of sent) if (this.timers.now() - at < RESEND_MS) this.sendTyping(id, true);
    if (this.watched.length > 0) this.askForStatuses();
  }

  close(): void {
    for (const typists of this.typists.values()) for (const stop of typists.values()) stop();
    for (const { stop } of this.slowed.values()) stop();
    this.typists.clear();
    this.slowed.clear();
  }

  private askForStatuses(): void {
    this.command("watch_presence", { user_ids: [...this.watched] })
      .then(({ statuses }) => {
        for (const status of statuses) this.takePresence(status);
      })
      .catch(() => undefined);
  }
}
