// What the client needs from its environment. Tests put their own in its place.

export interface Timers {
  /** Milliseconds since 1970. */
  now(): number;
  after(milliseconds: number, run: () => void): () => void;
}

export interface SocketHandlers {
  opened(): void;
  received(text: string): void;
  closed(code: number): void;
}

/** One WebSocket. `closed` is called once, whichever side closes it. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

/** A lock shared by all tabs of this origin. */
export type Locks = <Result>(
  name: string,
  hold: () => Promise<Result>,
  signal?: AbortSignal,
) => Promise<Result>;

/** Messages from this tab to all other tabs. */
export interface Channel {
  post(message: unknown): void;
  /** Returns a function that stops listening. */
  listen(heard: (message: unknown) => void): () => void;
  close(): void;
}

export interface Platform {
  timers: Timers;
  fetch(path: string, init: RequestInit): Promise<Response>;
  openSocket(path: string, handlers: SocketHandlers): Socket;
  indexedDB: IDBFactory;
  locks: Locks;
  channel(name: string): Channel;
  /** Called when the network comes or goes, or the page is shown again. Returns a function that stops this. */
  onWake(wake: () => void): () => void;
  /** Called when the page is hidden or left; it may never be shown again. Returns a function that stops this. */
  onHide(hide: () => void): () => void;
  /** From 0 up to 1. */
  random(): number;
  /** A new UUID of version 7. The ids of one tab ascend, even within one millisecond and when the clock goes back. */
  uuid(): string;
  /** The name of this device in the list of devices. */
  device: { name: string; platform: string };
}
