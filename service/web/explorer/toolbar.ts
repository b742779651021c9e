/** The toolbar: find a concept, modes, filters, colours, export. */
import type { Api } from "../client/api.js";
import { h } from "../dom/build.js";
import { relationLabel } from "../strings/relations.js";
import type { Context } from "./context.js";
import { conceptPicker } from "./picker.js";
import type { State } from "./state.js";

export interface ToolbarActions {
  found(id: string): void;
  path(): void;
  learn(): void;
  toggleType(type: string): void;
  change(part: Partial<State>): void;
  exportAs(format: "png" | "svg" | "json"): void;
  reset(): void;
  everything(): void;
}

/** How many relations of each type the view has, or would have if the type were not hidden. */
export type TypeCounts = ReadonlyMap<string, number>;

export class Toolbar {
  readonly #types = h("div", { class: "menu-list" });
  readonly #accepted: HTMLInputElement;
  readonly #mode: HTMLButtonElement;
  readonly #color: HTMLSelectElement;
  #shownMode = "graph";

  constructor(
    bar: HTMLElement,
    api: Api,
    private readonly context: Context,
    private readonly actions: ToolbarActions,
  ) {
    const { strings, language } = context;
    this.#accepted = h("input", { type: "checkbox" });
    this.#accepted.addEventListener("change", () => actions.change({ acceptedOnly: this.#accepted.checked }));
    this.#mode = this.#button(strings.table, () => actions.change({ mode: this.#shownMode === "table" ? "graph" : "table" }));
    this.#color = h("select", { "aria-label": strings.color }, h("option", { value: "kind" }, strings.byKind), h("option", { value: "community" }, strings.byCommunity));
    this.#color.addEventListener("change", () => actions.change({ coloring: this.#color.value === "community" ? "community" : "kind" }));
    bar.append(
      conceptPicker(api, { id: "find-concept", label: strings.find, value: "", language, chosen: (id) => actions.found(id) }),
      this.#button(strings.path, () => actions.path()),
      this.#button(strings.learn, () => actions.learn()),
      menu(strings.filter, h("label", { class: "check" }, this.#accepted, strings.onlyAccepted), this.#types),
      this.#color,
      this.#mode,
      menu(strings.export, ...(["png", "svg", "json"] as const).map((format) => this.#button(strings[format], () => actions.exportAs(format)))),
      h("span", { class: "ex-space" }),
      this.#button(strings.everything, () => actions.everything()),
      this.#button(strings.reset, () => actions.reset()),
    );
    closeMenusOutside(bar);
  }

  update(state: State, counts: TypeCounts): void {
    const { strings, language } = this.context;
    this.#accepted.checked = state.acceptedOnly;
    this.#color.value = state.coloring;
    this.#shownMode = state.mode;
    this.#mode.textContent = state.mode === "table" ? strings.graph : strings.table;
    const ordered = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    this.#types.replaceChildren(...ordered.map(([type, count]) => this.#typeCheck(type, count, !state.hidden.includes(type), language)));
  }

  #typeCheck(type: string, count: number, checked: boolean, language: string): HTMLElement {
    const box = h("input", { type: "checkbox", checked, "data-type": type });
    box.addEventListener("change", () => {
      this.actions.toggleType(type);
      this.#types.querySelector<HTMLInputElement>(`[data-type="${CSS.escape(type)}"]`)?.focus();
    });
    return h("label", { class: "check" }, box, relationLabel(language, type), h("span", { class: "count" }, String(count)));
  }

  #button(label: string, act: () => void): HTMLButtonElement {
    const button = h("button", { type: "button", class: "button" }, label);
    button.addEventListener("click", act);
    return button;
  }
}

function menu(label: string, ...content: readonly HTMLElement[]): HTMLDetailsElement {
  return h("details", { class: "menu" }, h("summary", { class: "button" }, label), h("div", { class: "menu-box" }, ...content));
}

/** A menu closes on Escape, on a press outside, and when focus leaves it. */
function closeMenusOutside(bar: HTMLElement): void {
  const open = (): NodeListOf<HTMLDetailsElement> => bar.querySelectorAll("details.menu[open]");
  document.addEventListener("pointerdown", (event) => open().forEach((box) => (box.open = box.contains(event.target as Node))));
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const box of open()) {
      box.open = false;
      box.querySelector("summary")?.focus();
    }
  });
}
