// Work under way, by name: nothing is begun twice, and failed work is asked for again later.
import { Backoff } from "../connection/backoff";
import type { Platform } from "../platform/types";
import { ApiProblem } from "../protocol/problem";

export class Works {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly backoff: Backoff;
  /** Stops the wait after a failure. During the wait nothing is begun. */
  private stopRest: (() => void) | null = null;

  constructor(
    private readonly platform: Platform,
    /** Some work ended: look for what is to do. */
    private readonly ended: () => void,
    /** Some work failed a while ago: begin anew. */
    private readonly again: () => void,
  ) {
    this.backoff = new Backoff(platform.random);
  }

  begin(name: string, what: () => Promise<void>): void {
    if (this.stopRest || this.underWay.has(name)) return;
    const work = what().then(
      () => {
        this.underWay.delete(name);
        if (this.underWay.size === 0) this.backoff.reset();
        this.ended();
      },
      (problem: unknown) => {
        this.underWay.delete(name);
        this.failed(problem);
      },
    );
    this.underWay.set(name, work);
  }

  stop(): void {
    this.stopRest?.();
    this.stopRest = null;
  }

  private failed(problem: unknown): void {
    // The next connection begins everything anew.
    if (problem instanceof ApiProblem && problem.code === "no_connection") return;
    const after = problem instanceof ApiProblem ? (problem.retryAfterSeconds ?? 1) : 1;
    this.stopRest?.();
    this.stopRest = this.platform.timers.after(after * 1000 + this.backoff.next(), () => {
      this.stopRest = null;
      this.again();
    });
  }
}
