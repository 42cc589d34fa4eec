// Everything that one client holds: its conversations and the parts of its account.
import type { Conversation, SyncedAccount, Update } from "../protocol/types";
import type { Batch, ConversationBatch, KeptState } from "./ports";
import { Window } from "./window";

export class Account {
  readonly windows = new Map<string, Window>();
  readonly hidden = new Set<string>();
  /** Conversations that an update named and that are not loaded. */
  readonly unknown = new Set<string>();
  /** Updates of conversations that are being loaded. */
  readonly meanwhile = new Map<string, Update[]>();
  /** outdated: the account changed in a way that only /sync reports. missed: any update may have been missed. */
  outdated = false;
  missed = false;
  cursor: string | null;
  private newlyHidden: string[] = [];
  private gone: string[] = [];
  private parts: SyncedAccount | null = null;
  private cursorMoved = false;

  constructor(
    readonly me: string,
    kept: KeptState,
  ) {
    this.cursor = kept.cursor;
    for (const id of kept.hidden) this.hidden.add(id);
    for (const one of kept.conversations) this.windows.set(one.id, Window.from(one, me, this.hidden));
  }

  /** Apply one update. Updates about presence and typing change nothing here, because they are only shown. */
  take(update: Update): void {
    if (update.update === "account") this.outdated = true;
    if (update.update === "resync") this.missed = true;
    if (!("conversation_id" in update) || update.update === "typing" || update.update === "join_requests")
      return;
    const id = update.conversation_id;
    this.meanwhile.get(id)?.push(update);
    const window = this.windows.get(id);
    if (!window) this.unknown.add(id);
    else if (update.update === "change") window.takeChange(update);
    else if (update.update === "receipt") window.takeReceipt(update);
    else if (update.update === "mine") {
      window.takeMy(update.my);
      window.takeCounts(update.unread_count, update.unread_mentions);
      this.hide(update.hidden_message_ids ?? []);
    } else {
      window.raiseReceipts(update.receipts);
      window.head = Math.max(window.head, update.position);
    }
  }

  /** Take the changed parts of the account; each part comes whole. */
  takeParts(parts: SyncedAccount): void {
    this.hide(parts.hidden_message_ids ?? []);
    const present = Object.entries(parts).filter(
      ([name, part]) => part != null && name !== "hidden_message_ids",
    );
    if (present.length > 0) this.parts = { ...this.parts, ...Object.fromEntries(present) };
  }

  private hide(ids: readonly string[]): void {
    const fresh = ids.filter((id) => !this.hidden.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) this.hidden.add(id);
    this.newlyHidden.push(...fresh);
    for (const window of this.windows.values()) window.hide();
  }

  /** Begin a conversation anew. Hidden messages stay hidden, and no number falls. */
  replace(conversation: Conversation): Window {
    const before = this.windows.get(conversation.id);
    const window =
      before?.replaced(conversation) ?? new Window(this.me, this.hidden, conversation, conversation.position);
    window.soil().replace = true;
    this.windows.set(conversation.id, window);
    this.unknown.delete(conversation.id);
    return window;
  }

  /** Drop the conversations that are not among these. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.windows.keys()) {
      if (ids.has(id)) continue;
      this.windows.delete(id);
      this.gone.push(id);
    }
  }

  /** This person has no such conversation. */
  nowhere(id: string): void {
    this.gone.push(id);
  }

  moveCursor(cursor: string): void {
    this.cursorMoved ||= cursor !== this.cursor;
    this.cursor = cursor;
  }

  /** Return what has changed since the last call, to be written in one transaction; null if nothing has. */
  collect(): Batch | null {
    const conversations: ConversationBatch[] = [];
    for (const window of this.windows.values()) {
      if (window.dirt) conversations.push(batchOf(window));
      window.dirt = null;
    }
    const { gone, newlyHidden: hidden, parts: account } = this;
    const moved = this.cursorMoved;
    if (conversations.length + gone.length + hidden.length === 0 && !account && !moved) return null;
    this.gone = [];
    this.newlyHidden = [];
    this.parts = null;
    this.cursorMoved = false;
    return { conversations, gone, hidden, account, cursor: moved && this.cursor ? this.cursor : undefined };
  }
}

function batchOf(window: Window): ConversationBatch {
  const dirt = window.soil();
  const { floor, complete, owedRead } = window;
  const position = window.pulledFrom ?? window.position;
  const conversation = window.view();
  return {
    kept: { id: conversation.id, conversation, position, floor, complete, owedRead },
    // Messages before the floor are looked at but not kept, because some up to the floor may be missing.
    messages: [...dirt.messages.values()].filter((message) => message.seq >= floor),
    patches: dirt.patches,
    replace: dirt.replace,
    lowered: dirt.lowered,
  };
}
