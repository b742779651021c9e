/** Draws the card of a concept beside the results: its definition, and its relations as things to search for. */
import type { Card, RelationGroup } from "../../client/types.js";
import { h, icon, safeUrl } from "../../dom/build.js";
import { marked } from "../../dom/marks.js";
import { plain } from "../../dom/plain.js";
import { confusionReason, confusionTitle } from "../../strings/confusion.js";
import { preferredLabel } from "../../strings/language.js";
import { relationLabel } from "../../strings/relations.js";
import type { Strings } from "../../strings/widget.js";

const SHOWN_GROUPS = 6;
const SHOWN_RELATIONS = 4;
const SHOWN_NAMES = 2;

export interface PanelContext {
  readonly strings: Strings;
  readonly language: string;
  /** Address of a page of the service. */
  readonly page: (path: string, parameters: Record<string, string>) => string;
}

export function conceptPanel(card: Card, context: PanelContext): HTMLElement[] {
  const { strings, page } = context;
  const name = preferredLabel(card, context.language);
  const names = new Set([...Object.values(card.pref_label), ...card.alt_labels]);
  names.delete(name);
  const others = [...names].slice(0, SHOWN_NAMES).join(" · ");
  return [
    h("h2", { class: "concept", part: "concept" }, icon("concept"), h("span", {}, name), others && h("small", {}, others)),
    ...definition(card, context),
    ...confusable(card, context),
    ...strongest(card.relations).map((group) => relationRow(group, context)),
    h("a", { class: "graph", part: "graph-link", href: page("explore", { concept: card.id }) }, strings.openGraph),
  ];
}

/** The groups with an accepted relation, the one with the heaviest first. */
function strongest(groups: readonly RelationGroup[]): RelationGroup[] {
  const accepted = groups.map((group) => ({ ...group, items: group.items.filter((item) => item.status === "accepted") }));
  const weight = (group: RelationGroup): number => group.items[0]?.weight ?? 0;
  return accepted.filter((group) => group.items.length > 0).sort((a, b) => weight(b) - weight(a)).slice(0, SHOWN_GROUPS);
}

function definition(card: Card, { strings, page }: PanelContext): HTMLElement[] {
  if (!card.definition) return [];
  const { evidence } = card.definition;
  const { text, code } = plain(card.definition.text);
  const address = evidence.url ? safeUrl(evidence.url, page("", {})) : null;
  const source = address && h("a", { class: "evidence", href: address }, strings.definitionFrom);
  return [h("p", { class: "definition" }, marked(text, [], code), source && " ", source)];
}

/** What the concept is not; each as a thing to search for, with the reason beside it. */
function confusable(card: Card, { language }: PanelContext): HTMLElement[] {
  const rows = card.confusable.map((each) => {
    const label = preferredLabel(each.concept, language);
    const chip = h("button", { type: "button", class: "chip", part: "chip", "data-q": label }, label);
    return h("span", { class: "confusable" }, chip, " ", h("small", {}, confusionReason(language, each)));
  });
  if (rows.length === 0) return [];
  return [h("div", { class: "relation" }, h("span", { class: "relation-type" }, confusionTitle(language)), h("span", { class: "chips" }, ...rows))];
}

function relationRow(group: RelationGroup, { language, strings }: PanelContext): HTMLElement {
  const chips = group.items.slice(0, SHOWN_RELATIONS).map(({ concept, polarity, sentence }) => {
    const label = preferredLabel(concept, language);
    const text = polarity === "negative" ? strings.not + label : label;
    return h("button", { type: "button", class: "chip", part: "chip", "data-q": label, title: sentence }, text);
  });
  const label = relationLabel(language, group.type, group.direction);
  return h("div", { class: "relation" }, h("span", { class: "relation-type" }, label), h("span", { class: "chips" }, ...chips));
}
