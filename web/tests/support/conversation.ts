// A conversation as a server keeps it by the rules of the protocol: every change has one position.
import type { Cause, Change, Changes, Conversation, Message, MyState } from "../../src/protocol/types";

const time = (number: number) => new Date(Date.UTC(2026, 10, 24, 9, 0, number)).toISOString();

export const person = (id: string, name = id) => ({ id, name, about: "", username: name, avatar: null });

export class ServerConversation {
  readonly messages: Message[] = [];
  readonly log: Change[] = [];
  readonly my = new Map<string, MyState>();
  readonly hidden = new Map<string, Set<string>>();
  position = 0;
  /** The version of the account's state at the last change of this conversation; for cursors. */
  version = 0;
  readonly createdAt = time(0);

  constructor(
    readonly id: string,
    readonly members: readonly string[],
    readonly kind: "direct" | "group" = "direct",
  ) {
    for (const member of members) {
      this.hidden.set(member, new Set());
      this.my.set(member, {
        role: "member",
        joined_seq: 0,
        read_seq: 0,
        delivered_seq: 0,
        muted_until: null,
        pinned_at: null,
        archived_at: null,
        silenced_until: null,
        marked_unread: false,
        left_at: null,
        draft: null,
      });
    }
  }

  send(sender: string, text: string, more: Partial<Message> = {}): Change {
    const seq = this.messages.length + 1;
    const message: Message = {
      id: `${this.id}-m${seq}`,
      conversation_id: this.id,
      client_message_id: `${this.id}-c${seq}`,
      seq,
      position: 0,
      sender_id: sender,
      kind: "text",
      text,
      entities: [],
      mentions: [],
      media: [],
      reply_to: null,
      forwarded_from: null,
      reactions: [],
      system: null,
      sent_at: time(seq),
      edited_at: null,
      deleted_at: null,
      expires_at: null,
      pinned_at: null,
      ...more,
    };
    this.messages.push(message);
    this.mark(sender, seq, seq);
    return this.change(message, { kind: "sent", user_id: sender });
  }

  edit(seq: number, text: string): Change {
    const message = this.message(seq);
    return this.change(
      { ...message, text, edited_at: time(this.position) },
      { kind: "edited", user_id: message.sender_id },
    );
  }

  remove(seq: number): Change {
    const message = this.message(seq);
    const gone = { text: null, reactions: [], reply_to: null, mentions: message.mentions };
    return this.change(
      { ...message, ...gone, deleted_at: time(this.position) },
      { kind: "deleted", user_id: message.sender_id },
    );
  }

  /** `mine` of a reaction lists the people who reacted, until the view of a reader is made from it. */
  private readonly reactors = new Map<string, Set<string>>();

  react(seq: number, user: string, emoji: string, removed: boolean): Change {
    const key = (one: string) => `${seq} ${one}`;
    const reactors = this.reactors.get(key(emoji)) ?? new Set<string>();
    this.reactors.set(key(emoji), reactors);
    if (removed) reactors.delete(user);
    else reactors.add(user);
    const counted = ["👍", "❤️"].map((one) => ({ emoji: one, count: this.reactors.get(key(one))?.size ?? 0 }));
    const reactions = counted.filter(({ count }) => count > 0);
    return this.change(
      { ...this.message(seq), reactions },
      { kind: "reacted", user_id: user, emoji, removed },
    );
  }

  mark(user: string, delivered: number, read: number): void {
    const my = this.own(user);
    const read_seq = Math.max(my.read_seq, Math.min(read, this.messages.length));
    const delivered_seq = Math.max(my.delivered_seq, read_seq, Math.min(delivered, this.messages.length));
    this.my.set(user, { ...my, read_seq, delivered_seq });
  }

  /** The answer of `changes`. */
  changes(reader: string, after: number, limit: number): Changes {
    const later = this.messages.filter((message) => message.position > after);
    const sorted = later.sort((a, b) => a.position - b.position);
    const page = sorted.slice(0, limit);
    const complete = page.length === sorted.length;
    return {
      messages: page
        .filter((message) => this.sees(reader, message))
        .map((message) => this.seen(message, reader)),
      conversation: null,
      position: complete ? this.position : (page.at(-1)?.position ?? after),
      complete,
      reset: after > this.position,
    };
  }

  /** The conversation in the form of the list, for one reader. */
  view(reader: string): Conversation {
    const others = this.members.filter((member) => member !== reader);
    const peer = this.kind === "direct" ? (others[0] ?? reader) : null;
    const my = this.own(reader);
    const visible = this.messages.filter((message) => this.sees(reader, message));
    const unread = visible.filter(
      (message) => message.seq > my.read_seq && message.sender_id !== reader && message.deleted_at === null,
    );
    const least = (name: "read_seq" | "delivered_seq") =>
      Math.min(...(this.kind === "direct" ? others : this.members).map((member) => this.own(member)[name]));
    const last = visible.at(-1);
    return {
      id: this.id,
      kind: this.kind,
      title: this.kind === "group" ? this.id : null,
      avatar: null,
      group_id: this.kind === "group" ? this.id : null,
      participant_count: this.members.length,
      message_ttl_seconds: null,
      last_seq: this.messages.length,
      position: this.position,
      last_message: last ? this.seen(last, reader) : null,
      last_activity_at: visible.at(-1)?.sent_at ?? this.createdAt,
      unread_count: Math.min(999, unread.length),
      unread_mentions: unread.filter((message) => message.mentions.includes(reader)).length,
      receipts: { delivered_to_all_seq: least("delivered_seq"), read_by_all_seq: least("read_seq") },
      my,
      peer: peer ? person(peer) : null,
      request: false,
    };
  }

  page(reader: string): Message[] {
    return this.messages
      .filter((message) => this.sees(reader, message))
      .map((message) => this.seen(message, reader));
  }

  own(user: string): MyState {
    const my = this.my.get(user);
    if (!my) throw new Error(`${user} is no member`);
    return my;
  }

  seen(message: Message, reader: string): Message {
    const reactions = message.reactions.map((reaction) => ({
      ...reaction,
      mine: this.reactors.get(`${message.seq} ${reaction.emoji}`)?.has(reader) ?? false,
    }));
    const source = message.reply_to ? this.message(message.reply_to.seq) : null;
    const reply_to = message.reply_to && source ? { ...message.reply_to, preview: preview(source) } : null;
    return { ...message, reactions, reply_to };
  }

  private sees(reader: string, message: Message): boolean {
    return !this.hidden.get(reader)?.has(message.id);
  }

  message(seq: number): Message {
    const message = this.messages[seq - 1];
    if (!message) throw new Error(`there is no message ${seq}`);
    return message;
  }

  private change(message: Message, cause: Cause): Change {
    this.position += 1;
    const state = { ...message, position: this.position };
    this.messages[message.seq - 1] = state;
    const reply_to = state.reply_to && { ...state.reply_to, preview: null };
    const change: Change = {
      update: "change",
      conversation_id: this.id,
      position: this.position,
      message: { ...state, reply_to },
      conversation: null,
      cause,
    };
    this.log.push(change);
    return change;
  }
}

const preview = (source: Message) => ({
  kind: source.kind,
  sender_id: source.sender_id,
  text: source.deleted_at === null ? source.text : null,
});
