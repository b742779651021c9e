/** The sheet of a relation: what it says, and every sentence that says so. */
import type { RelationItem } from "../client/types.js";
import { fill, h } from "../dom/build.js";
import { preferredLabel } from "../strings/language.js";
import { relationLabel } from "../strings/relations.js";
import type { Actions, Context } from "./context.js";
import { evidenceQuote } from "./evidence.js";
import type { ConceptRow, RelationRow } from "./graph.js";

export interface RelationView {
  readonly item: RelationItem;
  readonly ends: readonly ConceptRow[];
  /** What else is said of the same two concepts. */
  readonly beside: readonly RelationRow[];
}

export function relationSheet({ item, ends, beside }: RelationView, { strings, language }: Context, actions: Actions): HTMLElement[] {
  const name = (id: string): string => {
    const end = ends.find((row) => row.id === id);
    return end ? preferredLabel(end, language) : id;
  };
  const chips = ends.map((end) => {
    const chip = h("button", { type: "button", class: "chip" }, preferredLabel(end, language));
    chip.addEventListener("click", () => actions.select(end.id));
    return chip;
  });
  const rest = item.evidence_count - item.evidence.length;
  const facts = [item.status === "candidate" ? strings.candidate : strings.accepted, item.polarity === "negative" ? strings.negative : ""];
  const others = beside.map((row) => {
    const text = [name(row.source), relationLabel(language, row.type), name(row.target)].join(" ");
    const link = h("button", { type: "button", class: "link" }, row.polarity === "negative" ? `${text}（${strings.negative}）` : text);
    link.addEventListener("click", () => actions.select(row.id));
    return h("li", {}, link, row.status === "candidate" && h("span", { class: "tag" }, strings.candidate));
  });
  return [
    h("h2", { class: "sheet-title", tabindex: "-1" }, item.sentence),
    h("p", { class: "sheet-facts" }, facts.filter(Boolean).join(" · ")),
    h("div", { class: "sheet-buttons" }, ...chips),
    h("h3", { class: "sheet-heading" }, strings.evidence),
    ...item.evidence.map((evidence) => evidenceQuote(evidence, strings)),
    ...(rest > 0 ? [h("p", { class: "sheet-quiet" }, fill(strings.moreEvidence, { n: rest }))] : []),
    ...(others.length ? [h("h3", { class: "sheet-heading" }, strings.beside), h("ul", { class: "sheet-beside" }, ...others)] : []),
  ];
}
