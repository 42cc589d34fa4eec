// How long to wait before the next try: a random time between nothing and a limit that doubles from 1 to 30 seconds.
const FIRST_MS = 1_000;
const LAST_MS = 30_000;

export class Backoff {
  private limit = FIRST_MS;

  constructor(private readonly random: () => number) {}

  reset(): void {
    this.limit = FIRST_MS;
  }

  /** From now on, use the longest limit. */
  exhaust(): void {
    this.limit = LAST_MS;
  }

  /** Return how many milliseconds to wait before the next try. */
  next(): number {
    const wait = this.random() * this.limit;
    this.limit = Math.min(LAST_MS, this.limit * 2);
    return wait;
  }
}
