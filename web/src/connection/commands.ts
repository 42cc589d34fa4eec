// The commands of one socket: each has an id and a promise, and no more are sent at once than the server takes.
import type { Timers } from "../platform/types";
import { ApiProblem, ConnectionLost } from "../protocol/problem";
import type { CommandFields, CommandName, CommandResult, Reply } from "../protocol/types";

const IN_FLIGHT = 16;
// The server takes 300 commands at once and 30 a second on average.
const BURST = 200;
const PER_SECOND = 25;
const REPLY_MS = 30_000;

interface Waiting {
  frame: Record<string, unknown>;
  resolve(result: unknown): void;
  reject(problem: ApiProblem): void;
}

interface Pending extends Waiting {
  stop(): void;
}

export class Commands {
  private lastId = 0;
  private readonly pending = new Map<number, Pending>();
  private readonly waiting: Waiting[] = [];
  private allowance = BURST;
  private countedAt: number;
  private stopPause: (() => void) | null = null;

  constructor(
    private readonly timers: Timers,
    private readonly write: (frame: string) => void,
    /** No reply came in time, so the connection is probably dead. */
    private readonly silent: () => void,
  ) {
    this.countedAt = timers.now();
  }

  send<Name extends CommandName>(name: Name, fields: CommandFields<Name>): Promise<CommandResult<Name>> {
    return new Promise((resolve, reject) => {
      this.waiting.push({
        frame: { type: name, ...fields },
        resolve: (result) => resolve(result as CommandResult<Name>),
        reject,
      });
      this.begin();
    });
  }

  /** Settle the command that a reply belongs to. */
  settle(reply: Reply): void {
    const command = this.pending.get(reply.id);
    if (!command) return;
    this.pending.delete(reply.id);
    command.stop();
    if ("error" in reply) command.reject(new ApiProblem(reply.error));
    else command.resolve(reply.result);
    this.begin();
  }

  /** The socket is gone: nobody knows whether the commands under way were carried out. */
  lose(): void {
    this.stopPause?.();
    for (const command of this.pending.values()) command.stop();
    const lost = [...this.pending.values(), ...this.waiting.splice(0)];
    this.pending.clear();
    for (const command of lost) command.reject(new ConnectionLost("The connection was lost"));
  }

  private begin(): void {
    while (this.waiting.length > 0 && this.pending.size < IN_FLIGHT && this.mayBegin()) {
      const command = this.waiting.shift();
      if (!command) return;
      const id = ++this.lastId;
      this.pending.set(id, { ...command, stop: this.timers.after(REPLY_MS, this.silent) });
      this.write(JSON.stringify({ id, ...command.frame }));
    }
  }

  private mayBegin(): boolean {
    const now = this.timers.now();
    this.allowance = Math.min(BURST, this.allowance + ((now - this.countedAt) / 1000) * PER_SECOND);
    this.countedAt = now;
    if (this.allowance >= 1) {
      this.allowance -= 1;
      return true;
    }
    this.stopPause?.();
    this.stopPause = this.timers.after(1000 / PER_SECOND, () => this.begin());
    return false;
  }
}
