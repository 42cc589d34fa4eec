// Groups that somebody looks at: their settings and members, fetched anew whenever something of them has changed.
import { batch, signal } from "@preact/signals";
import { type Rest, withQuery } from "../connection/rest";
import type { Timers } from "../platform/types";
import { ApiProblem } from "../protocol/problem";
import type { Conversation, Group, GroupMember, MemberPage, User } from "../protocol/types";
import type { Snapshot } from "../sync/committer";

const PAGE = 100;
const RETRY_MS = 2_000;

export interface GroupParts {
  rest: Rest;
  after: Timers["after"];
  learn(people: readonly User[]): void;
  /** The group's conversation, if it is known. */
  conversation(groupId: string): Conversation | undefined;
}

export class OpenGroup {
  /** undefined: not known yet. null: this person may not see it, or not any more. */
  readonly info = signal<Group | null | undefined>(undefined);
  readonly members = signal<readonly GroupMember[]>([]);
  /** All members are among `members`. */
  readonly complete = signal(false);
  /** How many parts of the screen look at it. */
  looking = 0;
  private next: string | null = null;
  private wantedPages = 0;
  private pages = 0;
  private fresh = false;
  private working: Promise<void> | null = null;
  /** The system messages up to here were there when the first part began to look. */
  private since = 0;
  private seen = "";
  private stopRetry: (() => void) | null = null;

  constructor(
    private readonly id: string,
    private readonly parts: GroupParts,
  ) {
    const conversation = parts.conversation(id);
    if (!conversation) return;
    this.since = conversation.last_seq;
    this.seen = ownPart(conversation, null);
  }

  /** Fetch the next page of members. */
  loadMore(): Promise<void> {
    this.wantedPages = Math.max(this.wantedPages, this.pages + 1);
    return this.run();
  }

  loadAll(): Promise<void> {
    this.wantedPages = Number.POSITIVE_INFINITY;
    return this.run();
  }

  /** Something may have changed: fetch everything that is shown anew. */
  refresh(): Promise<void> {
    this.fresh = false;
    return this.run();
  }

  /** Take a group from the answer to a call. */
  take(group: Group): void {
    this.info.value = group;
  }

  /** Take how many people wait to be let in. */
  takeWaiting(count: number): void {
    const group = this.info.peek();
    if (group) this.info.value = { ...group, join_request_count: count };
  }

  /** A system message comes with each change of a group; this person's own rights come with the conversation. */
  look({ conversation, messages }: Snapshot): void {
    const line = messages.findLast(({ seq, system }) => system !== null && seq > this.since);
    const now = ownPart(conversation, line?.seq ?? null);
    const before = this.seen;
    this.seen = now;
    if (before !== now) void this.refresh();
  }

  close(): void {
    this.stopRetry?.();
  }

  private run(): Promise<void> {
    this.working ??= this.work().finally(() => {
      this.working = null;
    });
    return this.working;
  }

  private async work(): Promise<void> {
    this.stopRetry?.();
    try {
      while (!this.fresh) await this.anew();
      while (this.pages < this.wantedPages && !this.complete.peek() && this.info.peek()) {
        if (this.fresh) await this.more();
        else await this.anew();
      }
    } catch (problem) {
      this.fresh = false;
      this.failed(problem);
    }
  }

  private async anew(): Promise<void> {
    this.fresh = true;
    const group = await this.parts.rest.get<Group>(`/groups/${this.id}`).catch(unlessGone);
    const members: GroupMember[] = [];
    let next: string | null = null;
    let pages = 0;
    while (group && pages < this.wantedPages && (pages === 0 || next !== null)) {
      const page: MemberPage = await this.page(next);
      members.push(...page.results);
      next = page.next;
      pages += 1;
    }
    batch(() => {
      this.info.value = group;
      this.members.value = members;
      this.complete.value = pages > 0 && next === null;
    });
    this.pages = pages;
    this.next = next;
  }

  private async more(): Promise<void> {
    const page = await this.page(this.next);
    // Something changed meanwhile, and pages of two different states do not fit together.
    if (!this.fresh) return;
    batch(() => {
      this.members.value = [...this.members.peek(), ...page.results];
      this.complete.value = page.next === null;
    });
    this.pages += 1;
    this.next = page.next;
  }

  private async page(cursor: string | null): Promise<MemberPage> {
    const path = withQuery(`/groups/${this.id}/members`, { limit: PAGE, cursor });
    const page = await this.parts.rest.get<MemberPage>(path);
    this.parts.learn(page.results.map(({ user }) => user));
    return page;
  }

  private failed(problem: unknown): void {
    // The next connection begins with everything anyway.
    if (problem instanceof ApiProblem && problem.code === "no_connection") return;
    const after = problem instanceof ApiProblem ? problem.retryAfterSeconds : undefined;
    this.stopRetry = this.parts.after(after ? after * 1000 : RETRY_MS, () => {
      if (this.looking > 0) void this.run();
    });
  }
}

/** What changes when a group, or this person's place in it, changes. */
function ownPart({ my, participant_count }: Conversation, line: number | null): string {
  const { role, left_at, joined_seq, silenced_until } = my;
  return [line, participant_count, role, left_at, joined_seq, silenced_until].join();
}

/** A 404 is no reason to try again, because this person may not know about the group. */
function unlessGone(problem: unknown): null {
  if (problem instanceof ApiProblem && problem.code === "not_found") return null;
  throw problem;
}

export class Groups {
  private readonly open = new Map<string, OpenGroup>();

  constructor(private readonly parts: GroupParts) {}

  /** Look at a group until `stop` is called. What is shown of it is kept as the server has it meanwhile. */
  watch(groupId: string): { group: OpenGroup; stop: () => void } {
    const group = this.open.get(groupId) ?? new OpenGroup(groupId, this.parts);
    this.open.set(groupId, group);
    group.looking += 1;
    if (group.looking === 1) void group.refresh();
    let stopped = false;
    const stop = () => {
      if (stopped) return;
      stopped = true;
      group.looking -= 1;
      if (group.looking > 0) return;
      group.close();
      this.open.delete(groupId);
    };
    return { group, stop };
  }

  /** The group, if somebody looks at it. */
  of(groupId: string): OpenGroup | undefined {
    return this.open.get(groupId);
  }

  look(snapshot: Snapshot): void {
    const { group_id } = snapshot.conversation;
    if (group_id) this.open.get(group_id)?.look(snapshot);
  }

  /** There is a connection. What changed without one is not known. */
  opened(): void {
    for (const group of this.open.values()) void group.refresh();
  }

  close(): void {
    for (const group of this.open.values()) group.close();
    this.open.clear();
  }
}
