// Every system message of a group in words.
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { Store, System } from "../../store/types";
import { isMembership, membershipWords, systemWords } from "./system-words";

const names: Record<string, string> = {
  me: "Noor",
  ruth: "Ruth Vance",
  ines: "Ines Falk",
  tobi: "Tobi",
  max: "Max",
};
const store = {
  me: signal({ id: "me" }),
  person: (id: string) => signal({ id, name: names[id] }),
} as unknown as Store;

const system = (action: string, actor_id: string, user_ids: string[] = [], fields = {}): System => ({
  action,
  actor_id,
  user_ids,
  fields,
});
const words = (...given: Parameters<typeof system>) => systemWords(store, system(...given));
const changed = (fields: object) => words("group_changed", "ruth", [], fields);

test("who takes part", () => {
  expect(words("group_created", "me", ["me", "ines"])).toBe("You made the group with Ines Falk");
  expect(words("members_added", "ruth", ["me", "ines"])).toBe("Ruth Vance added you and Ines Falk");
  expect(words("member_removed", "ruth", ["me"])).toBe("Ruth Vance removed you");
  expect(words("member_left", "ines", ["ines"])).toBe("Ines Falk left");
  expect(words("member_left", "ines", ["ines"], { owner_id: "me" })).toBe(
    "Ines Falk left. You are the owner now",
  );
  expect(words("member_left", "ines", ["ines"], { owner_id: "tobi" })).toBe(
    "Ines Falk left. Tobi is the owner now",
  );
  expect(words("joined_by_link", "ines", ["ines"])).toBe("Ines Falk joined by a link");
  expect(words("join_approved", "me", ["ines"])).toBe("You let Ines Falk in");
  expect(words("group_deleted", "ruth")).toBe("Ruth Vance deleted the group");
});

test("roles and silence", () => {
  expect(words("role_changed", "ruth", ["me"], { role: "admin" })).toBe("Ruth Vance made you an admin");
  expect(words("role_changed", "ruth", ["ines"], { role: "member" })).toBe(
    "Ruth Vance dismissed Ines Falk as admin",
  );
  expect(words("owner_changed", "ruth", ["ines"])).toBe("Ruth Vance handed the group over to Ines Falk");
  expect(words("member_silenced", "ruth", ["ines"], { until: null })).toBe(
    "Ruth Vance let Ines Falk write again",
  );
  expect(words("member_silenced", "ruth", ["me"], { until: "2030-03-03T14:02:00Z" })).toMatch(
    /^Ruth Vance silenced you until .*2030 at \d/u,
  );
});

test("what was changed of a group, several things together", () => {
  expect(changed({ name: "Harbour" })).toBe("Ruth Vance changed the name to “Harbour”");
  expect(changed({ description: "" })).toBe("Ruth Vance removed the description");
  expect(changed({ who_can_send: "admins", slow_mode_seconds: 30 })).toBe(
    "Ruth Vance let only admins write and set slow mode to 30 seconds",
  );
  expect(changed({ slow_mode_seconds: 0 })).toBe("Ruth Vance turned slow mode off");
  expect(changed({ who_can_add_members: "everyone" })).toBe("Ruth Vance let everyone add people");
  expect(changed({ history_for_new_members: "all" })).toBe(
    "Ruth Vance let new members see what was written before",
  );
});

test("an unknown change is mentioned all the same", () => {
  expect(changed({ something_new: 1 })).toBe("Ruth Vance changed the group");
  expect(words("something_new", "ruth")).toBe("Ruth Vance changed the group");
  expect(systemWords(store, null)).toBe("Something changed");
});

test("many who came and went are in one line", () => {
  const added = system("members_added", "ruth", ["ines", "tobi", "me", "max"]);
  expect(membershipWords(store, [added])).toBe("Ines Falk, Tobi, and 2 others joined");
  expect(
    membershipWords(store, [
      system("joined_by_link", "max", ["max"]),
      system("member_left", "tobi", ["tobi"]),
    ]),
  ).toBe("Max joined and Tobi left");
  expect(membershipWords(store, [system("member_removed", "ruth", ["max", "tobi"])])).toBe(
    "Max and Tobi were removed",
  );
  expect(isMembership(added)).toBe(true);
  expect(isMembership(system("role_changed", "ruth", ["ines"]))).toBe(false);
});
