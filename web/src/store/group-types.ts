// The seam between the store and the screens, for groups.
import type { ReadonlySignal } from "@preact/signals";
import type {
  Group,
  GroupMember,
  GroupSettings,
  Invitation,
  InviteLink,
  JoinRequest,
} from "../protocol/types";

export type {
  Group,
  GroupMember,
  GroupSettings,
  Invitation,
  InviteLink,
  JoinRequest,
} from "../protocol/types";

export type Role = GroupMember["role"];

export interface Page<One> {
  results: One[];
  next: string | null;
}

export interface NewGroupFields {
  name: string;
  description: string;
  userIds: readonly string[];
}

export interface GroupChange {
  name?: string;
  description?: string;
  settings?: Partial<GroupSettings>;
}

export interface NewLink {
  expires_at?: string | null;
  max_uses?: number | null;
}

/** A group that somebody looks at. It is kept as the server has it. */
export interface WatchedGroup {
  /** undefined: not known yet. null: this person may not see it, or not any more. */
  readonly info: ReadonlySignal<Group | null | undefined>;
  readonly members: ReadonlySignal<readonly GroupMember[]>;
  /** All members are among `members`. */
  readonly complete: ReadonlySignal<boolean>;
  loadMore(): Promise<void>;
  loadAll(): Promise<void>;
  refresh(): Promise<void>;
}

/** Actions reject with ApiProblem where the server refuses. */
export interface GroupStore {
  watch(groupId: string): { group: WatchedGroup; stop: () => void };
  /** Returns the conversation's id. */
  create(fields: NewGroupFields): Promise<string>;
  change(groupId: string, change: GroupChange): Promise<void>;
  /** Deletes the group for everybody, and for good. */
  remove(groupId: string): Promise<void>;
  add(groupId: string, userIds: readonly string[]): Promise<void>;
  /** `owner` makes them the owner of the group. */
  setRole(groupId: string, userId: string, role: Role): Promise<void>;
  silence(groupId: string, userId: string, until: string | null): Promise<void>;
  /** Removes a member. */
  dismiss(groupId: string, userId: string): Promise<void>;
  leave(groupId: string): Promise<void>;
  links(groupId: string): Promise<Page<InviteLink>>;
  createLink(groupId: string, link: NewLink): Promise<InviteLink>;
  revokeLink(groupId: string, linkId: string): Promise<void>;
  requests(groupId: string, cursor: string | null): Promise<Page<JoinRequest>>;
  answer(groupId: string, userId: string, action: "approve" | "refuse"): Promise<void>;
  invitation(token: string): Promise<Invitation>;
  /** Returns the conversation's id, or null if an admin must let this person in. */
  join(token: string): Promise<string | null>;
  withdraw(token: string): Promise<void>;
}
