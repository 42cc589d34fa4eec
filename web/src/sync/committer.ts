// Writes changes first and shows them afterwards, so that nothing is shown or acknowledged that could still be lost.
import type { Conversation, Message, SyncedAccount } from "../protocol/types";
import type { Account } from "./account";
import type { Keeper } from "./ports";
import type { Window } from "./window";

/** A conversation as it is shown; immutable. */
export interface Snapshot {
  id: string;
  conversation: Conversation;
  generation: number;
  floor: number;
  complete: boolean;
  /** Ascending; only for a conversation that somebody looks at. */
  messages: readonly Message[];
}

export interface Committed {
  snapshots: readonly Snapshot[];
  gone: readonly string[];
  account: SyncedAccount | null;
  /** The client_message_ids of this person's own messages among them. */
  own: readonly string[];
}

export class Committer {
  private working: Promise<void> | null = null;
  private closed = false;

  constructor(
    private readonly account: Account,
    private readonly keeper: Keeper,
    private readonly committed: (what: Committed, arrived: ReadonlyMap<string, number>) => void,
  ) {}

  /** Write what has changed so far. Resolves when it, and what arrives meanwhile, is written and shown. */
  commit(): Promise<void> {
    // One microtask later, so that changes that belong together are written together.
    this.working ??= Promise.resolve()
      .then(() => this.work())
      .finally(() => {
        this.working = null;
      });
    return this.working;
  }

  close(): void {
    this.closed = true;
  }

  private async work(): Promise<void> {
    for (let batch = this.account.collect(); batch !== null && !this.closed; batch = this.account.collect()) {
      const windows = batch.conversations.map(({ kept }) => this.account.windows.get(kept.id));
      const known = windows.filter((window) => window !== undefined);
      const snapshots = known.map(snapshot);
      const arrived = new Map<string, number>();
      for (const window of known) {
        const seq = window.arrived();
        if (seq !== null) arrived.set(window.conversation.id, seq);
      }
      // A disk that is full or missing is no reason to stop: the server has everything and sends it again.
      await this.keeper.write(batch, this.account.me).catch(() => arrived.clear());
      const own = batch.conversations.flatMap(({ messages }) => messages.map((one) => one.client_message_id));
      const { gone, account } = batch;
      this.committed({ snapshots, gone, account, own: own.filter((id) => id !== null) }, arrived);
    }
  }
}

export function snapshot(window: Window): Snapshot {
  const { generation, floor, complete, pieces } = window;
  const messages = pieces.size > 0 ? [...window.messages.values()].sort((a, b) => a.seq - b.seq) : [];
  const conversation = window.view();
  return { id: conversation.id, conversation, generation, floor, complete, messages };
}
