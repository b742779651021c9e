/** Draws what stands where results would: the start, waiting, nothing found, trouble. */
import type { Trouble } from "../../client/api.js";
import type { Answer, Suggestion } from "../../client/types.js";
import { fill, h, icon } from "../../dom/build.js";
import type { Strings } from "../../strings/widget.js";
import { queryGroup, queryOption } from "./results.js";

export function startHint(strings: Strings): HTMLElement[] {
  return [h("p", { class: "hint" }, strings.start)];
}

/** The last searches as options, and above them a line that names them and forgets them. */
export function recentSearches(recent: readonly string[], strings: Strings): { note: HTMLElement; options: HTMLElement } {
  const clear = h("button", { type: "button", class: "action", "data-do": "forget" }, strings.clearRecent);
  return {
    note: h("p", {}, strings.recent, " ", clear),
    options: h("div", { role: "group", "aria-label": strings.recent, class: "group" }, ...recent.map((q) => queryOption(q, "recent"))),
  };
}

/** Grey lines where hits will stand; shown only when the answer is slow. */
export function skeleton(strings: Strings): HTMLElement[] {
  const bar = (size: string): HTMLElement => h("span", { class: `bone ${size}` });
  const row = (): HTMLElement => h("div", { class: "skeleton" }, bar("short"), bar("long"), bar("middle"));
  return [h("div", { "aria-label": strings.loading, role: "img" }, row(), row(), row())];
}

export function nothingFound(answer: Answer, suggestions: readonly Suggestion[], strings: Strings): HTMLElement[] {
  const words = answer.query.tokens;
  const texts = [...new Set(suggestions.map((suggestion) => suggestion.text))];
  return [
    h(
      "div",
      { class: "nothing", part: "nothing" },
      h("p", { class: "strong" }, fill(strings.nothing, { q: answer.q })),
      words.length > 1 && h("p", {}, fill(strings.tried, { words: words.join(" · ") })),
      h("p", {}, strings.nothingHelp),
    ),
    ...(texts.length ? [queryGroup(strings.maybe, "maybe", texts.map((text) => queryOption(text, "search")))] : []),
  ];
}

export function troubleScreen(trouble: Trouble, retrying: boolean, strings: Strings): HTMLElement[] {
  const text = trouble === "unavailable" && !retrying ? strings.gaveUp : strings[trouble];
  const again = trouble !== "refused" && h("button", { type: "button", class: "action", part: "retry", "data-do": "retry" }, strings.retry);
  return [h("div", { class: "trouble", part: "error" }, icon("warning"), h("p", { class: "strong" }, text), again)];
}

/** What the search did beside what was asked: repaired the spelling, added equivalents; each can be undone. */
export function notes(answer: Answer, strings: Strings): HTMLElement[] {
  const { corrected_to: corrected, expanded } = answer.query;
  const lines: HTMLElement[] = [];
  if (corrected) {
    const undo = h("button", { type: "button", class: "action", "data-do": "literal" }, fill(strings.insteadOf, { q: answer.q }));
    lines.push(h("p", {}, fill(strings.searchedFor, { q: corrected }), " ", undo));
  } else if (answer.suggestion) {
    const { text } = answer.suggestion;
    lines.push(h("p", {}, strings.maybe, " ", h("button", { type: "button", class: "action", "data-q": text }, text)));
  }
  if (expanded.length) {
    const undo = h("button", { type: "button", class: "undo", "data-do": "literal", title: strings.withoutExpansion, "aria-label": strings.withoutExpansion }, icon("clear"));
    lines.push(h("p", {}, strings.alsoSearched, " ", h("span", { class: "expanded" }, expanded.slice(0, 4).join(" · ")), undo));
  }
  return lines;
}
