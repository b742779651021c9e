// Indexes pages with Pagefind and answers queries as a browser would; speaks JSON over standard input and output.
import { createServer } from "node:http";
import { copyFile, readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, home] = process.argv.slice(2);
const pagefind = await import(pathToFileURL(join(home, "node_modules/pagefind/lib/index.js")).href);
let text = "";
for await (const chunk of process.stdin) text += chunk;
const { pages, queries, depth } = JSON.parse(text);

const { index } = await pagefind.createIndex({ forceLanguage: "zh-cn" });
for (const page of pages) {
  const { errors } = await index.addHTMLFile({ url: page.url, content: page.html });
  if (errors.length) throw new Error(errors.join("; "));
}
await index.writeFiles({ outputPath: join(folder, "pagefind") });
await pagefind.close();

const server = createServer(async (request, response) => {
  try {
    response.end(await readFile(join(folder, normalize(new URL(request.url, "http://x").pathname))));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${server.address().port}/pagefind/`;
globalThis.location = new URL("http://localhost/");
globalThis.document = { currentScript: null, querySelector: () => ({ getAttribute: () => "zh-cn" }) };
const module = join(folder, "pagefind", "pagefind.mjs");
await copyFile(join(folder, "pagefind", "pagefind.js"), module);
const search = await import(pathToFileURL(module).href);
await search.options({ basePath: base, baseUrl: "/" });
await search.init();
const found = {};
for (const query of queries) {
  const { results } = await search.search(query);
  const data = await Promise.all(results.slice(0, depth).map((result) => result.data()));
  found[query] = data.map((one) => one.url);
}
server.close();
await search.destroy?.();
process.stdout.write(JSON.stringify(found), () => process.exit(0));
