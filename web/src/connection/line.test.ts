// The connection: it begins with the token, lasts longer than the token, notices silence, and comes back.
import { beforeEach, expect, test } from "vitest";
import { Browser } from "../../tests/support/browser";
import type { ServerSocket } from "../../tests/support/socket";
import type { ApiProblem } from "../protocol/problem";
import { Line } from "./line";
import { Session } from "./session";

let browser: Browser;
let states: string[];
let ended: string[];
let line: Line;

beforeEach(() => {
  browser = new Browser();
  states = [];
  ended = [];
  const platform = browser.platform();
  const session = new Session(platform, (code) => {
    ended.push(code);
    line.stop();
  });
  line = new Line(platform, session, {
    state: (state) => states.push(state),
    opened: () => undefined,
    update: () => undefined,
  });
});

const pass = (milliseconds = 0) => browser.clock.pass(milliseconds);
const opened = () => browser.server.opened;
const last = () => opened().at(-1) as ServerSocket;
const types = (socket: ServerSocket) => socket.commands.map((command) => command["type"]);

async function begin(): Promise<void> {
  line.start();
  await pass(10);
  expect(states.at(-1)).toBe("open");
}

test("it authenticates first and is open then", async () => {
  await begin();
  expect(types(last())).toEqual(["authenticate"]);
  expect(states).toEqual(["connecting", "open"]);
});

test("it takes a new token before the old one ends, and stays", async () => {
  await begin();
  for (let minutes = 0; minutes < 30; minutes += 1) await pass(60_000);
  expect(opened()).toHaveLength(1);
  const refreshes = types(last()).filter((type) => type === "refresh_token");
  expect(refreshes.length).toBeGreaterThanOrEqual(3);
  expect(browser.server.requests.filter((request) => request.endsWith("/auth/refresh")).length).toBe(
    refreshes.length + 1,
  );
});

test("in silence it asks, and gives up a server that does not answer", async () => {
  await begin();
  await pass(31_000);
  expect(types(last())).toContain("ping");
  await pass(20_000);
  expect(opened()).toHaveLength(1);
  browser.server.silent.add("ping");
  await pass(45_000);
  expect(opened().length).toBe(2);
});

test("awake again it asks at once", async () => {
  await begin();
  browser.server.silent.add("ping");
  browser.wake();
  await pass(4_600);
  expect(opened()).toHaveLength(2);
});

test("what was on its way when the network went is no answer", async () => {
  await begin();
  browser.server.silent.add("ping");
  browser.wake();
  await pass(100);
  browser.server.update({ update: "resync", reason: "redis" });
  await pass(4_500);
  expect(opened()).toHaveLength(1);
  await pass(4_500);
  expect(opened()).toHaveLength(2);
});

test("a network that returns is used at once", async () => {
  browser.server.offline = true;
  line.start();
  await pass(60_000);
  expect(states.at(-1)).toBe("waiting");
  browser.server.offline = false;
  browser.wake();
  await pass(10);
  expect(states.at(-1)).toBe("open");
});

test("it waits longer each time, up to thirty seconds", async () => {
  await begin();
  browser.server.offline = true;
  browser.server.cut();
  let tries = 0;
  const platformFetch = browser.server.openSocket.bind(browser.server);
  browser.server.openSocket = (handlers) => {
    tries += 1;
    return platformFetch(handlers);
  };
  // Half of 1, 2, 4, 8 and 16 seconds, then of 30.
  await pass(16_000);
  expect(tries).toBe(5);
  await pass(150_000);
  expect(tries).toBe(15);
});

test.each([4503, 4408, 1006, 1001])("after %i it is back in a moment", async (code) => {
  await begin();
  await pass(6_000);
  browser.server.cut(code);
  await pass(600);
  expect(states.at(-1)).toBe("open");
  expect(states).not.toContain("waiting");
});

test("after flooding it waits", async () => {
  await begin();
  browser.server.cut(4429);
  await pass(4_900);
  expect(opened()).toHaveLength(1);
  await pass(1_000);
  expect(opened()).toHaveLength(2);
});

test("not signed in any more: it tries another token, and stops when there is none", async () => {
  await begin();
  browser.server.cut(4401);
  await pass(2_000);
  expect(opened()).toHaveLength(2);
  browser.server.signedIn = false;
  browser.server.cut(4401);
  await pass(60_000);
  expect(ended).toEqual(["not_authenticated"]);
  expect(opened()).toHaveLength(2);
});

test("a sign-in that is down for a while does not sign anybody out", async () => {
  browser.server.refreshes.push("unavailable", "unavailable");
  line.start();
  await pass(10_000);
  expect(ended).toEqual([]);
  expect(states.at(-1)).toBe("open");
});

test("a lost connection settles what is under way, and what is asked without one", async () => {
  await begin();
  browser.server.silent.add("sync");
  const underWay = line.command("sync", {}).catch((problem: ApiProblem) => problem.code);
  browser.server.cut();
  expect(await underWay).toBe("no_connection");
  expect(await line.command("sync", {}).catch((problem: ApiProblem) => problem.code)).toBe("no_connection");
});

test("a command that is not answered ends the connection", async () => {
  await begin();
  browser.server.silent.add("sync");
  line.command("sync", {}).catch(() => undefined);
  await pass(31_000);
  expect(opened()).toHaveLength(2);
});

test("it sends no more than the server takes", async () => {
  await begin();
  for (let number = 0; number < 400; number += 1) line.command("typing", {}).catch(() => undefined);
  await pass(10);
  const sent = () => types(last()).filter((type) => type === "typing").length;
  expect(sent()).toBeGreaterThan(150);
  expect(sent()).toBeLessThan(300);
  await pass(10_000);
  expect(sent()).toBe(400);
});
