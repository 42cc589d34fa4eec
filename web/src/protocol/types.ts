// The types of the protocol, by name. All come from generated.ts; only loosely typed objects are narrowed here.
import type { components } from "./generated";

type Schemas = components["schemas"];

export type ReplyTo = Schemas["ReplyTo"];
export type Preview = Schemas["Preview"];
export type Reaction = Schemas["Reaction"];
export type Draft = Schemas["Draft"];
export type MyState = Schemas["MyState"];
export type Receipts = Schemas["Receipts"];
export type ConversationState = Schemas["ConversationState"];
export type Device = Schemas["DeviceAnswer"];
export type Entity = Schemas["Entity"];
export type GroupMember = Omit<Schemas["GroupMember"], "user"> & { user: User };
export type Poll = Schemas["Poll"];
export type NewPoll = Schemas["NewPoll"];
export type VotePage = Schemas["VotePage"];
export type ReceiptPage = Schemas["ReceiptPage"];
export type Privacy = Schemas["PrivacyAnswer"];

/** A person as the reader may see them. Only the reader and the reader's contacts have a phone number. */
export type User = Schemas["Peer"] & { phone_number?: string };
export type Presence = Schemas["StatusAnswer"];
export type PersonStatus = Schemas["PersonStatus"];

/** What a system message says, as data. The client makes the words. */
export interface System {
  action: string;
  actor_id: string | null;
  user_ids: string[];
  fields: Record<string, unknown>;
}

export type Message = Omit<Schemas["Message"], "system" | "entities"> & {
  system: System | null;
  entities: Entity[];
};

export type Conversation = Omit<Schemas["Conversation"], "last_message"> & { last_message: Message | null };

export type Cause = Schemas["Cause"];
export type Change = Omit<Schemas["Change"], "message"> & { message: Message | null };
export type Changes = Omit<Schemas["Changes"], "messages"> & { messages: Message[] };
export type MessagePage = { results: Message[]; next: string | null };
export type SyncedAccount = Omit<Schemas["SyncedAccount"], "profile"> & { profile?: User | null };
export type SyncAnswer = Omit<Schemas["SyncAnswer"], "conversations" | "account"> & {
  conversations: Conversation[];
  account: SyncedAccount;
};

export type Mine = Schemas["Mine"];
export type Receipt = Schemas["Receipt"];
export type Head = Schemas["Head"];
export type Typing = Schemas["Typing-Output"];
export type PresenceUpdate = Schemas["Presence"];
export type AccountUpdate = Schemas["Account"];
export type JoinRequests = Schemas["JoinRequests"];
export type Resync = Schemas["Resync"];
export type Update =
  | Change
  | Mine
  | Receipt
  | Head
  | Typing
  | PresenceUpdate
  | AccountUpdate
  | JoinRequests
  | Resync;

type Answer<Name extends CommandName> = Name extends "send_message"
  ? { message: Message }
  : Name extends "sync"
    ? SyncAnswer
    : Name extends "changes"
      ? Changes
      : Schemas[`result.${Name}`];

export type CommandName =
  | "authenticate"
  | "send_message"
  | "edit_message"
  | "delete_message"
  | "react"
  | "ack"
  | "read"
  | "typing"
  | "watch_presence"
  | "refresh_token"
  | "sync"
  | "changes"
  | "ping";

/** The fields of a command besides id and type. Those with a default may be left out. */
export type CommandFields<Name extends CommandName> = Partial<
  Omit<Schemas[`command.${Name}`], "id" | "type">
>;
export type CommandResult<Name extends CommandName> = Answer<Name>;

export type WireError = Schemas["error"];
export type Reply = { id: number; result: unknown } | { id: number; error: WireError };

export type OtpAnswer = Schemas["OtpAnswer"];
export type VerifyAnswer = Schemas["VerifyAnswer"];
export type RefreshAnswer = Schemas["RefreshAnswer"];
export type GroupSettings = Schemas["GroupSettings"];
export type Group = Schemas["GroupAnswer"];
export type InviteLink = Schemas["InviteLinkAnswer"];
export type Invitation = Schemas["Invitation"];
export type JoinRequest = Omit<Schemas["JoinRequestAnswer"], "user"> & { user: User };
export type MemberPage = { results: GroupMember[]; next: string | null };
export type Watermarks = Schemas["Watermarks"];
