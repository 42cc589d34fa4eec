// Time that passes when a test says so.
import type { Timers } from "../../src/platform/types";

/** Let everything happen that waits only for its turn. fake-indexeddb needs one turn for each request. */
export async function settle(turns = 300): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise<void>((done) => setImmediate(done));
}

export class Clock implements Timers {
  private time = Date.parse("2026-11-24T12:00:00.000Z");
  private readonly alarms = new Set<{ at: number; run: () => void }>();

  now(): number {
    return this.time;
  }

  after(milliseconds: number, run: () => void): () => void {
    const alarm = { at: this.time + milliseconds, run };
    this.alarms.add(alarm);
    return () => this.alarms.delete(alarm);
  }

  /** Let time pass, and everything that is due happen. */
  async pass(milliseconds = 0): Promise<void> {
    await settle();
    const end = this.time + milliseconds;
    for (let next = this.next(end); next; next = this.next(end)) {
      this.alarms.delete(next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await settle();
    }
    this.time = end;
    await settle();
  }

  private next(end: number) {
    const due = [...this.alarms].filter((alarm) => alarm.at <= end).sort((a, b) => a.at - b.at);
    return due[0];
  }
}
