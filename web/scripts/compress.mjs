// Puts a .br and a .gz beside every built file that becomes smaller by it. The server sends them to browsers that
// take them.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL(`../${process.argv[2] ?? "dist"}/`, import.meta.url);
const WORTH_BYTES = 512;

for (const name of await readdir(dist, { recursive: true })) {
  if (!/\.(html|js|css|svg|webmanifest)$/.test(name)) continue;
  const file = new URL(name, dist);
  const content = await readFile(file);
  if (content.length < WORTH_BYTES) continue;
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await writeFile(`${file.pathname}.br`, brotliCompressSync(content, quality));
  await writeFile(`${file.pathname}.gz`, gzipSync(content, { level: 9 }));
}
