// Prints what the widget makes a visitor load, gzipped, and fails where it is more than promised.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = path.join(path.dirname(fileURLToPath(import.meta.url)), "dist");
const LIMITS = [
  ["before the dialog opens", 15_000, /\bfrom\s*"(\.[^"]+)"|\bimport\s*"(\.[^"]+)"/g],
  ["with the dialog", 30_000, /\bfrom\s*"(\.[^"]+)"|\bimport\s*"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/g],
];

/** Every file that `entry` loads by the imports that `pattern` finds. */
async function loaded(entry, pattern, seen = new Map()) {
  if (seen.has(entry)) return seen;
  const text = await readFile(path.join(dist, entry), "utf8");
  seen.set(entry, gzipSync(text, { level: 6 }).length);
  for (const match of text.matchAll(pattern)) {
    const target = match.slice(1).find(Boolean);
    await loaded(path.posix.join(path.posix.dirname(entry), target), pattern, seen);
  }
  return seen;
}

for (const [name, limit, pattern] of LIMITS) {
  const files = await loaded("widget.js", pattern);
  const total = [...files.values()].reduce((sum, size) => sum + size, 0);
  console.log(`widget, ${name}: ${total} bytes gzipped in ${files.size} files (at most ${limit})`);
  if (total > limit) process.exitCode = 1;
}
