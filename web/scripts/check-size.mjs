// Fails when the files of the first paint (the entry, what it imports statically, their styles) have grown too large.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const TARGET_KB = 75;
const GATE_KB = 90;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));

const files = new Set();
function follow(name) {
  const chunk = manifest[name];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const imported of chunk.imports ?? []) follow(imported);
}
follow("index.html");

let bytes = 0;
for (const file of [...files].sort()) {
  const size = gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length;
  bytes += size;
  console.log(`${(size / 1000).toFixed(1).padStart(6)} kB gzip  ${file}`);
}
const kb = bytes / 1000;
console.log(`${kb.toFixed(1).padStart(6)} kB gzip  first paint (target ${TARGET_KB}, gate ${GATE_KB})`);
if (kb > GATE_KB) process.exit(1);
