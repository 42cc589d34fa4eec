// The numbers of one conversation: what its members share, this person's own watermarks, the ticks. They only rise.
import type { Conversation, ConversationState, Message, MyState, Receipt, Receipts } from "../protocol/types";
import type { Patch } from "./ports";

const UNREAD_MAX = 999;

/** What a batch takes from one conversation. */
export interface Dirt {
  messages: Map<number, Message>;
  patches: Patch[];
  replace: boolean;
  /** The floor before it was lowered. */
  lowered: number | null;
}

export abstract class Numbers {
  dirt: Dirt | null = null;
  /** Something changed that no update contains, so the conversation must be loaded anew. */
  outdated = false;

  constructor(
    protected readonly me: string,
    public conversation: Conversation,
  ) {}

  /** Count the unread messages if all of them are held; return false if not. */
  protected abstract recount(): boolean;

  soil(): Dirt {
    this.dirt ??= { messages: new Map(), patches: [], replace: false, lowered: null };
    return this.dirt;
  }

  protected set(fields: Partial<Conversation>): void {
    this.conversation = { ...this.conversation, ...fields };
    this.soil();
  }

  /** Take what the list, /sync or GET says about the conversation. Messages and position come separately. */
  takeConversation(fetched: Conversation): void {
    this.share(fetched);
    this.takeMy(fetched.my);
    this.raiseReceipts(fetched.receipts);
    this.set({ request: fetched.request, peer: fetched.peer });
    if (fetched.last_activity_at > this.conversation.last_activity_at) {
      this.set({ last_activity_at: fetched.last_activity_at });
    }
  }

  protected share(state: ConversationState | Conversation): void {
    const { kind, title, avatar, participant_count, message_ttl_seconds, group_id } = state;
    const last_seq = Math.max(this.conversation.last_seq, state.last_seq);
    this.set({ kind, title, avatar, participant_count, message_ttl_seconds, group_id, last_seq });
  }

  /** Take the unread counts of an answer that has the same position as this conversation. */
  takeCounts(unread_count: number, unread_mentions: number): void {
    if (!this.recount()) this.set({ unread_count, unread_mentions });
  }

  /** Take this person's own state. The watermarks only rise, because one answer may overtake another. */
  takeMy(my: MyState): void {
    const before = this.conversation.my;
    if (my.joined_seq !== before.joined_seq) this.outdated = true;
    this.set({ my });
    this.raiseOwn(before.read_seq, before.delivered_seq);
    this.recount();
  }

  raiseOwn(read: number, delivered: number): void {
    const { my } = this.conversation;
    const read_seq = Math.max(my.read_seq, read);
    const delivered_seq = Math.max(my.delivered_seq, delivered);
    if (read_seq === my.read_seq && delivered_seq === my.delivered_seq) return;
    this.set({ my: { ...my, read_seq, delivered_seq } });
    if (read_seq > my.read_seq && !this.recount()) {
      // No more than there were; the update `mine` has the exact number.
      const { unread_count, unread_mentions, last_seq } = this.conversation;
      const most = last_seq - read_seq;
      this.takeCount(Math.min(unread_count, most), Math.min(unread_mentions, most));
    }
  }

  raiseReceipts(receipts: Receipts): void {
    this.reached(receipts.delivered_to_all_seq, receipts.read_by_all_seq);
  }

  /** Note how far the other person is, or the slowest members of a group. */
  protected reached(delivered: number, read: number): void {
    const before = this.conversation.receipts;
    const delivered_to_all_seq = Math.max(before.delivered_to_all_seq, delivered);
    const read_by_all_seq = Math.max(before.read_by_all_seq, read);
    if (delivered_to_all_seq > before.delivered_to_all_seq || read_by_all_seq > before.read_by_all_seq) {
      this.set({ receipts: { delivered_to_all_seq, read_by_all_seq } });
    }
  }

  /** Take the watermarks of one member, or the lowest ones of a group. */
  takeReceipt(receipt: Receipt): void {
    const { user_id, delivered_seq, read_seq } = receipt;
    if (user_id == null) {
      this.reached(receipt.delivered_to_all_seq ?? 0, receipt.read_by_all_seq ?? 0);
      return;
    }
    if (user_id === this.me) this.raiseOwn(read_seq ?? 0, delivered_seq ?? 0);
    if (this.isPeer(user_id)) this.reached(delivered_seq ?? 0, read_seq ?? 0);
  }

  /** Raise the sender's watermarks: they have received and read everything up to their own message. */
  protected takeSender(sender: string | null, seq: number): void {
    if (sender === this.me) this.raiseOwn(seq, seq);
    if (sender !== null && this.isPeer(sender)) this.reached(seq, seq);
  }

  /** Whether a person's watermarks are the ticks. In the chat with oneself, that person is oneself. */
  private isPeer(person: string): boolean {
    const { kind, participant_count } = this.conversation;
    return kind === "direct" && (person !== this.me || participant_count === 1);
  }

  protected count(message: Message, by: number): void {
    const { unread_count, unread_mentions } = this.conversation;
    const mentions = unread_mentions + (message.mentions.includes(this.me) ? by : 0);
    this.takeCount(unread_count + by, mentions);
  }

  protected takeCount(unread: number, mentions: number): void {
    const unread_count = Math.min(UNREAD_MAX, Math.max(0, unread));
    const unread_mentions = Math.max(0, mentions);
    const { conversation } = this;
    if (conversation.unread_count !== unread_count || conversation.unread_mentions !== unread_mentions) {
      this.set({ unread_count, unread_mentions });
    }
  }
}
