/** The entry of the explorer's page: puts up the frame, then loads the graph and the drawing. */
import { h } from "../dom/build.js";
import { enhanceShell, pageApi } from "../page/shell.js";
import { explorerStrings } from "../strings/explorer.js";
import { Frame } from "./frame.js";
import { Graph, type GraphJson } from "./graph.js";

enhanceShell();
const root = document.querySelector<HTMLElement>("[data-explorer]");
if (root) void begin(root);

async function begin(root: HTMLElement): Promise<void> {
  const language = root.dataset["language"] ?? "zh-CN";
  const start = (root.dataset["start"] ?? "").split(" ").filter(Boolean);
  const strings = explorerStrings(language);
  const api = pageApi();
  const fallback = [...root.childNodes];
  let close = (): void => undefined;
  const frame = new Frame(root, strings, () => close());
  frame.say([strings.loading]);
  try {
    const [json, { Explorer }] = await Promise.all([api.get<GraphJson>("graph", { format: "json" }), import("./explorer.js")]);
    frame.say([]);
    const explorer = new Explorer(frame, new Graph(json), start, api, { strings, language });
    close = () => explorer.close();
  } catch (error) {
    console.error("the graph could not be shown", error);
    root.replaceChildren(...fallback);
    root.classList.add("failed");
    const retry = h("button", { type: "button", class: "button" }, strings.retry);
    retry.addEventListener("click", () => location.reload());
    root.prepend(h("p", { class: "ex-failed", role: "alert" }, strings.failed, " ", retry));
  }
}
