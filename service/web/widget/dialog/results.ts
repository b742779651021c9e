/** Draws an answer: hits grouped by page, each an option that is a link. */
import type { Answer, Hit } from "../../client/types.js";
import { h, icon, safeUrl } from "../../dom/build.js";
import { marked } from "../../dom/marks.js";

/** The hits of one page, in the answer's order. */
interface Page {
  readonly title: string;
  readonly trail: string;
  readonly hits: Hit[];
}

/** One group per page; `base` resolves addresses that are relative to the service. */
export function resultGroups(answer: Answer, base: string): HTMLElement[] {
  return pagesOf(answer.hits).map((page, number) => {
    const id = `page-${number}`;
    const heading = h(
      "div",
      { class: "page", id, part: "page" },
      icon("page"),
      h("span", { class: "page-title" }, page.title),
      page.trail && h("span", { class: "trail" }, page.trail),
    );
    return h("div", { role: "group", "aria-labelledby": id, class: "group", part: "group" }, heading, ...page.hits.map((hit) => option(hit, base, answer.q)));
  });
}

function pagesOf(hits: readonly Hit[]): Page[] {
  const pages = new Map<string, Page>();
  for (const hit of hits) {
    const key = `${hit.source}:${hit.path}`;
    const page = pages.get(key) ?? { title: hit.title || hit.path, trail: trailOf(hit), hits: [] };
    page.hits.push(hit);
    pages.set(key, page);
  }
  return [...pages.values()];
}

/** Where the page stands among the breadcrumbs: before it the book's chapters, after it the headings on the page. */
function placeOfPage(hit: Hit): number {
  return hit.breadcrumbs.findIndex((crumb) => crumb.includes(hit.title));
}

/** The chapters above the page. */
function trailOf(hit: Hit): string {
  return hit.breadcrumbs.slice(0, Math.max(placeOfPage(hit), isTopOfPage(hit) ? hit.breadcrumbs.length : 0)).join(" › ");
}

/** The headings above the section on its page. */
function headingsAbove(hit: Hit): string {
  const above = isTopOfPage(hit) ? [] : hit.breadcrumbs.slice(placeOfPage(hit) + 1);
  return above.map((crumb) => `${crumb} › `).join("");
}

/** Whether the section is the page itself, so that all breadcrumbs are chapters. */
function isTopOfPage(hit: Hit): boolean {
  return placeOfPage(hit) < 0 && (hit.heading === "" || hit.heading.includes(hit.title));
}

function option(hit: Hit, base: string, q: string): HTMLElement {
  const above = headingsAbove(hit);
  const heading = hit.heading ? marked(hit.heading, hit.heading_marks) : document.createTextNode(hit.title);
  return h(
    "a",
    { role: "option", "aria-selected": "false", tabindex: "-1", class: "option hit", part: "option", href: address(hit.url, base, q), "data-id": hit.id },
    h("span", { class: "heading" }, above && h("span", { class: "above" }, above), heading),
    hit.snippet.text && h("span", { class: "snippet", part: "snippet" }, marked(hit.snippet.text, hit.snippet.marks, hit.snippet.code)),
    h("span", { class: "go", "aria-hidden": "true" }, icon("enter")),
  );
}

/** Where a hit leads; the service's own reader is told the query, so that it marks the words. */
function address(given: string, base: string, q: string): string | null {
  const safe = safeUrl(given, base);
  const reader = safeUrl("read/", base.endsWith("/") ? base : `${base}/`);
  if (!safe || !reader || !safe.startsWith(reader)) return safe;
  const url = new URL(safe);
  url.searchParams.set("q", q);
  return url.href;
}

/** An option that searches for `text` when chosen. */
export function queryOption(text: string, shape: "recent" | "search" | "concept"): HTMLElement {
  return h(
    "div",
    { role: "option", "aria-selected": "false", class: "option query", part: "option", "data-q": text },
    icon(shape),
    h("span", { class: "heading" }, text),
  );
}

/** Options under a heading of their own. */
export function queryGroup(label: string, id: string, options: readonly HTMLElement[]): HTMLElement {
  return h("div", { role: "group", "aria-labelledby": id, class: "group" }, h("div", { class: "page", id }, label), ...options);
}
