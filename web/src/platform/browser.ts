// The platform of a real browser.
import { v7 } from "uuid";
import type { Channel, Locks, Platform, Socket, SocketHandlers } from "./types";

function openSocket(path: string, handlers: SocketHandlers): Socket {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url);
  socket.addEventListener("open", () => handlers.opened());
  socket.addEventListener("message", (event) => handlers.received(String(event.data)));
  socket.addEventListener("close", (event) => handlers.closed(event.code));
  return { send: (text) => socket.send(text), close: () => socket.close() };
}

const locks: Locks = async (name, hold, signal) => {
  // Insecure contexts have no locks. Then two tabs may do the same work, which does no harm on the server.
  if (!("locks" in navigator)) return hold();
  return navigator.locks.request(name, signal ? { signal } : {}, hold);
};

function channel(name: string): Channel {
  const inner = new BroadcastChannel(name);
  return {
    post: (message) => inner.postMessage(message),
    listen(heard) {
      const listener = (event: MessageEvent<unknown>) => heard(event.data);
      inner.addEventListener("message", listener);
      return () => inner.removeEventListener("message", listener);
    },
    close: () => inner.close(),
  };
}

function onWake(wake: () => void): () => void {
  const shown = () => {
    if (document.visibilityState === "visible") wake();
  };
  addEventListener("online", wake);
  // "offline" is a reason to look, too: if the connection is lost, the client learns it sooner.
  addEventListener("offline", wake);
  addEventListener("pageshow", shown);
  document.addEventListener("visibilitychange", shown);
  return () => {
    removeEventListener("online", wake);
    removeEventListener("offline", wake);
    removeEventListener("pageshow", shown);
    document.removeEventListener("visibilitychange", shown);
  };
}

function onHide(hide: () => void): () => void {
  const hidden = () => {
    if (document.visibilityState === "hidden") hide();
  };
  addEventListener("pagehide", hide);
  document.addEventListener("visibilitychange", hidden);
  return () => {
    removeEventListener("pagehide", hide);
    document.removeEventListener("visibilitychange", hidden);
  };
}

function deviceName(agent: string): string {
  const browser = /Edg|OPR|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? "Browser";
  const known: Record<string, string> = { Edg: "Edge", OPR: "Opera" };
  const system = /Windows|Android|iPhone|iPad|Mac OS X|Linux/.exec(agent)?.[0]?.replace("Mac OS X", "macOS");
  const name = known[browser] ?? browser;
  return system ? `${name} on ${system}` : name;
}

/** Return what the client needs from the browser. */
export function browserPlatform(): Platform {
  return {
    timers: {
      now: () => Date.now(),
      after(milliseconds, run) {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    fetch: (path, init) => fetch(path, init),
    openSocket,
    indexedDB,
    locks,
    channel,
    onWake,
    onHide,
    random: () => Math.random(),
    uuid: () => v7(),
    device: { name: deviceName(navigator.userAgent), platform: "web" },
  };
}
