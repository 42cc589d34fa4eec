// Reports this person's watermarks to the server: at once when idle, at most every 200 ms per conversation under
// load.
import type { Timers } from "../platform/types";
import { ApiProblem, isPassing } from "../protocol/problem";

const INTERVAL_MS = 200;
const FAILED_MS = 5_000;

interface Report {
  seq: number;
  reported: number;
  busy: boolean;
}

export class Watermarks {
  private readonly reports = new Map<string, Report>();

  constructor(
    private readonly timers: Timers,
    private readonly report: (conversationId: string, seq: number) => Promise<unknown>,
    private readonly done: (conversationId: string, seq: number) => void,
    /** This person is no member any more. */
    private readonly refused: (conversationId: string) => void,
  ) {}

  offer(conversationId: string, seq: number): void {
    const one = this.reports.get(conversationId) ?? { seq: 0, reported: 0, busy: false };
    this.reports.set(conversationId, one);
    one.seq = Math.max(one.seq, seq);
    if (!one.busy) void this.run(conversationId, one);
  }

  /** The connection is lost or new: reports under way may not have arrived, so everything is reported again. */
  forget(): void {
    this.reports.clear();
  }

  private async run(conversationId: string, one: Report): Promise<void> {
    if (one.seq <= one.reported) return;
    one.busy = true;
    const { seq } = one;
    let pause = INTERVAL_MS;
    try {
      await this.report(conversationId, seq);
      one.reported = seq;
      this.done(conversationId, seq);
    } catch (problem) {
      pause = FAILED_MS;
      if (problem instanceof ApiProblem && !isPassing(problem)) {
        one.reported = seq;
        this.refused(conversationId);
      }
    }
    this.timers.after(pause, () => {
      one.busy = false;
      if (this.reports.get(conversationId) === one) void this.run(conversationId, one);
    });
  }
}
