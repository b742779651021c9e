/** The drawing: Cytoscape on a canvas, kept in step with what the view shows. */
import cytoscape, { type Core, type ElementDefinition, type NodeSingular } from "cytoscape";
import { h } from "../dom/build.js";
import type { Graph, Line } from "./graph.js";
import { arrange, type Point } from "./layout.js";
import { canvasStyle, palette } from "./looks.js";
import type { Places } from "./places.js";
import { type EdgeLook, edgeLook, type NodeLook, nodeLook } from "./shapes.js";
import type { State } from "./state.js";

/** From so many concepts on, what costs time is left out of the drawing. */
const MANY = 250;
/** A concept with more relations than this is dragged without them. */
const HUB = 80;
const DRAGGED = "_dragged";
/** Around what is brought into view: so many pixels, on narrow screens that share of the width. */
const MARGIN = 48;
const NARROW = 0.04;
/** There the count and the buttons lie in a row of that height over the lower edge, where nothing is put. */
const PHONE = "(max-width: 719px)";
const BUTTONS = 52;
const CLOSEST = 1.2;
const STYLE_ID = "__________cytoscape_stylesheet";

export interface CanvasEvents {
  selected(id: string): void;
  expanded(id: string): void;
  moved(points: ReadonlyMap<string, Point>): void;
}

export class Canvas {
  readonly #cy: Core;
  #many = false;
  #fitted: readonly string[] | undefined = [];

  constructor(
    container: HTMLElement,
    private readonly graph: Graph,
    private readonly language: string,
    private readonly places: Places,
    private readonly events: CanvasEvents,
  ) {
    reserveStyleElement();
    this.#cy = cytoscape({
      container, style: canvasStyle(palette(), false), minZoom: 0.08, maxZoom: 3,
      boxSelectionEnabled: false, selectionType: "single", autounselectify: false, textureOnViewport: false,
    });
    this.#cy.on("tap", "node, edge", (event) => this.events.selected(event.target.id() as string));
    this.#cy.on("tap", (event) => event.target === this.#cy && this.events.selected(""));
    this.#cy.on("dbltap", "node", (event) => this.events.expanded(event.target.id() as string));
    this.#cy.on("drag", "node", (event) => this.#lighten(event.target as NodeSingular));
    this.#cy.on("free", "node", () => this.#cy.edges(".resting").removeClass("resting"));
    this.#cy.on("dragfree", "node", () => this.events.moved(this.positions()));
    this.#cy.on("dragpan scrollzoom pinchzoom", () => (this.#fitted = undefined));
    new ResizeObserver(() => this.#resized()).observe(container);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#restyle());
  }

  /** Shows these concepts and relations; what stays keeps its place. Returns whether anything came or went. */
  show(state: State, lines: readonly Line[]): boolean {
    const colors = palette();
    const nodes = state.shown.flatMap((id) => {
      const row = this.graph.concepts.get(id);
      return row ? [nodeLook(this.graph, row, this.language, state.coloring, colors)] : [];
    });
    const edges = lines.map((line) => edgeLook(line, this.language));
    const points = this.#arranged(nodes, edges);
    const changed = this.#sync(nodes, edges, points);
    this.#setMany(nodes.length > MANY);
    this.places.keep(points);
    return changed;
  }

  select(id: string, path: ReadonlySet<string>): void {
    this.#cy.batch(() => {
      this.#cy.elements().unselect().removeClass("faded on-path");
      const chosen = id ? this.#cy.getElementById(id) : this.#cy.collection();
      chosen.select();
      const onPath = this.#cy.elements().filter((element) => path.has(element.id()));
      onPath.addClass("on-path");
      const kept = onPath.nonempty() ? onPath : chosen.closedNeighborhood().union(chosen.connectedNodes());
      if (kept.nonempty() && this.#cy.nodes().length > 12) this.#cy.elements().difference(kept).addClass("faded");
    });
  }

  /** Brings all into view, or the named concepts; stays so while the stage changes its size, until someone moves it. */
  fit(ids: readonly string[] = []): void {
    this.#fitted = ids;
    const wanted = ids.length ? this.#cy.nodes().filter((node) => ids.includes(node.id())) : this.#cy.nodes();
    if (wanted.empty()) return;
    const { width, height } = this.#cy.container()?.getBoundingClientRect() ?? { width: 0, height: 0 };
    this.#cy.fit(wanted, Math.min(MARGIN, width * NARROW));
    if (this.#cy.zoom() > CLOSEST) this.#cy.zoom(CLOSEST);
    this.#cy.center(wanted);
    if (matchMedia(PHONE).matches && height > 2 * BUTTONS) {
      this.#cy.zoom({ level: this.#cy.zoom() * (1 - BUTTONS / height), renderedPosition: { x: width / 2, y: 0 } });
    }
  }

  zoom(factor: number): void {
    const box = this.#cy.container()?.getBoundingClientRect();
    this.#cy.zoom({ level: this.#cy.zoom() * factor, renderedPosition: { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 2 } });
  }

  /** Forgets the places of what is shown and lays it out anew. */
  rearrange(state: State, lines: readonly Line[]): void {
    this.#cy.elements().remove();
    this.places.forget();
    this.show(state, lines);
    this.fit();
  }

  #resized(): void {
    this.#cy.resize();
    if (this.#fitted) this.fit(this.#fitted);
  }

  positions(): Map<string, Point> {
    return new Map(this.#cy.nodes().map((node) => [node.id(), { ...node.position() }]));
  }

  png(): Blob {
    return this.#cy.png({ output: "blob", full: true, scale: 2, bg: palette().ground }) as unknown as Blob;
  }

  #arranged(nodes: readonly NodeLook[], edges: readonly EdgeLook[]): Map<string, Point> {
    const known = new Map<string, Point>();
    for (const { id } of nodes) {
      const here = this.#cy.getElementById(id);
      const at = here.nonempty() ? { ...here.position() } : this.places.get(id);
      if (at) known.set(id, at);
    }
    return arrange(nodes, edges.map(({ source, target }) => [source, target] as const), known);
  }

  #sync(nodes: readonly NodeLook[], edges: readonly EdgeLook[], points: ReadonlyMap<string, Point>): boolean {
    const wanted = new Set([...nodes, ...edges].map(({ id }) => id));
    const leaving = this.#cy.elements().filter((element) => !wanted.has(element.id()));
    const coming: ElementDefinition[] = [];
    this.#cy.batch(() => {
      leaving.remove();
      for (const data of nodes) {
        const here = this.#cy.getElementById(data.id);
        if (here.nonempty()) here.data(data);
        else coming.push({ group: "nodes", data: { ...data }, position: { ...(points.get(data.id) ?? { x: 0, y: 0 }) } });
      }
      for (const data of edges) if (this.#cy.getElementById(data.id).empty()) coming.push({ group: "edges", data: { ...data } });
      this.#cy.add(coming);
    });
    return coming.length > 0 || leaving.nonempty();
  }

  /** Leaves the relations of a hub out while it is dragged: drawn anew for each frame, they would hold up the hand. */
  #lighten(node: NodeSingular): void {
    if (node.scratch(DRAGGED)) return;
    node.scratch(DRAGGED, true);
    node.one("free", () => node.removeScratch(DRAGGED));
    const edges = node.connectedEdges();
    if (edges.length > HUB) edges.addClass("resting");
  }

  #setMany(many: boolean): void {
    if (many === this.#many) return;
    this.#many = many;
    this.#restyle();
  }

  #restyle(): void {
    this.#cy.style(canvasStyle(palette(), this.#many));
  }
}

/** Cytoscape adds a style element unless it finds this id; our policy allows none, and explorer.css says the same. */
function reserveStyleElement(): void {
  if (!document.getElementById(STYLE_ID)) document.head.append(h("meta", { id: STYLE_ID, name: "graph-style", content: "explorer.css" }));
}
