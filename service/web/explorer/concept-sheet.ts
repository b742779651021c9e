/** The sheet of a concept: what it is, how it hangs together with others, where to read of it. */
import type { Card, RelationGroup, RelationItem } from "../client/types.js";
import { fill, h, safeUrl } from "../dom/build.js";
import { marked } from "../dom/marks.js";
import { plain } from "../dom/plain.js";
import { confusionReason, confusionTitle } from "../strings/confusion.js";
import { preferredLabel } from "../strings/language.js";
import { relationLabel } from "../strings/relations.js";
import type { Actions, Context } from "./context.js";
import { evidenceQuote } from "./evidence.js";
import { familyOf } from "./looks.js";

const SECTIONS_SHOWN = 6;
const ITEMS_SHOWN = 8;

export interface ConceptView {
  readonly card: Card;
  readonly isShown: boolean;
  /** How many neighbours the view lacks. */
  readonly more: number;
  readonly communityLabel: string;
}

export function conceptSheet(view: ConceptView, { strings, language }: Context, actions: Actions): HTMLElement[] {
  const { card } = view;
  const name = preferredLabel(card, language);
  const others = [...new Set([...Object.values(card.pref_label), ...card.alt_labels])].filter((label) => label !== name);
  const facts = [strings[`family_${familyOf(card.kind)}`], view.communityLabel, fill(strings.mentions, { n: card.mentions })];
  return [
    h("h2", { class: "sheet-title", tabindex: "-1" }, name, others.length > 0 && h("small", {}, others.slice(0, 4).join(" · "))),
    h("p", { class: "sheet-facts" }, facts.filter(Boolean).join(" · ")),
    definition(card, strings),
    buttons(view, name, { strings, language }, actions),
    ...confusable(card, language, actions),
    ...card.relations.map((group) => relationGroup(group, { strings, language }, actions)),
    ...sections(card, strings),
  ];
}

function definition(card: Card, strings: Context["strings"]): HTMLElement {
  if (!card.definition) return h("p", { class: "sheet-quiet" }, strings.noDefinition);
  const address = safeUrl(card.definition.evidence.url, location.href);
  const { text, code } = plain(card.definition.text);
  return h("p", { class: "sheet-definition" }, marked(text, [], code), " ", address && h("a", { href: address }, strings.definitionFrom));
}

function buttons(view: ConceptView, name: string, { strings }: Context, actions: Actions): HTMLElement {
  const { id } = view.card;
  const button = (label: string, act: () => void, disabled = false): HTMLElement => {
    const element = h("button", { type: "button", class: "button", disabled }, label);
    element.addEventListener("click", act);
    return element;
  };
  const expand = view.more > 0 ? fill(strings.expandMore, { n: Math.min(view.more, actions.batch) }) : strings.allShown;
  return h(
    "div",
    { class: "sheet-buttons" },
    view.isShown ? button(expand, () => actions.expand(id), view.more === 0) : button(strings.add, () => actions.add(id)),
    view.isShown && button(strings.remove, () => actions.remove(id)),
    button(strings.openPath, () => actions.path(id, "")),
    button(strings.learnThis, () => actions.learn(id)),
    h("a", { class: "button", href: `/?q=${encodeURIComponent(name)}` }, strings.searchFor),
  );
}

function relationGroup(group: RelationGroup, context: Context, actions: Actions): HTMLElement {
  const items = group.items.slice(0, ITEMS_SHOWN).map((item) => relationItem(item, context, actions));
  const rest = group.items.slice(ITEMS_SHOWN);
  const more = rest.length > 0 && h("details", { class: "sheet-rest" }, h("summary", {}, `+${rest.length}`), h("ul", {}, ...rest.map((item) => relationItem(item, context, actions))));
  return h("section", { class: "sheet-group" }, h("h3", {}, relationLabel(context.language, group.type, group.direction)), h("ul", {}, ...items), more);
}

function relationItem(item: RelationItem, { strings, language }: Context, actions: Actions): HTMLElement {
  const chip = h("button", { type: "button", class: "chip" }, preferredLabel(item.concept, language));
  chip.addEventListener("click", () => actions.select(item.concept.id));
  const negative = item.polarity === "negative";
  const tags = [negative ? strings.negative : "", item.status === "candidate" ? strings.candidate : ""].filter(Boolean);
  const evidence = item.evidence[0];
  return h(
    "li",
    { class: `sheet-relation${item.status === "candidate" ? " is-candidate" : ""}` },
    chip,
    ...tags.map((tag) => h("span", { class: "tag" }, tag)),
    evidence && h("details", {}, h("summary", { "aria-label": `${strings.evidence}: ${item.sentence}` }, strings.evidence), h("p", { class: "sheet-sentence" }, item.sentence), evidenceQuote(evidence, strings)),
  );
}

/** What the concept is not, and why one might think so. */
function confusable(card: Card, language: string, actions: Actions): HTMLElement[] {
  const items = card.confusable.map((each) => {
    const chip = h("button", { type: "button", class: "chip" }, preferredLabel(each.concept, language));
    chip.addEventListener("click", () => actions.select(each.concept.id));
    return h("li", { class: "sheet-relation" }, chip, h("small", { class: "sheet-quiet" }, confusionReason(language, each)));
  });
  return items.length ? [h("section", { class: "sheet-group" }, h("h3", {}, confusionTitle(language)), h("ul", {}, ...items))] : [];
}

function sections(card: Card, strings: Context["strings"]): HTMLElement[] {
  const links = card.sections.slice(0, SECTIONS_SHOWN).flatMap(({ heading, url, id }) => {
    const address = safeUrl(url, location.href);
    return address ? [h("li", {}, h("a", { href: address }, heading || (id.split("/").at(-1) ?? id)))] : [];
  });
  return links.length ? [h("section", { class: "sheet-group" }, h("h3", {}, strings.sections), h("ul", { class: "sheet-sections" }, ...links))] : [];
}
