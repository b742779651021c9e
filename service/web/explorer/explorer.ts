/** The explorer: one state, drawn as canvas or table, with a sheet for what is selected. */
import type { Api } from "../client/api.js";
import { fill, h, icon } from "../dom/build.js";
import { preferredLabel } from "../strings/language.js";
import { Canvas } from "./canvas.js";
import type { Actions, Context } from "./context.js";
import { download } from "./download.js";
import type { Frame } from "./frame.js";
import { type Graph, type Line, type RelationFilter, type RelationRow } from "./graph.js";
import { legend } from "./legend.js";
import { palette } from "./looks.js";
import { Places } from "./places.js";
import { edgeLook, nodeLook } from "./shapes.js";
import { Sheets } from "./sheets.js";
import { ALL, EMPTY, readState, type State, writeState } from "./state.js";
import { svgOf } from "./svg.js";
import { tables } from "./table.js";
import { Toolbar, type ToolbarActions } from "./toolbar.js";

const BATCH = 10;
const AROUND_ONE = 9;
const EVERYTHING_AT_MOST = 1500;

export class Explorer implements Actions, ToolbarActions {
  readonly batch = BATCH;
  readonly #canvas: Canvas;
  readonly #toolbar: Toolbar;
  readonly #sheets: Sheets;
  #state: State = EMPTY;
  #lit: ReadonlySet<string> = new Set();

  constructor(
    private readonly frame: Frame,
    private readonly graph: Graph,
    private readonly start: readonly string[],
    api: Api,
    private readonly context: Context,
  ) {
    this.#canvas = new Canvas(frame.canvas, graph, context.language, new Places(), {
      selected: (id) => this.select(id),
      expanded: (id) => this.expand(id),
      moved: (points) => new Places().keep(points),
    });
    this.#toolbar = new Toolbar(frame.bar, api, context, this);
    this.#sheets = new Sheets(frame, graph, api, context, this);
    this.#zoomButtons();
    addEventListener("popstate", () => this.#goTo(location.search));
    document.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.close());
    this.#goTo(location.search);
  }

  select(id: string): void {
    if (id && this.graph.concepts.has(id) && !this.#state.shown.includes(id)) return this.add(id);
    this.#set({ selected: id, ...(id ? {} : { path: null }) }, true);
  }

  add(id: string): void {
    this.#set({ shown: [...this.#state.shown, id], selected: id, path: null }, true);
  }

  found(id: string): void {
    const shown = new Set([...this.#state.shown, id]);
    const alone = this.#relationsAmong(shown).every(({ source, target }) => source !== id && target !== id);
    const company = alone ? this.graph.neighbors(id, shown, this.#filter()).slice(0, 3) : [];
    this.#set({ shown: [...shown, ...company], selected: id, path: null }, true);
    this.#canvas.fit([id, ...company]);
  }

  remove(id: string): void {
    this.#set({ shown: this.#state.shown.filter((other) => other !== id), selected: "" }, true);
  }

  expand(id: string): void {
    const coming = this.graph.neighbors(id, new Set(this.#state.shown), this.#filter()).slice(0, BATCH);
    this.#set({ shown: [...this.#state.shown, ...coming], selected: id, path: null }, true);
    if (coming.length) this.#canvas.fit();
  }

  path(from?: string, to?: string): void {
    const isConcept = this.graph.concepts.has(this.#state.selected);
    this.#set({ path: [from ?? (isConcept ? this.#state.selected : ""), to ?? ""], selected: "" }, true);
  }

  learn(goal?: string): void {
    const isConcept = this.graph.concepts.has(this.#state.selected);
    this.#set({ goal: goal ?? (isConcept ? this.#state.selected : (this.#state.shown[0] ?? "")) }, true);
  }

  close(): void {
    if (this.#state.selected || this.#state.path) this.#set({ selected: "", path: null }, true);
  }

  toggleType(type: string): void {
    const { hidden } = this.#state;
    this.#set({ hidden: hidden.includes(type) ? hidden.filter((other) => other !== type) : [...hidden, type] }, false);
  }

  change(part: Partial<State>): void {
    this.#set(part, false);
  }

  reset(): void {
    this.#set({ ...EMPTY, shown: this.#opening("") }, true);
    this.#canvas.rearrange(this.#state, this.#lines());
  }

  everything(): void {
    this.#set({ shown: this.#everything(), selected: "", path: null }, true);
    this.#canvas.fit();
  }

  exportAs(format: "png" | "svg" | "json"): void {
    if (format === "png") return download("concepts.png", this.#canvas.png());
    const relations = this.#relations();
    const rows = this.#state.shown.flatMap((id) => this.graph.concepts.get(id) ?? []);
    if (format === "json") {
      const content = { ...this.graph.json, concepts: rows, relations };
      return download("concepts.json", new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
    }
    const { language } = this.context;
    const nodes = rows.map((row) => nodeLook(this.graph, row, language, this.#state.coloring, palette()));
    const drawing = svgOf(nodes, this.#lines().map((line) => edgeLook(line, language)), this.#canvas.positions());
    download("concepts.svg", new Blob([drawing], { type: "image/svg+xml" }));
  }

  /** Shows concepts and relations of a path, lit among the rest. */
  light(concepts: readonly string[], relations: readonly string[]): void {
    this.#lit = new Set([...concepts, ...relations]);
    const missing = concepts.filter((id) => !this.#state.shown.includes(id) && this.graph.concepts.has(id));
    if (missing.length) this.#set({ shown: [...this.#state.shown, ...missing] }, false);
    this.#canvas.show(this.#state, this.#lines());
    this.#canvas.select("", this.#lit);
    if (concepts.length) this.#canvas.fit(concepts);
  }

  #set(part: Partial<State>, isStep: boolean): void {
    const before = this.#state;
    this.#state = { ...before, ...part };
    const address = writeState(this.#state, this.graph.relations.has(this.#state.selected));
    if (isStep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    this.#render(before);
  }

  #goTo(search: string): void {
    const before = this.#state;
    const asked = readState(search);
    const known = asked.shown.filter((id) => this.graph.concepts.has(id));
    const shown = asked.shown[0] === ALL ? this.#everything() : known.length ? known : this.#opening(asked.selected);
    this.#state = { ...asked, shown };
    this.#render(before);
    this.#canvas.fit();
  }

  /** What to begin with: one concept and what is nearest, or the concepts that the page names. */
  #opening(id: string): string[] {
    const relation = this.graph.relations.get(id);
    if (relation) return [...new Set([relation.source, relation.target])];
    const filter = this.#filter();
    if (this.graph.concepts.has(id)) return [id, ...this.graph.neighbors(id, new Set([id]), filter).slice(0, AROUND_ONE)];
    return this.start.filter((start) => this.graph.concepts.has(start));
  }

  /** All concepts that have a relation; the most central ones where there are too many. */
  #everything(): string[] {
    const related = [...this.graph.concepts.keys()].filter((id) => this.graph.around(id).length > 0);
    return related.sort((a, b) => this.graph.rank(a) - this.graph.rank(b)).slice(0, EVERYTHING_AT_MOST);
  }

  #filter(): RelationFilter {
    return { hidden: new Set(this.#state.hidden), acceptedOnly: this.#state.acceptedOnly };
  }

  #relationsAmong(shown: ReadonlySet<string>): RelationRow[] {
    return this.graph.among(shown, this.#filter());
  }

  #relations(): RelationRow[] {
    return this.#relationsAmong(new Set(this.#state.shown));
  }

  #lines(): Line[] {
    return this.graph.lines(this.#relations(), new Set([...this.#lit, this.#state.selected]));
  }

  #render(before: State): void {
    const { frame, context } = this;
    const state = this.#state;
    const relations = this.#relations();
    const isTable = state.mode === "table";
    frame.showTable(isTable);
    this.#canvas.show(state, this.#lines());
    this.#canvas.select(state.selected, state.path && !state.selected ? this.#lit : new Set());
    frame.table.replaceChildren(...(isTable ? tables(this.graph, state.shown, relations, context, this) : []));
    frame.legend.replaceChildren(...legend(this.graph, state, context));
    const numbers = { nodes: state.shown.length, edges: relations.length };
    frame.counts.textContent = fill(context.strings.counts, numbers);
    frame.canvas.setAttribute("aria-label", fill(context.strings.canvas, numbers));
    frame.say(state.shown.length ? [] : [context.strings.empty]);
    this.#toolbar.update(state, this.#typeCounts());
    this.#sheets.update(state, before);
    document.title = this.#title();
  }

  #title(): string {
    const selected = this.graph.concepts.get(this.#state.selected);
    const base = document.title.split(" — ").at(-1) ?? "";
    return selected ? `${preferredLabel(selected, this.context.language)} — ${base}` : base;
  }

  #typeCounts(): Map<string, number> {
    const counts = new Map<string, number>();
    const all = this.graph.among(new Set(this.#state.shown), { hidden: new Set(), acceptedOnly: this.#state.acceptedOnly });
    for (const { type } of all) counts.set(type, (counts.get(type) ?? 0) + 1);
    return counts;
  }

  #zoomButtons(): void {
    const { strings } = this.context;
    const button = (label: string, sign: string | Node, act: () => void): HTMLElement => {
      const element = h("button", { type: "button", "aria-label": label, title: label }, sign);
      element.addEventListener("click", act);
      return element;
    };
    this.frame.zoom.append(
      button(strings.zoomIn, "+", () => this.#canvas.zoom(1.25)),
      button(strings.zoomOut, "−", () => this.#canvas.zoom(0.8)),
      button(strings.fit, icon("fit"), () => this.#canvas.fit()),
      button(strings.arrange, icon("arrange"), () => this.#canvas.rearrange(this.#state, this.#lines())),
    );
  }
}
