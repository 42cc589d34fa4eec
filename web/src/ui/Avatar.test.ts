// Initials and colours of people.
import { expect, test } from "vitest";
import { colourOf, initials } from "./Avatar";

test("initials are of the first word and the last", () => {
  expect(initials("Noor van der Sandvik")).toBe("NS");
  expect(initials("noor")).toBe("N");
  expect(initials("4th floor")).toBe("4F");
  expect(initials("🌊 Harbour")).toBe("H");
  expect(initials("نور سالم")).toBe("نس");
  expect(initials("🌊")).toBe("");
});

test("a colour stays with an id, and all eight are used", () => {
  const ids = Array.from({ length: 200 }, (_, number) => `01a20d92-6495-742f-ae26-${number}`);
  expect(colourOf("a")).toBe(colourOf("a"));
  expect(new Set(ids.map(colourOf)).size).toBe(8);
});
