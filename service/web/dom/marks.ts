/** Sets marked text as text nodes, `<mark>` and `<code>`; offsets are code points. */
import { h } from "./build.js";
import type { Mark } from "../client/types.js";

interface Run {
  readonly text: string;
  readonly marked: boolean;
  readonly code: boolean;
}

/** Nodes for `text`, with `marks` in `<mark>` and `code` in `<code>`; runs out of range are cut to the text. */
export function marked(text: string, marks: readonly Mark[], code: readonly Mark[] = []): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const run of runs(text, marks, code)) {
    let node: Node = document.createTextNode(run.text);
    if (run.marked) node = h("mark", { part: "mark" }, node);
    if (run.code) node = h("code", {}, node);
    fragment.append(node);
  }
  return fragment;
}

function runs(text: string, marks: readonly Mark[], code: readonly Mark[]): Run[] {
  const points = Array.from(text);
  const edges = new Set([0, points.length]);
  for (const edge of [...marks, ...code].flat()) edges.add(Math.min(Math.max(edge, 0), points.length));
  const ordered = [...edges].sort((a, b) => a - b);
  return ordered.slice(1).map((end, i) => {
    const start = ordered[i] ?? 0;
    return { text: points.slice(start, end).join(""), marked: covers(marks, start), code: covers(code, start) };
  });
}

function covers(spans: readonly Mark[], position: number): boolean {
  return spans.some(([start, end]) => start <= position && position < end);
}
