// Messages that were written and are not sent yet: kept, in order per conversation, and tried until they are sent or
// refused.
import { Backoff } from "../connection/backoff";
import type { SendCommand } from "../connection/types";
import type { Platform } from "../platform/types";
import { ApiProblem, isPassing } from "../protocol/problem";
import type { Message } from "../protocol/types";
import { type Enclosed, fieldsOf, type OutboxKeeper, type OutboxRow } from "./row";

export interface OutboxPorts {
  platform: Platform;
  command: SendCommand;
  keeper: OutboxKeeper;
  /** The server has the message. Resolves when the message is kept. */
  sent(message: Message): Promise<void>;
  /** What is shown of a conversation has changed. */
  changed(conversationId: string): void;
  /** The server takes the next message of this conversation only from then on, in milliseconds since 1970. */
  slowed(conversationId: string, until: number): void;
}

const LOCK = "parley-outbox";

export class Outbox {
  private readonly rows = new Map<string, OutboxRow>();
  /** The conversations whose first row is being sent. */
  private readonly busy = new Set<string>();
  /** Rows that are being written or removed. They are not sent yet, and not read from the database meanwhile. */
  private readonly writing = new Set<string>();
  private readonly channel;
  private readonly stopListening: () => void;
  private connection: AbortController | null = null;
  private sending = false;
  private gone = false;
  private lastOrder = 0;

  constructor(
    private readonly ports: OutboxPorts,
    rows: readonly OutboxRow[],
  ) {
    for (const row of rows) this.hold(row);
    this.channel = ports.platform.channel("parley-outbox");
    this.stopListening = this.channel.listen(() => void this.reload());
  }

  /** Return the rows of a conversation that are under way, in order. */
  of(conversationId: string): OutboxRow[] {
    const rows = [...this.rows.values()].filter((row) => row.conversation_id === conversationId);
    return rows.sort((a, b) => a.order - b.order);
  }

  /** Take a message to be sent. It is shown when this returns, and is sent once it is kept. */
  add(
    conversation_id: string,
    text: string,
    reply_to_seq: number | null,
    enclosed: Enclosed = {},
  ): OutboxRow {
    const created_at = this.ports.platform.timers.now();
    const client_message_id = this.ports.platform.uuid();
    const order = this.nextOrder(created_at);
    return this.keep({
      ...enclosed,
      client_message_id,
      conversation_id,
      text,
      reply_to_seq,
      created_at,
      order,
      failure: null,
    });
  }

  /** Try a refused message again, after the messages that were written since. */
  retry(clientMessageId: string): void {
    const row = this.rows.get(clientMessageId);
    if (!row?.failure) return;
    this.keep({ ...row, failure: null, order: this.nextOrder(this.ports.platform.timers.now()) });
  }

  /** Give a message up. If it is being sent just now, it may still arrive. */
  discard(clientMessageId: string): void {
    if (this.drop(clientMessageId)) void this.forget(clientMessageId);
  }

  /** The server has these messages; another tab may have sent them. Do not keep them any more. */
  settle(clientMessageIds: readonly string[]): void {
    for (const id of clientMessageIds) this.drop(id);
  }

  /** There is a connection. The first tab with a connection sends for all tabs; when it loses it, the next tab does.
   * */
  opened(): void {
    const connection = new AbortController();
    this.connection?.abort();
    this.connection = connection;
    const hold = async () => {
      await this.reload();
      if (connection.signal.aborted) return;
      this.sending = true;
      this.pump();
      await new Promise((over) => connection.signal.addEventListener("abort", over));
    };
    // Rejects when the connection is lost before it is this tab's turn.
    this.ports.platform.locks(LOCK, hold, connection.signal).catch(() => undefined);
  }

  closed(): void {
    this.connection?.abort();
    this.connection = null;
    this.sending = false;
  }

  close(): void {
    this.gone = true;
    this.closed();
    this.stopListening();
    this.channel.close();
    this.rows.clear();
  }

  private nextOrder(now: number): number {
    this.lastOrder = Math.max(this.lastOrder + 1, now);
    return this.lastOrder;
  }

  private hold(row: OutboxRow): void {
    this.rows.set(row.client_message_id, row);
    this.lastOrder = Math.max(this.lastOrder, row.order);
  }

  private keep(row: OutboxRow): OutboxRow {
    this.hold(row);
    this.writing.add(row.client_message_id);
    this.ports.changed(row.conversation_id);
    // A disk that is full or missing keeps nothing. Then at least this tab sends the message.
    void this.write(() => this.ports.keeper.put(row)).then(() => {
      this.writing.delete(row.client_message_id);
      this.pump();
    });
    return row;
  }

  private async write(what: () => Promise<void>): Promise<void> {
    await what().catch(() => undefined);
    // A closed channel throws, and after `close` no other tab needs to know.
    if (!this.gone) this.channel.post("changed");
  }

  private async forget(clientMessageId: string): Promise<void> {
    this.writing.add(clientMessageId);
    await this.write(() => this.ports.keeper.remove(clientMessageId));
    this.writing.delete(clientMessageId);
  }

  private drop(clientMessageId: string): boolean {
    const row = this.rows.get(clientMessageId);
    if (!row) return false;
    this.rows.delete(clientMessageId);
    this.ports.changed(row.conversation_id);
    return true;
  }

  /** Take what other tabs wrote. */
  private async reload(): Promise<void> {
    const kept = await this.ports.keeper.rows().catch(() => null);
    if (!kept) return;
    const before = new Set([...this.rows.values()].map((row) => row.conversation_id));
    for (const id of this.rows.keys()) if (!this.writing.has(id)) this.rows.delete(id);
    for (const row of kept) if (!this.writing.has(row.client_message_id)) this.hold(row);
    const touched = new Set([...before, ...kept.map((row) => row.conversation_id)]);
    for (const id of touched) this.ports.changed(id);
    this.pump();
  }

  private pump(): void {
    if (!this.sending) return;
    const conversations = new Set([...this.rows.values()].map((row) => row.conversation_id));
    for (const id of conversations) {
      if (!this.busy.has(id) && this.next(id)) void this.drain(id);
    }
  }

  private next(conversationId: string): OutboxRow | undefined {
    const row = this.of(conversationId).find(({ failure }) => failure === null);
    return row && this.writing.has(row.client_message_id) ? undefined : row;
  }

  private async drain(conversationId: string): Promise<void> {
    this.busy.add(conversationId);
    const backoff = new Backoff(this.ports.platform.random);
    try {
      for (let row = this.next(conversationId); row && this.sending; row = this.next(conversationId)) {
        await this.attempt(row, backoff);
      }
    } finally {
      this.busy.delete(conversationId);
    }
  }

  private async attempt(row: OutboxRow, backoff: Backoff): Promise<void> {
    const { client_message_id } = row;
    try {
      const { message } = await this.ports.command("send_message", fieldsOf(row));
      await this.ports.sent(message);
      this.drop(client_message_id);
      await this.forget(client_message_id);
      backoff.reset();
    } catch (problem) {
      await this.refused(row, problem, backoff);
    }
  }

  private async refused(row: OutboxRow, problem: unknown, backoff: Backoff): Promise<void> {
    const code = problem instanceof ApiProblem ? problem.code : "internal";
    if (isPassing(problem) || code === "not_authenticated" || !(problem instanceof ApiProblem)) {
      const after = (problem instanceof ApiProblem ? (problem.retryAfterSeconds ?? 0) : 0) * 1000;
      if (after > 0) this.ports.slowed(row.conversation_id, this.ports.platform.timers.now() + after);
      const wait = after + 100 + (after > 0 ? 0 : backoff.next());
      await new Promise<void>((done) => this.ports.platform.timers.after(wait, done));
    } else if (this.rows.has(row.client_message_id)) {
      const failed = { ...row, failure: code };
      this.hold(failed);
      this.ports.changed(row.conversation_id);
      await this.write(() => this.ports.keeper.put(failed));
    }
  }
}
