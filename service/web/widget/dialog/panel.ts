/** Draws the card of a concept beside the results: its definition, and its relations as things to search for. */
import type { Card, RelationGroup } from "../../client/types.js";
import { h, icon, safeUrl } from "../../dom/build.js";
import { relationLabel, type Strings } from "../../strings/widget.js";

const SHOWN_GROUPS = 6;
const SHOWN_RELATIONS = 4;

export interface PanelContext {
  readonly strings: Strings;
  readonly language: string;
  /** Address of a page of the service. */
  readonly page: (path: string, parameters: Record<string, string>) => string;
}

export function conceptPanel(card: Card, context: PanelContext): HTMLElement[] {
  const { strings, page } = context;
  const names = Object.values(card.pref_label);
  const name = names[0] ?? card.id;
  return [
    h("h2", { class: "concept", part: "concept" }, icon("concept"), h("span", {}, name), names.length > 1 && h("small", {}, names.slice(1).join(" · "))),
    ...definition(card, context),
    ...card.relations.slice(0, SHOWN_GROUPS).map((group) => relationRow(group, context)),
    h("a", { class: "graph", part: "graph-link", href: page("explore", { concept: card.id }) }, strings.openGraph),
  ];
}

function definition(card: Card, { strings, page }: PanelContext): HTMLElement[] {
  if (!card.definition) return [];
  const { text, evidence } = card.definition;
  const address = evidence.url ? safeUrl(evidence.url, page("", {})) : null;
  const source = address && h("a", { class: "evidence", href: address }, strings.definitionFrom);
  return [h("p", { class: "definition" }, text, source && " ", source)];
}

function relationRow(group: RelationGroup, { language, strings }: PanelContext): HTMLElement {
  const chips = group.relations.slice(0, SHOWN_RELATIONS).map(({ concept, polarity }) => {
    const text = polarity === "negative" ? strings.not + concept.label : concept.label;
    return h("button", { type: "button", class: "chip", part: "chip", "data-q": concept.label }, text);
  });
  const label = relationLabel(language, group.type, group.direction);
  return h("div", { class: "relation" }, h("span", { class: "relation-type" }, label), h("span", { class: "chips" }, ...chips));
}
