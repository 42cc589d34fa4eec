// Everything of the signed-in person: what is held, what is shown of it, and what is under way.
import { type Signal, signal } from "@preact/signals";
import type { Line } from "../connection/line";
import type { Rest } from "../connection/rest";
import { Outbox } from "../outbox/outbox";
import type { OutboxKeeper, OutboxRow } from "../outbox/row";
import type { Platform } from "../platform/types";
import type { Update, User } from "../protocol/types";
import { type Committed, snapshot } from "../sync/committer";
import { Pages } from "../sync/pages";
import type { Keeper } from "../sync/ports";
import { Sync } from "../sync/sync";
import type { Db } from "./database";
import { Drafts } from "./drafts";
import { Groups } from "./groups";
import { Items } from "./items";
import { DatabaseKeeper } from "./keeper";
import type { Kept } from "./kept";
import { Live } from "./live";
import { People } from "./people";
import { Previews } from "./previews";
import { OpenTimeline } from "./timeline";
import type { Timeline } from "./types";

export interface InsidePorts {
  platform: Platform;
  rest: Rest;
  line: Line;
  db: Db | null;
  profile(me: User): void;
}

/** A keeper that keeps nothing, for a browser without a database. */
const NOTHING: Keeper = { write: async () => undefined, before: async () => null };

export class Inside {
  readonly sync: Sync;
  readonly items: Items;
  readonly people: People;
  readonly live: Live;
  readonly drafts: Drafts;
  readonly outbox: Outbox;
  readonly groups: Groups;
  /** The people whom this person blocks. */
  readonly blocks: Signal<ReadonlySet<string>>;
  private readonly pages: Pages;
  private readonly previews: Previews;
  private readonly timelines = new Set<{ id: string; timeline: OpenTimeline }>();
  private readonly keeper: DatabaseKeeper | null;

  constructor(
    private readonly ports: InsidePorts,
    readonly me: string,
    kept: Kept,
  ) {
    const { platform, rest, line, db } = ports;
    const { command } = line;
    this.keeper = db ? new DatabaseKeeper(db) : null;
    const keeper = this.keeper ?? NOTHING;
    const refresh = (id: string) => this.refresh(id);
    this.people = new People(rest, db, kept.people);
    this.blocks = signal(new Set(kept.blocks));
    this.groups = new Groups({
      rest,
      after: (milliseconds, run) => platform.timers.after(milliseconds, run),
      learn: (people) => this.people.learn(people),
      conversation: (groupId) => this.items.ofGroup(groupId),
    });
    this.live = new Live(platform.timers, command, refresh);
    this.drafts = new Drafts(platform.timers, rest, db, refresh, kept.drafts);
    this.items = new Items({
      me,
      now: () => platform.timers.now(),
      outgoing: (id) => this.outbox.of(id),
      draft: (id) => this.drafts.of(id),
      typing: (id) => this.typing(id),
      slowUntil: (id) => this.live.slowUntil(id),
    });
    const committed = (what: Committed) => this.committed(what);
    this.sync = new Sync({ platform, command, rest, keeper, committed }, me, kept.state);
    this.pages = new Pages(this.sync, keeper, rest);
    const sent = (message: Parameters<Sync["takeMessage"]>[0]) => this.sync.takeMessage(message);
    this.previews = new Previews(rest, sent);
    this.outbox = new Outbox(
      {
        platform,
        command,
        keeper: outboxKeeper(db),
        sent,
        changed: refresh,
        slowed: (id, until) => this.live.slow(id, until),
      },
      kept.outbox,
    );
    this.items.take(
      kept.state.conversations.map(({ conversation }) => conversation),
      [],
    );
  }

  timeline(id: string): Timeline {
    const timeline = new OpenTimeline({
      id,
      me: this.me,
      pages: this.pages,
      now: () => this.ports.platform.timers.now(),
      after: (milliseconds, run) => this.ports.platform.timers.after(milliseconds, run),
      window: () => this.sync.window(id),
      outgoing: () => this.outbox.of(id),
      snapshot,
      closed: () => {
        this.timelines.delete(one);
        this.sync.window(id)?.trim(1);
        this.keeper?.prune(id).catch(() => undefined);
      },
    });
    const one = { id, timeline };
    this.timelines.add(one);
    // The id may come from the address bar.
    if (/^[\w-]+$/.test(id)) this.sync.want(id);
    else timeline.nowhere();
    return timeline;
  }

  opened(): void {
    this.sync.opened();
    this.outbox.opened();
    this.people.opened();
    this.live.opened();
    this.drafts.opened();
    this.groups.opened();
    for (const { timeline } of this.timelines) timeline.opened();
  }

  closed(): void {
    this.sync.closed();
    this.outbox.closed();
    this.people.closed();
    this.drafts.closed();
  }

  update(update: Update): void {
    if (update.update === "typing") this.live.takeTyping(update);
    else if (update.update === "presence") this.live.takePresence(update);
    else if (update.update === "join_requests")
      this.groups.of(update.conversation_id)?.takeWaiting(update.count);
    else {
      if (update.update === "change" && update.cause.kind === "sent" && update.cause.user_id) {
        this.live.stopTyping(update.conversation_id, update.cause.user_id);
      }
      if (update.update === "receipt") this.live.countReceipt(update.conversation_id);
      this.sync.take(update);
    }
  }

  close(): void {
    this.closed();
    this.sync.close();
    this.drafts.close();
    this.live.close();
    this.groups.close();
    this.outbox.close();
    for (const { timeline } of [...this.timelines]) timeline.close();
  }

  private committed({ snapshots, gone, account, own }: Committed): void {
    this.outbox.settle(own);
    if (account?.profile) this.ports.profile(account.profile);
    if (account?.blocks) this.blocks.value = new Set(account.blocks);
    const peers = snapshots.map(({ conversation }) => conversation.peer).filter((peer) => peer !== null);
    this.people.learn(peers);
    for (const { id, conversation } of snapshots) this.drafts.take(id, conversation.my.draft);
    this.items.take(
      snapshots.map(({ conversation }) => conversation),
      gone,
    );
    for (const { id, timeline } of this.timelines) if (gone.includes(id)) timeline.nowhere();
    for (const shown of snapshots) {
      for (const { id, timeline } of this.timelines) if (id === shown.id) timeline.show(shown);
      this.previews.look(shown);
      this.groups.look(shown);
    }
  }

  /** Something of a conversation has changed that exists only here. */
  private refresh(conversationId: string): void {
    this.items.refresh(conversationId);
    for (const { id, timeline } of this.timelines) if (id === conversationId) timeline.refresh();
  }

  private typing(conversationId: string): User[] {
    const unnamed = { name: "", about: "", username: null, avatar: null };
    return this.live.typing(conversationId).map((id) => {
      const known = this.people.person(id).peek();
      return known ?? { id, ...unnamed };
    });
  }
}

function outboxKeeper(db: Db | null): OutboxKeeper {
  return {
    rows: async () => {
      if (!db) throw new Error("nothing is kept here");
      return db.getAll("outbox");
    },
    put: async (row: OutboxRow) => {
      await db?.put("outbox", row);
    },
    remove: async (id: string) => {
      await db?.delete("outbox", id);
    },
  };
}
