// The engine without screens, in Node: takes commands as lines of JSON on stdin, and answers with what it would show.
import "fake-indexeddb/auto";
import { createInterface } from "node:readline";
import { v7 } from "uuid";
import type { Platform } from "../src/platform/types";
import { createStore } from "../src/store/store";
import type { Entry, Store, Timeline } from "../src/store/types";

const [server = ""] = process.argv.slice(2);
let cookie = "";
let sockets: WebSocket[] = [];
let cut = false;

const platform: Platform = {
  timers: {
    now: () => Date.now(),
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  },
  async fetch(path, init) {
    if (cut) throw new TypeError("the network is cut");
    const response = await fetch(server + path, { ...init, headers: { ...init.headers, Cookie: cookie } });
    for (const line of response.headers.getSetCookie()) cookie = line.split(";")[0] ?? "";
    return response;
  },
  openSocket(path, handlers) {
    const socket = new WebSocket((cut ? "ws://127.0.0.1:9" : server.replace("http", "ws")) + path);
    sockets.push(socket);
    socket.onopen = () => handlers.opened();
    socket.onmessage = (event) => handlers.received(String(event.data));
    socket.onclose = (event) => handlers.closed(event.code);
    socket.onerror = () => undefined;
    return { send: (text) => socket.send(text), close: () => socket.close() };
  },
  indexedDB,
  locks: async (name, hold, signal) => navigator.locks.request(name, signal ? { signal } : {}, hold),
  channel(name) {
    const inner = new BroadcastChannel(name + process.pid);
    return {
      post: (message) => inner.postMessage(message),
      listen(heard) {
        inner.onmessage = (event) => heard((event as MessageEvent).data);
        return () => undefined;
      },
      close: () => inner.close(),
    };
  },
  onWake: () => () => undefined,
  onHide: () => () => undefined,
  random: () => Math.random() / 10,
  uuid: () => v7(),
  device: { name: "Node", platform: "web" },
};

let store: Store = createStore(platform);
let timeline: Timeline | null = null;

const shown = (entry: Entry) => ({
  seq: entry.seq,
  text: entry.message ? entry.message.text : entry.outgoing?.text,
  tick: entry.tick,
  mine: entry.mine,
  deleted: entry.message?.deleted_at != null,
  edited: entry.message?.edited_at != null,
  quote: entry.message?.reply_to?.preview?.text ?? null,
  reactions: entry.message?.reactions ?? [],
});

const entryOf = (seq: number) => {
  const message = timeline?.entries.value.find((entry) => entry.seq === seq)?.message;
  if (!message) throw new Error(`message ${seq} is not shown`);
  return message;
};

// biome-ignore lint/suspicious/noExplicitAny: each action of a test has its own parameters
const actions: Record<string, (...given: any[]) => unknown> = {
  state: () => ({
    me: store.me.value?.id ?? null,
    ready: store.ready.value,
    line: store.line.value,
    reason: store.signedOutReason.value,
    items: store.items.value.map((item) => ({
      id: item.conversation.id,
      title: item.title,
      unread: item.unread,
      draft: item.draft,
      typing: item.typing.map((user) => user.name),
      last: item.lastEntry ? shown(item.lastEntry) : null,
    })),
    entries: timeline?.entries.value.map(shown) ?? null,
    older: timeline?.hasOlder.value ?? null,
  }),
  /** Wait for a moment, or until some state may have changed. */
  news: () =>
    new Promise<void>((done) => {
      const { items, line, me } = store;
      const before = [items.peek(), line.peek(), me.peek(), timeline?.entries.peek()];
      const over = () => {
        clearInterval(timer);
        done();
      };
      let looks = 0;
      const timer = setInterval(() => {
        const now = [items.peek(), line.peek(), me.peek(), timeline?.entries.peek()];
        looks += 1;
        if (looks > 20 || now.some((value, index) => value !== before[index])) over();
      }, 5);
    }),
  open: (id) => {
    timeline?.close();
    timeline = store.timeline(id);
  },
  older: () => timeline?.loadOlder(),
  around: (seq) => timeline?.showAround(seq),
  end: () => timeline?.showEnd(),
  edit: (seq, text) => store.edit(entryOf(seq), text),
  remove: (seq, scope) => store.remove(entryOf(seq), scope),
  react: (seq, emoji, on) => store.react(entryOf(seq), emoji, on),
  /** Lose the network, or get it back. */
  cut: (off) => {
    cut = off;
    if (off) for (const socket of sockets.splice(0)) socket.close();
    sockets = sockets.filter((socket) => socket.readyState === WebSocket.OPEN);
  },
  /** Close the tab and open it again. */
  reload: () => {
    timeline?.close();
    timeline = null;
    store.close();
    store = createStore(platform);
  },
  presence: (id) => store.presence(id).value ?? null,
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...given] = JSON.parse(line) as [string, ...unknown[]];
  const action = actions[name] ?? (store as unknown as typeof actions)[name];
  Promise.resolve()
    .then(() => action?.(...given))
    .then(
      (result) => ({ result: result ?? null }),
      (problem) => ({ error: problem.code ?? "failed", detail: String(problem.stack) }),
    )
    .then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
}
process.exit(0);
