/** The explorer's elements: toolbar, stage, sheet, lane. What they hold changes; they stay. */
import { h, icon } from "../dom/build.js";
import type { ExplorerStrings } from "../strings/explorer.js";

export class Frame {
  readonly bar = h("div", { class: "ex-bar", role: "group" });
  readonly canvas = h("div", { class: "ex-canvas", role: "img" });
  readonly table = h("div", { class: "ex-table", hidden: true, tabindex: "0", role: "region" });
  readonly sheet = h("aside", { class: "ex-sheet", hidden: true });
  readonly lane = h("section", { class: "ex-lane", hidden: true });
  readonly legend = h("div", { class: "ex-legend" });
  readonly counts = h("p", { class: "ex-counts", role: "status" });
  readonly message = h("div", { class: "ex-message", hidden: true });
  readonly zoom = h("div", { class: "ex-zoom" });
  readonly #content = h("div", { class: "sheet-content" });
  readonly #close: HTMLButtonElement;

  constructor(root: HTMLElement, strings: ExplorerStrings, close: () => void) {
    this.bar.setAttribute("aria-label", strings.graph);
    this.table.setAttribute("aria-label", strings.table);
    this.lane.setAttribute("aria-label", strings.learn);
    this.#close = h("button", { type: "button", class: "sheet-close", "aria-label": strings.close, title: strings.close }, icon("clear"));
    this.#close.addEventListener("click", close);
    this.sheet.append(this.#close, this.#content);
    const stage = h("div", { class: "ex-stage" }, this.canvas, this.table, this.zoom, this.legend, this.counts, this.message);
    root.replaceChildren(...root.querySelectorAll(":scope > h1"), this.bar, h("div", { class: "ex-body" }, stage, this.sheet), this.lane);
  }

  showSheet(content: readonly HTMLElement[], label: string): void {
    this.#content.replaceChildren(...content);
    this.sheet.hidden = content.length === 0;
    this.sheet.setAttribute("aria-label", label);
    this.sheet.scrollTo({ top: 0 });
  }

  showLane(content: readonly HTMLElement[]): void {
    this.lane.replaceChildren(...content);
    this.lane.hidden = content.length === 0;
  }

  say(content: readonly (Node | string)[]): void {
    this.message.replaceChildren(...content);
    this.message.hidden = content.length === 0;
  }

  showTable(on: boolean): void {
    this.table.hidden = !on;
    for (const element of [this.canvas, this.zoom, this.legend]) element.hidden = on;
  }
}
