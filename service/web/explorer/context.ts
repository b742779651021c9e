/** What the parts of the explorer share: its words, and what they may ask of it. */
import type { ExplorerStrings } from "../strings/explorer.js";

export interface Context {
  readonly strings: ExplorerStrings;
  readonly language: string;
}

export interface Actions {
  /** How many neighbours one expansion adds. */
  readonly batch: number;
  /** Selects a concept or relation, adding a concept that is not shown yet; empty selects nothing. */
  select(id: string): void;
  add(id: string): void;
  remove(id: string): void;
  expand(id: string): void;
  /** Opens the path mode; an empty end is still to be chosen. */
  path(from: string, to: string): void;
  learn(goal: string): void;
  close(): void;
}
