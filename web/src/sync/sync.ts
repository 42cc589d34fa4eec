// Keeps the client's state the same as the server's: applies updates, and asks for what they leave out.
import type { Conversation, Message, Update } from "../protocol/types";
import { Account } from "./account";
import { type Committed, Committer } from "./committer";
import type { Keeper, KeptState } from "./ports";
import { type PullPorts, Pulls } from "./pulls";
import { Watermarks } from "./watermarks";
import type { Window } from "./window";
import { Works } from "./works";

const RESYNC_MS = 3_000;

export interface SyncPorts extends PullPorts {
  keeper: Keeper;
  committed(what: Committed): void;
}

export class Sync {
  readonly account: Account;
  private readonly committer: Committer;
  private readonly works: Works;
  private readonly pulls: Pulls;
  private readonly acks: Watermarks;
  private readonly reads: Watermarks;
  private open = false;
  private stopResync: (() => void) | null = null;

  constructor(
    private readonly ports: SyncPorts,
    me: string,
    kept: KeptState,
  ) {
    const { platform, command, keeper, committed } = ports;
    this.account = new Account(me, kept);
    this.committer = new Committer(this.account, keeper, (what, arrived) => {
      committed(what);
      if (this.open) for (const [id, seq] of arrived) this.acks.offer(id, seq);
    });
    this.pulls = new Pulls(ports, this.account);
    this.works = new Works(
      platform,
      () => this.look(),
      () => {
        this.account.missed = true;
        this.look();
      },
    );
    const refused = (id: string) => {
      const window = this.window(id);
      if (window) window.outdated = true;
      this.look();
    };
    const mark = (name: "ack" | "read", done: (window: Window, seq: number) => void) =>
      new Watermarks(
        platform.timers,
        (conversation_id, seq) => command(name, { conversation_id, seq }),
        (id, seq) => {
          const window = this.window(id);
          if (window) done(window, seq);
          void this.commit();
        },
        refused,
      );
    this.acks = mark("ack", (window, seq) => window.raiseOwn(0, seq));
    this.reads = mark("read", (window, seq) => {
      window.raiseOwn(seq, seq);
      if (window.owedRead <= seq) window.owedRead = 0;
      window.soil();
    });
  }

  window(conversationId: string): Window | undefined {
    return this.account.windows.get(conversationId);
  }

  /** Somebody looks at a conversation that may not be known here. */
  want(conversationId: string): void {
    if (this.window(conversationId)) return;
    this.account.unknown.add(conversationId);
    this.look();
  }

  /** There is a connection: fetch what was missed without one. */
  opened(): void {
    this.open = true;
    this.account.missed = true;
    this.look();
  }

  /** There is no connection. */
  closed(): void {
    this.open = false;
    this.acks.forget();
    this.reads.forget();
    this.stopResync?.();
    this.stopResync = null;
    this.works.stop();
  }

  take(update: Update): void {
    if (update.update === "resync") {
      this.resyncSoon();
      return;
    }
    this.account.take(update);
    this.look();
  }

  /** Apply the answer to a call of this client. */
  takeMessage(message: Message): Promise<void> {
    this.window(message.conversation_id)?.takeMessage(message);
    return this.commit();
  }

  /** This person deleted a message for themselves. */
  hide(conversationId: string, messageId: string): Promise<void> {
    this.account.takeParts({ hidden_message_ids: [messageId] });
    this.window(conversationId)?.soil();
    return this.commit();
  }

  /** Take a conversation that this person has just opened or changed. */
  async takeConversation(conversation: Conversation): Promise<void> {
    await this.pulls.takeListed(conversation);
    await this.commit();
    this.look();
  }

  /** This person has read up to here. It is held at once, and sent when there is a connection. */
  read(conversationId: string, seq: number): void {
    const window = this.window(conversationId);
    if (!window || seq <= window.conversation.my.read_seq) return;
    window.raiseOwn(seq, seq);
    window.owedRead = seq;
    window.soil();
    void this.commit();
    if (this.open) this.reads.offer(conversationId, seq);
  }

  commit(): Promise<void> {
    return this.committer.commit();
  }

  private resyncSoon(): void {
    this.stopResync ??= this.ports.platform.timers.after(this.ports.platform.random() * RESYNC_MS, () => {
      this.stopResync = null;
      this.account.missed = true;
      this.look();
    });
  }

  /** Begin to ask for what updates do not contain. */
  private look(): void {
    void this.commit();
    if (!this.open) return;
    if (this.account.missed || this.account.outdated) this.works.begin("sync", () => this.catchUp());
    for (const id of this.account.unknown) this.works.begin(id, () => this.pulls.load(id));
    for (const [id, window] of this.account.windows) {
      if (window.outdated) this.works.begin(id, () => this.pulls.load(id));
      else if (window.held.size > 0 || window.head > window.position || window.pulledFrom !== null) {
        this.works.begin(id, () => this.pulls.fill(window));
      }
    }
  }

  private async catchUp(): Promise<void> {
    this.account.missed = this.account.outdated = false;
    const { command } = this.ports;
    let listed: Set<string> | null = null;
    for (let complete = false; !complete; ) {
      const since = this.account.cursor;
      const answer = await command("sync", since === null ? {} : { since });
      if (answer.reset || since === null) listed = new Set();
      const anew = listed;
      for (const conversation of answer.conversations) anew?.add(conversation.id);
      await this.pulls.takeAll(answer.conversations, answer.reset);
      this.account.takeParts(answer.account);
      complete = answer.complete;
      if (complete && anew) this.account.keepOnly(anew);
      this.account.moveCursor(answer.cursor);
      await this.commit();
    }
    this.offerOwed();
  }

  private offerOwed(): void {
    for (const [id, window] of this.account.windows) {
      const seq = window.arrived();
      if (seq !== null) this.acks.offer(id, seq);
      if (window.owedRead > 0) this.reads.offer(id, window.owedRead);
    }
  }

  /** From now on nothing is written. */
  close(): void {
    this.closed();
    this.committer.close();
  }
}
