// Alice's browser and her conversation with bob, made anew for each test, and short names for what tests look at.
import { beforeEach, expect } from "vitest";
import type { Entry, Store, Timeline } from "../../src/store/types";
import { Browser } from "./browser";
import type { ServerConversation } from "./conversation";
import type { ServerSocket } from "./socket";

export let browser: Browser;
export let chat: ServerConversation;

beforeEach(() => {
  browser = new Browser();
  chat = browser.server.conversation("c1");
});

export const pass = (milliseconds = 0) => browser.clock.pass(milliseconds);

export async function opened(): Promise<Store> {
  const store = browser.open();
  await pass(10);
  expect(store.line.value).toBe("open");
  return store;
}

export async function looking(store: Store): Promise<Timeline> {
  const timeline = store.timeline("c1");
  await pass(10);
  return timeline;
}

export const text = (entry: Entry) => entry.message?.text ?? entry.outgoing?.text;
export const texts = (timeline: Timeline) => timeline.entries.value.map(text);
export const ticks = (timeline: Timeline) => timeline.entries.value.map(({ tick }) => tick);
export const socket = () => [...browser.server.sockets][0] as ServerSocket;
export const commandsOf = (type: string) => socket().commands.filter((command) => command["type"] === type);
export const say = (words: string) => browser.server.publish(chat.send("bob", words));
