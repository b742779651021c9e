/** What the explorer shows, kept in the address, so that a view can be sent, reloaded and gone back to. */

export type Mode = "graph" | "table";
export type Coloring = "kind" | "community";

export interface State {
  /** Ids of the concepts shown, in the order in which they came. */
  readonly shown: readonly string[];
  readonly selected: string;
  readonly hidden: readonly string[];
  readonly acceptedOnly: boolean;
  readonly mode: Mode;
  readonly coloring: Coloring;
  readonly path: readonly [string, string] | null;
  readonly goal: string;
}

export const EMPTY: State = {
  shown: [], selected: "", hidden: [], acceptedOnly: false, mode: "graph", coloring: "kind", path: null, goal: "",
};

/** More concepts than this are not listed in an address, which then says `all`. */
const MOST_LISTED = 200;
export const ALL = "all";

export function readState(search: string): State {
  const given = new URLSearchParams(search);
  const list = (name: string): string[] => (given.get(name) ?? "").split(",").filter(Boolean);
  const from = given.get("from");
  const to = given.get("to");
  return {
    shown: list("show"),
    selected: given.get("concept") ?? given.get("relation") ?? "",
    hidden: list("hide"),
    acceptedOnly: given.get("accepted") === "1",
    mode: given.get("view") === "table" ? "table" : "graph",
    coloring: given.get("color") === "community" ? "community" : "kind",
    path: from && to ? [from, to] : null,
    goal: given.get("goal") ?? "",
  };
}

export function writeState(state: State, isRelation: boolean): string {
  const parameters = new URLSearchParams();
  const set = (name: string, value: string): void => {
    if (value) parameters.set(name, value);
  };
  set(isRelation ? "relation" : "concept", state.selected);
  set("show", state.shown.length > MOST_LISTED ? ALL : state.shown.join(","));
  set("hide", state.hidden.join(","));
  set("accepted", state.acceptedOnly ? "1" : "");
  set("view", state.mode === "table" ? "table" : "");
  set("color", state.coloring === "community" ? "community" : "");
  set("from", state.path?.[0] ?? "");
  set("to", state.path?.[1] ?? "");
  set("goal", state.goal);
  return `?${parameters.toString().replaceAll("%2C", ",")}`;
}
