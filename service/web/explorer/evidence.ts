/** Draws a sentence that says so, with the two concepts marked in it, and the way to its section. */
import type { Evidence } from "../client/types.js";
import { h, safeUrl } from "../dom/build.js";
import { marked } from "../dom/marks.js";
import { plain } from "../dom/plain.js";
import type { ExplorerStrings } from "../strings/explorer.js";

export function evidenceQuote(evidence: Evidence, strings: ExplorerStrings): HTMLElement {
  const spans = [evidence.spans.source, evidence.spans.target].filter((span) => span !== null && span !== undefined);
  const { text, marks, code } = plain(evidence.quote, spans);
  const address = evidence.url ? safeUrl(evidence.url, location.href) : null;
  const place = evidence.rule === "vocabulary" ? strings.vocabulary : `${evidence.source} · ${evidence.path.split("/").at(-1) ?? ""}:${evidence.line}`;
  return h(
    "blockquote",
    { class: "evidence" },
    h("p", {}, marked(text, marks, code)),
    h("footer", {}, address ? h("a", { href: address }, place) : place),
  );
}
