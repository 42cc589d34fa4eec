// A group that somebody looks at is loaded anew when something of it has changed, and only then.
import { describe, expect, test } from "vitest";
import { browser, looking, opened, pass } from "../../tests/support/scene";
import type { Store, WatchedGroup } from "./types";

const MEMBERS = Array.from({ length: 250 }, (_, at) => (at === 0 ? "alice" : `member ${at}`));

async function watching(members = MEMBERS) {
  const chat = browser.server.conversation("c1", members, "group");
  const store = await opened();
  const timeline = await looking(store);
  const { group, stop } = store.groups.watch("c1");
  await pass();
  return { chat, store, timeline, group, stop };
}

const asked = (path: string) =>
  browser.server.requests.filter((request) => request === `GET /groups/c1${path}`).length;
const counts = (group: WatchedGroup) => [group.members.value.length, group.complete.value];

function line(chat: Awaited<ReturnType<typeof watching>>["chat"], action: string): void {
  const system = { action, actor_id: "member 1", user_ids: ["member 2"], fields: {} };
  const change = chat.send("member 1", "", { kind: "system", system, sender_id: null, text: null });
  browser.server.publish({ ...change, cause: { kind: "membership", user_id: "member 1" } });
}

describe("a group that is looked at", () => {
  test("members come page by page, as far as one looks", async () => {
    const { group } = await watching();
    expect(group.info.value?.id).toBe("c1");
    expect(counts(group)).toEqual([0, false]);
    await group.loadMore();
    expect(counts(group)).toEqual([100, false]);
    await group.loadAll();
    expect(counts(group)).toEqual([250, true]);
    expect(asked("/members")).toBe(3);
  });

  test("a line of its history fetches it anew, with as many members as were shown", async () => {
    const { chat, group } = await watching();
    await group.loadMore();
    const before = [asked(""), asked("/members")];
    line(chat, "role_changed");
    await pass();
    expect([asked(""), asked("/members")]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1]);
    expect(counts(group)).toEqual([100, false]);
  });

  test("what people write does not", async () => {
    const { chat } = await watching();
    const before = asked("");
    browser.server.publish(chat.send("member 1", "Hello"));
    await pass();
    expect(asked("")).toBe(before);
  });

  test("a line that was lost and is pulled fetches it, too, and so does the next connection", async () => {
    const { chat } = await watching();
    const before = asked("");
    browser.server.deaf = true;
    line(chat, "role_changed");
    browser.server.deaf = false;
    browser.server.publish(chat.send("member 1", "heard"));
    await pass(300);
    expect(asked("")).toBe(before + 1);
    browser.server.cut();
    await pass(3_000);
    expect(asked("")).toBe(before + 2);
  });

  test("what nobody looks at is left alone", async () => {
    const { chat, stop } = await watching();
    const before = asked("");
    stop();
    line(chat, "role_changed");
    await pass();
    expect(asked("")).toBe(before);
  });

  test("a group that is not, or no longer, one's own is nothing", async () => {
    const { store } = await watching();
    expect(await nobody(store)).toBeNull();
  });
});

async function nobody(store: Store) {
  const { group } = store.groups.watch("elsewhere");
  await pass();
  return group.info.value;
}
