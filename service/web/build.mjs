// Bundles the widget and the pages' scripts and styles into service/web/dist, with a manifest of the hashed names.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, context, transform } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "dist");
const target = ["es2022", "chrome111", "firefox115", "safari16.4"];

/** CSS imported by a script becomes a minified string, for constructable stylesheets. */
const cssAsText = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(await readFile(file, "utf8"), { loader: "css", minify: true, target });
      return { contents: `export default ${JSON.stringify(code.trim())}`, loader: "js" };
    });
  },
};

const shared = { bundle: true, format: "esm", minify: true, target, metafile: true, outdir: dist, logLevel: "warning",
  legalComments: "linked", charset: "utf8", absWorkingDir: here };

/** The widget keeps its name; what it loads later is named by its content. */
const widget = { ...shared, entryPoints: { widget: "widget/index.ts" }, splitting: true,
  chunkNames: "assets/[name]-[hash]", plugins: [cssAsText] };

const pages = { ...shared, splitting: true, entryNames: "assets/[name]-[hash]", chunkNames: "assets/[name]-[hash]",
  entryPoints: { search: "page/search.ts", read: "page/read.ts", explore: "explorer/index.ts" }, plugins: [cssAsText] };

const styles = { ...shared, entryNames: "assets/[name]-[hash]",
  entryPoints: { site: "styles/site.css", explorer: "styles/explorer.css" } };

/** Logical name → file in dist, for the templates. */
async function writeManifest(results) {
  const names = {};
  const entries = new Map([pages, styles].flatMap(({ entryPoints }) => Object.entries(entryPoints)).map(([name, file]) => [file, name]));
  for (const { metafile } of results) {
    for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
      const name = entries.get(entryPoint);
      if (name) names[name + path.extname(file)] = path.relative(dist, path.join(here, file)).split(path.sep).join("/");
    }
  }
  await writeFile(path.join(dist, "manifest.json"), JSON.stringify(names, null, 2) + "\n");
}

async function buildAll() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await writeManifest(await Promise.all([widget, pages, styles].map((options) => build(options))));
}

if (process.argv.includes("--watch")) {
  const rebuild = { name: "manifest", setup: (b) => b.onEnd((result) => result.metafile && console.log("built")) };
  await buildAll();
  for (const options of [widget, pages, styles]) {
    await (await context({ ...options, plugins: [...(options.plugins ?? []), rebuild] })).watch();
  }
} else {
  await buildAll();
}
