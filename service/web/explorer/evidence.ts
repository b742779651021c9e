/** Draws a sentence that says so, with the two concepts marked in it, and the way to its section. */
import type { Evidence, Mark } from "../client/types.js";
import { h, safeUrl } from "../dom/build.js";
import { marked } from "../dom/marks.js";
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

/** A line of Markdown as a reader sees it: without `**`, what stood between backticks as code; marks moved along. */
export function plain(quote: string, spans: readonly Mark[]): { text: string; marks: Mark[]; code: Mark[] } {
  const kept: string[] = [];
  const places: number[] = [];
  const code: Mark[] = [];
  const points = Array.from(quote);
  let opened = -1;
  points.forEach((point, i) => {
    places.push(kept.length);
    const isBold = point === "*" && (points[i - 1] === "*" || points[i + 1] === "*");
    if (point === "`" && opened < 0) opened = kept.length;
    else if (point === "`") {
      code.push([opened, kept.length]);
      opened = -1;
    } else if (!isBold || opened >= 0) kept.push(point);
  });
  places.push(kept.length);
  const at = (place: number): number => places[Math.min(Math.max(place, 0), points.length)] ?? kept.length;
  return { text: kept.join(""), marks: spans.map(([start, end]) => [at(start), at(end)] as const), code };
}
