// The seam between the store and the screens. `createStore(platform)` is in ./store, `browserPlatform()` in
// ../platform/browser. ApiProblem's code `no_connection` means that the server was not reached. Its `errors` are
// field → code.
import type { ReadonlySignal } from "@preact/signals";
import type { Enclosed } from "../outbox/row";
import type {
  Conversation,
  Entity,
  Message,
  NewPoll,
  Presence,
  ReceiptPage,
  User,
  VotePage,
} from "../protocol/types";
import type { GroupStore } from "./group-types";

export { ApiProblem } from "../protocol/problem";
export type {
  Conversation,
  Device,
  Entity,
  Message,
  NewPoll,
  Poll,
  Presence,
  Preview,
  Reaction,
  ReceiptPage,
  System,
  User,
  VotePage,
} from "../protocol/types";
export type * from "./group-types";

/** waiting: there is no connection, and the next try is to come. */
export type LineState = "connecting" | "open" | "waiting";
export type OwnTick = "waiting" | "sent" | "delivered" | "read" | "failed";

/** A message as shown: from the server, or not sent yet (then message is null and outgoing is set). */
export interface Entry {
  /** The client_message_id of an own message, else the message's id. It never changes when the message is
   * acknowledged. */
  key: string;
  seq: number | null;
  message: Message | null;
  outgoing: Outgoing | null;
  /** Own messages only. */
  tick: OwnTick | null;
  mine: boolean;
  /** Milliseconds since 1970. */
  sentAt: number;
}

export interface Outgoing {
  clientMessageId: string;
  text: string;
  replyToSeq: number | null;
  entities: Entity[];
  poll: NewPoll | null;
  createdAt: number;
  /** A stable code; null while the message is tried. */
  failure: string | null;
}

export interface ConversationItem {
  conversation: Conversation;
  title: string;
  /** Direct conversations only. */
  peer: User | null;
  unread: number;
  unreadMentions: number;
  draft: string;
  /** The message the draft replies to. */
  draftReplyToSeq: number | null;
  pinned: boolean;
  muted: boolean;
  lastEntry: Entry | null;
  lastTick: OwnTick | null;
  typing: readonly User[];
  /** Until then the server takes no message of this person here. */
  slowUntil: number | null;
  sortKey: number;
}

export interface Timeline {
  /** Ascending; unsent messages come last. */
  readonly entries: ReadonlySignal<readonly Entry[]>;
  readonly hasOlder: ReadonlySignal<boolean>;
  readonly hasNewer: ReadonlySignal<boolean>;
  readonly loading: ReadonlySignal<boolean>;
  /** The first message that was unread when this was opened. */
  readonly firstUnreadSeq: number | null;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  showAround(seq: number): Promise<void>;
  showEnd(): Promise<void>;
  close(): void;
}

/** Actions reject with ApiProblem if the server refuses. */
export interface Store {
  readonly me: ReadonlySignal<User | null>;
  /** It is known whether somebody is signed in. If `me` is null then, show the sign-in. */
  readonly ready: ReadonlySignal<boolean>;
  readonly line: ReadonlySignal<LineState>;
  /** The code of the reason why this person was signed out; null if they chose to, or were never signed in. */
  readonly signedOutReason: ReadonlySignal<string | null>;
  /** Sorted, with pinned conversations first and without archived ones. */
  readonly items: ReadonlySignal<readonly ConversationItem[]>;
  item(conversationId: string): ReadonlySignal<ConversationItem | undefined>;
  readonly groups: GroupStore;
  /** The ids of the people whom this person blocks. */
  readonly blocks: ReadonlySignal<ReadonlySet<string>>;
  person(userId: string): ReadonlySignal<User | undefined>;
  presence(userId: string): ReadonlySignal<Presence | undefined>;
  /** Opens a conversation, which is shown from memory or IndexedDB first. Close it afterwards. */
  timeline(conversationId: string): Timeline;

  requestCode(
    phoneNumber: string,
  ): Promise<{ challengeId: string; resendAfterSeconds: number; expiresAt: number }>;
  verifyCode(challengeId: string, code: string): Promise<{ isNew: boolean }>;
  signOut(): Promise<void>;
  updateMe(fields: { name?: string; about?: string; username?: string }): Promise<void>;
  findPerson(username: string): Promise<User | null>;
  /** Returns the conversation's id. */
  openDirect(userId: string): Promise<string>;
  /** The entry exists when this returns. */
  send(conversationId: string, text: string, options?: Enclosed & { replyToSeq?: number }): void;
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  edit(message: Message, text: string, enclosed?: Pick<Enclosed, "entities" | "mentions">): Promise<void>;
  remove(message: Message, scope: "me" | "everyone"): Promise<void>;
  /** No options: take the vote back. */
  vote(message: Message, optionIds: readonly number[]): Promise<void>;
  closePoll(message: Message): Promise<void>;
  votes(messageId: string, cursor: string | null): Promise<VotePage>;
  message(messageId: string): Promise<Message>;
  /** How far an own message has got with each member. */
  receipts(messageId: string, cursor: string | null): Promise<ReceiptPage>;
  /** Counts up whenever a member received or read more of a conversation. */
  receiptCount(conversationId: string): ReadonlySignal<number>;
  block(userId: string, on: boolean): Promise<void>;
  react(message: Message, emoji: string, on: boolean): Promise<void>;
  pinConversation(id: string, on: boolean): Promise<void>;
  mute(id: string, until: string | null): Promise<void>;
  markUnread(id: string): Promise<void>;
  /** Kept soon, and a little later sent to the other devices. An empty text deletes the draft. */
  setDraft(conversationId: string, text: string, replyToSeq: number | null): void;
  /** May be called at every key, and is sent every few seconds. */
  typing(conversationId: string, active: boolean): void;
  /** The screen has shown everything up to here. */
  seen(conversationId: string, seq: number): void;
  /** The conversations on the screen; the presence of their people is asked for. */
  watch(conversationIds: readonly string[]): void;
  /** Ends everything: connection, timers and database. */
  close(): void;
}
