// A browser with tabs and a small server: one database, one set of locks, channels between the tabs.
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import type { Locks, Platform } from "../../src/platform/types";
import { createStore } from "../../src/store/store";
import type { Store } from "../../src/store/types";
import { Clock } from "./clock";
import { Server } from "./server";

export class Browser {
  readonly clock = new Clock();
  readonly server = new Server(this.clock);
  indexedDB = new IDBFactory();
  private readonly queues = new Map<string, Promise<unknown>>();
  private readonly listeners = new Map<string, Set<{ tab: number; heard: (message: unknown) => void }>>();
  private readonly wakes = new Set<() => void>();
  private tabs = 0;
  private ids = 0;

  /** Open a tab. */
  open(): Store {
    return createStore(this.platform());
  }

  /** The network is back, or the machine woke up. */
  wake(): void {
    for (const wake of this.wakes) wake();
  }

  platform(): Platform {
    this.tabs += 1;
    const tab = this.tabs;
    return {
      timers: this.clock,
      fetch: (path, init) => this.server.fetch(path, init),
      openSocket: (_path, handlers) => this.server.openSocket(handlers),
      indexedDB: this.indexedDB,
      locks: this.locks,
      channel: (name) => this.channel(name, tab),
      onWake: (wake) => {
        this.wakes.add(wake);
        return () => this.wakes.delete(wake);
      },
      onHide: () => () => undefined,
      random: () => 0.5,
      uuid: () => {
        this.ids += 1;
        return `id-${this.ids}`;
      },
      device: { name: "Test", platform: "web" },
    };
  }

  private readonly locks: Locks = async (name, hold, signal) => {
    const before = this.queues.get(name) ?? Promise.resolve();
    const turn = before.then(() => {
      if (signal?.aborted) throw new DOMException("aborted", "AbortError");
      return hold();
    });
    this.queues.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  };

  private channel(name: string, tab: number) {
    const all = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, all);
    const own = new Set<{ tab: number; heard: (message: unknown) => void }>();
    let closed = false;
    return {
      post: (message: unknown) => {
        if (closed) throw new DOMException("BroadcastChannel is closed.", "InvalidStateError");
        for (const one of all) if (one.tab !== tab) queueMicrotask(() => one.heard(message));
      },
      listen: (heard: (message: unknown) => void) => {
        const one = { tab, heard };
        all.add(one);
        own.add(one);
        return () => void all.delete(one);
      },
      close: () => {
        closed = true;
        for (const one of own) all.delete(one);
      },
    };
  }
}
