// The list of conversations: one item for each, made anew only when something of it has changed.
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { OutboxRow } from "../outbox/row";
import type { Conversation, User } from "../protocol/types";
import type { KeptDraft } from "./database";
import { entryOf, outgoingEntry } from "./entries";
import type { ConversationItem, Entry } from "./types";

export interface ItemParts {
  me: string;
  now(): number;
  outgoing(conversationId: string): readonly OutboxRow[];
  draft(conversationId: string): KeptDraft | undefined;
  typing(conversationId: string): readonly User[];
  slowUntil(conversationId: string): number | null;
}

export class Items {
  readonly list = signal<readonly ConversationItem[]>([]);
  private readonly signals = new Map<string, Signal<ConversationItem | undefined>>();
  private readonly conversations = new Map<string, Conversation>();

  constructor(private readonly parts: ItemParts) {}

  item(conversationId: string): ReadonlySignal<ConversationItem | undefined> {
    return this.signal(conversationId);
  }

  conversation(conversationId: string): Conversation | undefined {
    return this.conversations.get(conversationId);
  }

  ofGroup(groupId: string): Conversation | undefined {
    return [...this.conversations.values()].find(({ group_id }) => group_id === groupId);
  }

  /** Take conversations as they are now, and the ids of those that are gone. */
  take(conversations: readonly Conversation[], gone: readonly string[]): void {
    batch(() => {
      for (const conversation of conversations) {
        this.conversations.set(conversation.id, conversation);
        this.remake(conversation);
      }
      for (const id of gone) {
        this.conversations.delete(id);
        this.signal(id).value = undefined;
      }
      this.sort();
    });
  }

  /** Something that exists only here has changed: a draft, an unsent message, somebody typing. */
  refresh(conversationId: string): void {
    const conversation = this.conversations.get(conversationId);
    if (!conversation) return;
    batch(() => {
      this.remake(conversation);
      this.sort();
    });
  }

  private signal(id: string): Signal<ConversationItem | undefined> {
    let found = this.signals.get(id);
    if (!found) {
      found = signal<ConversationItem | undefined>(undefined);
      this.signals.set(id, found);
    }
    return found;
  }

  private remake(conversation: Conversation): void {
    const { id, my, peer } = conversation;
    const now = this.parts.now();
    const lastEntry = this.lastEntry(conversation, now);
    const draft = this.parts.draft(id);
    const activity = Date.parse(my.left_at ?? conversation.last_activity_at);
    this.signal(id).value = {
      conversation,
      title: (conversation.kind === "group" ? conversation.title : peer?.name || peer?.username) ?? "",
      peer,
      unread: conversation.unread_count,
      unreadMentions: conversation.unread_mentions,
      draft: draft?.text ?? "",
      draftReplyToSeq: draft?.reply_to_seq ?? null,
      pinned: my.pinned_at !== null,
      muted: my.muted_until !== null && Date.parse(my.muted_until) > now,
      lastEntry,
      lastTick: lastEntry?.tick ?? null,
      typing: this.parts.typing(id),
      slowUntil: this.parts.slowUntil(id),
      sortKey: Math.max(activity, lastEntry?.outgoing ? lastEntry.sentAt : 0),
    };
  }

  private lastEntry(conversation: Conversation, now: number): Entry | null {
    const { last_message } = conversation;
    const row = this.parts.outgoing(conversation.id).at(-1);
    if (row && row.client_message_id !== last_message?.client_message_id) return outgoingEntry(row);
    return last_message ? entryOf(last_message, conversation, this.parts.me, now) : null;
  }

  private sort(): void {
    const shown: ConversationItem[] = [];
    for (const { value } of this.signals.values()) {
      if (value && value.conversation.my.archived_at === null) shown.push(value);
    }
    this.list.value = shown.sort(
      (a, b) => Number(b.pinned) - Number(a.pinned) || b.sortKey - a.sortKey || order(a, b),
    );
  }
}

const order = (a: ConversationItem, b: ConversationItem) => (a.conversation.id < b.conversation.id ? 1 : -1);
