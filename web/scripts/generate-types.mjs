// Writes src/protocol/generated.ts from the server's committed schema; with --check it only reports whether it is
// stale.
import { readFile, writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import openapiTS, { astToString } from "openapi-typescript";

const schemas = new URL("../../docs/schema/", import.meta.url);
const target = new URL("../src/protocol/generated.ts", import.meta.url);
const HEAD =
  "// Made by scripts/generate-types.mjs from docs/schema/. Do not edit: run `npm run generate`.\n\n";

const openapi = JSON.parse(await readFile(new URL("openapi.json", schemas), "utf8"));
const socketText = await readFile(new URL("socket.json", schemas), "utf8");
const socket = JSON.parse(socketText.replaceAll("#/$defs/", "#/components/schemas/"));

// Both edges are made from the same shapes, so a name that occurs in both must mean the same.
const known = openapi.components.schemas;
for (const [name, shape] of Object.entries(socket.$defs)) {
  if (name in known && !isDeepStrictEqual(known[name], shape)) {
    throw new Error(`${name} is one thing in openapi.json and another in socket.json`);
  }
  known[name] = shape;
}

const text = HEAD + astToString(await openapiTS(openapi, { defaultNonNullable: false }));
if (process.argv.includes("--check")) {
  const committed = await readFile(target, "utf8").catch(() => "");
  if (committed !== text) {
    console.error("src/protocol/generated.ts is stale: run `npm run generate` in web/ and commit it.");
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
