// The people by id: fetched when shown, kept, and fetched again when shown in another session.
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Rest } from "../connection/rest";
import type { User } from "../protocol/types";
import type { Db } from "./database";

const AT_ONCE = 4;

export class People {
  private readonly signals = new Map<string, Signal<User | undefined>>();
  /** The people whom the server has sent since this session began. */
  private readonly fresh = new Set<string>();
  private readonly wanted: string[] = [];
  private fetching = 0;
  private open = false;

  constructor(
    private readonly rest: Rest,
    private readonly db: Db | null,
    kept: readonly User[],
  ) {
    for (const user of kept) this.signal(user.id).value = user;
  }

  /** Return a person's signal, and fetch the person if they are not known yet. */
  person(id: string): ReadonlySignal<User | undefined> {
    if (!this.fresh.has(id) && !this.wanted.includes(id)) {
      this.wanted.push(id);
      this.fetch();
    }
    return this.signal(id);
  }

  peek(id: string): User | undefined {
    return this.signals.get(id)?.peek();
  }

  /** Take people from an answer of the server. */
  learn(people: readonly User[]): void {
    for (const user of people) {
      this.fresh.add(user.id);
      const before = this.signal(user.id);
      if (JSON.stringify(before.peek()) === JSON.stringify(user)) continue;
      before.value = user;
      this.db?.put("people", user).catch(() => undefined);
    }
  }

  opened(): void {
    this.open = true;
    this.fetch();
  }

  closed(): void {
    this.open = false;
  }

  private signal(id: string): Signal<User | undefined> {
    let found = this.signals.get(id);
    if (!found) {
      found = signal<User | undefined>(undefined);
      this.signals.set(id, found);
    }
    return found;
  }

  private fetch(): void {
    while (this.open && this.fetching < AT_ONCE) {
      const id = this.wanted.shift();
      if (id === undefined) return;
      if (this.fresh.has(id)) continue;
      this.fresh.add(id);
      this.fetching += 1;
      this.rest
        .get<User>(`/users/${id}`)
        .then((user) => this.learn([user]))
        // They are erased or failed to load. They are asked for again when they are shown again.
        .catch(() => this.fresh.delete(id))
        .finally(() => {
          this.fetching -= 1;
          this.fetch();
        });
    }
  }
}
