/** Chooses and fills the sheet: a concept's, a relation's, or the path mode's; and the lane of the learning order. */
import { type Api, isAbort } from "../client/api.js";
import type { Card, RelationItem } from "../client/types.js";
import { h } from "../dom/build.js";
import { preferredLabel } from "../strings/language.js";
import { conceptSheet } from "./concept-sheet.js";
import type { Actions, Context } from "./context.js";
import type { Frame } from "./frame.js";
import type { Graph, RelationRow } from "./graph.js";
import { lane, learningOrder } from "./lane.js";
import { communityLabel } from "./legend.js";
import { findPaths, partsOf, type Path, pathSheet } from "./path-sheet.js";
import { relationSheet } from "./relation-sheet.js";
import type { State } from "./state.js";

/** The explorer, as far as sheets need it. */
export interface Host extends Actions {
  light(concepts: readonly string[], relations: readonly string[]): void;
}

export class Sheets {
  #request = new AbortController();
  #laneRequest = new AbortController();

  constructor(
    private readonly frame: Frame,
    private readonly graph: Graph,
    private readonly api: Api,
    private readonly context: Context,
    private readonly host: Host,
  ) {}

  /** Brings sheet and lane up to date with the state, asking only for what changed. */
  update(state: State, before: State): void {
    if (state.goal !== before.goal) void this.#guard(() => this.#lane(state.goal), "lane");
    const samePath = state.path?.join() === before.path?.join();
    if (state.path && samePath && !state.selected && !before.selected) return;
    this.#request.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    const relation = this.graph.relations.get(state.selected);
    if (this.graph.concepts.has(state.selected)) void this.#guard(() => this.#concept(state, signal), "sheet");
    else if (relation) void this.#guard(() => this.#relation(relation, signal), "sheet");
    else if (state.path) void this.#guard(() => this.#paths(state.path ?? ["", ""], signal), "sheet");
    else this.frame.showSheet([], "");
  }

  async #concept(state: State, signal: AbortSignal): Promise<void> {
    const card = await this.api.concept(state.selected, signal);
    if (signal.aborted) return;
    const { language, strings } = this.context;
    const shown = new Set(state.shown);
    const filter = { hidden: new Set(state.hidden), acceptedOnly: state.acceptedOnly };
    const view = {
      card,
      isShown: shown.has(card.id),
      more: this.graph.neighbors(card.id, shown, filter).length,
      communityLabel: communityLabel(this.graph, card.community, strings.communityOf, language),
    };
    this.frame.showSheet(conceptSheet(view, this.context, this.host), preferredLabel(card, language));
  }

  async #relation(row: RelationRow, signal: AbortSignal): Promise<void> {
    const card = await this.api.concept(row.source, signal);
    const item = itemOf(card, row.id);
    if (signal.aborted || !item) return;
    const ends = [row.source, row.target].flatMap((id) => this.graph.concepts.get(id) ?? []);
    this.frame.showSheet(relationSheet({ item, ends, beside: this.graph.beside(row) }, this.context, this.host), item.sentence);
  }

  async #paths(ends: readonly [string, string], signal: AbortSignal): Promise<void> {
    const [from, to] = ends;
    const paths = from && to ? await findPaths(this.api, from, to, signal) : null;
    if (!signal.aborted) this.#showPaths(ends, paths, 0);
  }

  #showPaths(ends: readonly [string, string], paths: readonly Path[] | null, chosen: number): void {
    const label = (id: string): string => {
      const row = this.graph.concepts.get(id);
      return row ? preferredLabel(row, this.context.language) : "";
    };
    const view = {
      ends, paths, chosen,
      labels: [label(ends[0]), label(ends[1])] as const,
      choose: (index: number): void => this.#showPaths(ends, paths, index),
    };
    this.frame.showSheet(pathSheet(this.api, view, this.context, this.host), this.context.strings.path);
    const path = paths?.[chosen];
    const parts = path ? partsOf(path) : { concepts: [], relations: [] };
    this.host.light(parts.concepts, parts.relations);
  }

  async #lane(goal: string): Promise<void> {
    this.#laneRequest.abort();
    this.#laneRequest = new AbortController();
    const { signal } = this.#laneRequest;
    if (!goal) return this.frame.showLane([]);
    const order = await learningOrder(this.api, goal, signal);
    if (!signal.aborted) this.frame.showLane(lane(order, this.context, this.host));
  }

  async #guard(work: () => Promise<void>, where: "sheet" | "lane"): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isAbort(error)) return;
      const message = [h("p", { class: "sheet-quiet" }, this.context.strings.failed)];
      if (where === "sheet") this.frame.showSheet(message, this.context.strings.failed);
      else this.frame.showLane(message);
    }
  }
}

function itemOf(card: Card, id: string): RelationItem | undefined {
  return card.relations.flatMap((group) => group.items).find((item) => item.id === id);
}
