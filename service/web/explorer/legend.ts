/** The legend: which colour and shape means what, in words. */
import { fill, h, sign } from "../dom/build.js";
import { preferredLabel } from "../strings/language.js";
import type { Context } from "./context.js";
import type { Graph } from "./graph.js";
import { communityMark, communityPaint, familyOf, type Family, FAMILY_ORDER, palette } from "./looks.js";
import type { State } from "./state.js";

const COMMUNITIES_SHOWN = 10;

export function legend(graph: Graph, state: State, { strings, language }: Context): HTMLElement[] {
  const colors = palette();
  if (state.coloring === "kind") {
    const present = new Set(state.shown.map((id) => familyOf(graph.concepts.get(id)?.kind ?? "")));
    return FAMILY_ORDER.filter((family) => present.has(family)).map((family) => entry(strings[`family_${family}`], colors.families[family], family));
  }
  const groups = [...graph.communities(state.shown)].filter(([number]) => number >= 0).sort(([, a], [, b]) => b.length - a.length);
  return groups.slice(0, COMMUNITIES_SHOWN).map(([number]) =>
    entry(`${communityMark(number)} ${communityLabel(graph, number, strings.communityOf, language)}`, communityPaint(colors, number), "thing"));
}

/** A community named after its most central concept. */
export function communityLabel(graph: Graph, community: number, template: string, language: string): string {
  const members = graph.communities(graph.concepts.keys()).get(community) ?? [];
  const first = graph.concepts.get(members[0] ?? "");
  return first ? fill(template, { label: preferredLabel(first, language), n: members.length }) : "";
}

const OUTLINES: Readonly<Record<Family, string>> = {
  thing: "M7 1H17A5.5 5.5 0 0 1 17 12H7A5.5 5.5 0 0 1 7 1Z",
  software: "M5 1H19L23 4V9L19 12H5L1 9V4Z",
  command: "M1 1H23V12H1Z",
  mechanism: "M12 1C19 1 23 3.5 23 6.5S19 12 12 12 1 9.5 1 6.5 5 1 12 1Z",
  other: "M4.5 1H19.5L23 6.5 19.5 12H4.5L1 6.5Z",
};

function entry(text: string, paint: { fill: string; line: string }, family: Family): HTMLElement {
  return h("span", { class: "legend-entry" }, sign(OUTLINES[family], paint.fill, paint.line), text);
}
