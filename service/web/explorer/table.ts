/** What the canvas shows, as two tables: for keyboards, screen readers, and whoever likes tables. */
import { h } from "../dom/build.js";
import { marked } from "../dom/marks.js";
import { plain } from "../dom/plain.js";
import { preferredLabel } from "../strings/language.js";
import { relationLabel } from "../strings/relations.js";
import type { Actions, Context } from "./context.js";
import type { ConceptRow, Graph, RelationRow } from "./graph.js";
import { communityMark, familyOf } from "./looks.js";

export function tables(graph: Graph, shown: readonly string[], relations: readonly RelationRow[], context: Context, actions: Actions): HTMLElement[] {
  const { strings, language } = context;
  const concepts = shown.flatMap((id) => graph.concepts.get(id) ?? []);
  const degree = new Map<string, number>();
  for (const { source, target } of relations) for (const id of new Set([source, target])) degree.set(id, (degree.get(id) ?? 0) + 1);
  const conceptRows = concepts.map((row) => [
    choice(preferredLabel(row, language), () => actions.select(row.id)),
    strings[`family_${familyOf(row.kind)}`],
    communityMark(row.community),
    String(degree.get(row.id) ?? 0),
  ]);
  const relationRows = relations.map((row) => relationCells(graph, row, context, actions));
  return [
    table(strings.concepts, [strings.name, strings.kind, strings.community, strings.neighbors], conceptRows),
    table(strings.relations, [strings.source, strings.relation, strings.target, strings.status, strings.evidence], relationRows),
  ];
}

type Cell = string | HTMLElement;

function relationCells(graph: Graph, row: RelationRow, { strings, language }: Context, actions: Actions): Cell[] {
  const name = (id: string): string => label(graph.concepts.get(id), id, language);
  const type = relationLabel(language, row.type);
  return [
    choice(name(row.source), () => actions.select(row.source)),
    choice(row.polarity === "negative" ? `${type}（${strings.negative}）` : type, () => actions.select(row.id)),
    choice(name(row.target), () => actions.select(row.target)),
    row.status === "candidate" ? strings.candidate : strings.accepted,
    sentence(row),
  ];
}

/** The first sentence that says so, code set as code. */
function sentence(row: RelationRow): Cell {
  const { text, code } = plain(row.evidence[0]?.quote ?? "");
  return h("span", {}, marked(text, [], code));
}

function label(row: ConceptRow | undefined, id: string, language: string): string {
  return row ? preferredLabel(row, language) : id;
}

function choice(text: string, act: () => void): HTMLElement {
  const button = h("button", { type: "button", class: "link" }, text);
  button.addEventListener("click", act);
  return button;
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): HTMLElement {
  const head = h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)));
  const body = rows.map((cells) => h("tr", {}, ...cells.map((cell, place) => (place === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell)))));
  return h("table", {}, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, ...body));
}
