// What is typed at the caret, who matches, and what is sent.
import { expect, test } from "vitest";
import type { GroupMember, Message } from "../../store/types";
import { askedAt, candidates, mentionsIn, pickedIn, withName } from "./mention-state";

const member = (id: string, name: string, username: string | null = null): GroupMember => ({
  user: { id, name, username, about: "", avatar: null },
  role: "member",
  joined_at: "",
  silenced_until: null,
});

const MEMBERS = [
  member("me", "Noor Sandvik"),
  member("ines", "Ines Falk", "inesf"),
  member("ingrid", "Ingrid Kvam"),
  member("jose", "José Ines Vega"),
];

const names = (query: string, recent: string[] = []) =>
  candidates(MEMBERS, query, recent, "me").map(({ id }) => id);

test("an @ at the start of a word asks, with what follows up to the caret", () => {
  expect(askedAt("@", 1)).toEqual({ start: 0, query: "" });
  expect(askedAt("Hello @ine and", 10)).toEqual({ start: 6, query: "ine" });
  expect(askedAt("(@Ines Fa", 9)).toEqual({ start: 1, query: "Ines Fa" });
});

test("an address, an @ before the caret's word and a third word do not ask", () => {
  expect(askedAt("mail@example", 12)).toBeNull();
  expect(askedAt("@ines and then", 14)).toBeNull();
  expect(askedAt("no", 2)).toBeNull();
});

test("names and usernames are found by their beginnings, without accents, and never oneself", () => {
  expect(names("in")).toEqual(["ines", "ingrid", "jose"]);
  expect(names("jose")).toEqual(["jose"]);
  expect(names("inesf")).toEqual(["ines"]);
  expect(names("Ines Fa")).toEqual(["ines"]);
  expect(names("noor")).toEqual([]);
});

test("who wrote last comes first", () => {
  expect(names("", ["ingrid", "me"])).toEqual(["ingrid", "ines", "jose"]);
});

test("a name takes the place of what was asked for", () => {
  const text = "Hello @ine, well";
  expect(withName(text, { start: 6, query: "ine" }, 10, "Ines Falk")).toEqual({
    text: "Hello @Ines Falk , well",
    caret: 17,
  });
  expect(withName("@i now", { start: 0, query: "i" }, 2, "Ines")).toEqual({ text: "@Ines now", caret: 6 });
});

test("whom a message mentions can be found again while it is edited", () => {
  const text = "👋🏽 @Ines Falk!";
  const { entities = [] } = mentionsIn(text, [{ label: "Ines Falk", userId: "ines" }], []);
  const bold = { type: "bold" as const, offset: 0, length: 2 };
  const picked = pickedIn({ text, entities: [bold, ...entities] } as Message);
  expect(picked).toEqual([{ label: "Ines Falk", userId: "ines" }]);
  expect(mentionsIn("Now, @Ines Falk?", picked, []).mentions).toEqual(["ines"]);
  expect(pickedIn({ text: null, entities: [] } as unknown as Message)).toEqual([]);
});

test("who was picked is sent with the place in code points", () => {
  const sent = mentionsIn("👋🏽 @Ines Falk, and @Ines Falk", [{ label: "Ines Falk", userId: "ines" }], []);
  expect(sent.mentions).toEqual(["ines"]);
  expect(sent.entities).toEqual([
    { type: "mention", offset: 3, length: 10, user_id: "ines" },
    { type: "mention", offset: 19, length: 10, user_id: "ines" },
  ]);
});

test("a longer name is not taken for the shorter it begins with, nor a part of a word for a name", () => {
  const picked = [
    { label: "Ines", userId: "other" },
    { label: "Ines Falk", userId: "ines" },
  ];
  expect(mentionsIn("@Ines Falk", picked, []).mentions).toEqual(["ines"]);
  expect(mentionsIn("@Inesita", picked, [])).toEqual({});
  expect(mentionsIn("a@Ines", picked, [])).toEqual({});
});

test("two people of one name are kept apart by their order", () => {
  const picked = [
    { label: "Ines", userId: "one" },
    { label: "Ines", userId: "two" },
  ];
  expect(mentionsIn("@Ines @Ines", picked, []).mentions).toEqual(["one", "two"]);
});

test("a username written out mentions its member", () => {
  expect(mentionsIn("ask @inesf", [], MEMBERS).mentions).toEqual(["ines"]);
  expect(mentionsIn("nobody here", [], MEMBERS)).toEqual({});
});
