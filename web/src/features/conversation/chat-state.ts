// The state of an open conversation besides its messages: the reply, the edit, the focus, pending deletions.
import { computed, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Entry, Message, Role, Store, Timeline } from "../../store/types";
import type { Place } from "../../ui/Menu";
import type { Picked } from "./mention-state";
import { arrange } from "./runs";
import type { ScrollKeeper } from "./scroll-keeper";

/** The menu of one message: complete, or only the bar of reactions. */
export interface OpenMenu {
  entry: Entry;
  place: Place;
  reactionsOnly: boolean;
}

export class ChatState {
  readonly timeline: Timeline;
  readonly replyTo = signal<Message | null>(null);
  readonly editing = signal<Message | null>(null);
  readonly focused = signal<string | null>(null);
  /** The message that had the focus last, which is the tab stop of the log. */
  readonly visited = signal<string | null>(null);
  readonly hovered = signal<string | null>(null);
  readonly flashed = signal<number | null>(null);
  readonly menu = signal<OpenMenu | null>(null);
  readonly deleting = signal<Message | null>(null);
  /** Messages that will be deleted when their five seconds for Undo are over. */
  readonly hidden = signal<ReadonlySet<string>>(new Set());
  readonly atEnd = signal(true);
  readonly unreadSeq = signal<number | null>(null);
  /** How many messages were unread when this was opened. */
  unreadCount = 0;
  /** The log has been placed; until then no message counts as seen. */
  opened = false;
  /** Where the button ↓ leads after a jump to a quoted message. */
  readonly returnTo = signal<number | null>(null);
  /** The people who were chosen to be mentioned in the new message. */
  readonly picked: Picked[] = [];
  keeper: ScrollKeeper | null = null;
  /** The newest message on the screen. Later messages appear with an animation, all others without. */
  newestSeq = Number.POSITIVE_INFINITY;

  readonly entries = computed(() =>
    this.timeline.entries.value.filter((entry) => !this.hidden.value.has(entry.message?.id ?? "")),
  );
  readonly stop = computed(() => {
    const entries = this.entries.value;
    return entries.some(({ key }) => key === this.visited.value)
      ? this.visited.value
      : (entries.at(-1)?.key ?? null);
  });
  readonly days = computed(() => arrange(this.entries.value, this.unreadSeq.value));

  constructor(
    readonly store: Store,
    readonly id: string,
  ) {
    this.timeline = store.timeline(id);
    this.noteUnread();
  }

  /** Keep where the unread messages begin. While a conversation is being loaded, that is not known yet. */
  noteUnread(): void {
    if (this.unreadSeq.peek() !== null || this.timeline.firstUnreadSeq === null) return;
    this.unreadCount = this.store.item(this.id).peek()?.unread ?? 0;
    this.unreadSeq.value = this.timeline.firstUnreadSeq;
  }

  inGroup(): boolean {
    return this.store.item(this.id).peek()?.conversation.kind === "group";
  }

  role(): Role {
    return this.store.item(this.id).peek()?.conversation.my.role ?? "member";
  }

  find(seq: number): Entry | undefined {
    return this.timeline.entries.peek().find((entry) => entry.seq === seq);
  }

  reply(message: Message): void {
    this.editing.value = null;
    this.replyTo.value = message;
    focusComposer();
  }

  edit(message: Message): void {
    this.replyTo.value = null;
    this.editing.value = message;
    focusComposer();
  }

  /** Show the newest messages. */
  async end(): Promise<void> {
    this.returnTo.value = null;
    if (this.timeline.hasNewer.peek()) await this.timeline.showEnd();
    this.keeper?.toEnd();
  }

  /** Bring a message into view and highlight it. `from` is where the way back leads. */
  async jump(seq: number, from: number | null = null): Promise<void> {
    this.keeper?.aim(seq);
    this.returnTo.value = from;
    if (!this.find(seq)) await this.timeline.showAround(seq);
    this.keeper?.settle();
    this.flashed.value = seq;
    // By the next frame it is on the screen, or this person may not see it.
    requestAnimationFrame(() => this.keeper?.aim(null));
  }

  hide(message: Message, hide: boolean): void {
    const hidden = new Set(this.hidden.value);
    if (hide) hidden.add(message.id);
    else hidden.delete(message.id);
    this.hidden.value = hidden;
  }
}

export function focusComposer(): void {
  document.querySelector<HTMLElement>(".tray textarea")?.focus();
}

export const ChatContext = createContext<ChatState | null>(null);

export function useChat(): ChatState {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error("rendered outside of a conversation");
  return chat;
}
