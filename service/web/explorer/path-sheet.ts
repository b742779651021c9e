/** The path mode: two fields, and the ways from one concept to the other, a sentence a step. */
import { type Api, ApiError, isAbort } from "../client/api.js";
import type { ConceptBrief, Evidence } from "../client/types.js";
import { fill, h } from "../dom/build.js";
import { preferredLabel } from "../strings/language.js";
import type { Actions, Context } from "./context.js";
import { evidenceQuote } from "./evidence.js";
import { conceptPicker } from "./picker.js";

const PATHS = 3;

interface Step {
  readonly from: ConceptBrief;
  readonly to: ConceptBrief;
  readonly relation: string;
  readonly sentence: string;
  readonly evidence: Evidence | null;
}

export interface Path {
  readonly steps: readonly Step[];
}

/** The concepts and relations of a path, by id. */
export function partsOf(path: Path): { concepts: string[]; relations: string[] } {
  const concepts = path.steps.flatMap(({ from, to }) => [from.id, to.id]);
  return { concepts: [...new Set(concepts)], relations: path.steps.map(({ relation }) => relation) };
}

export async function findPaths(api: Api, from: string, to: string, signal: AbortSignal): Promise<readonly Path[]> {
  try {
    return (await api.get<{ paths: readonly Path[] }>("concepts/path", { from, to, k: PATHS }, signal)).paths;
  } catch (error) {
    if (isAbort(error) || !(error instanceof ApiError) || error.trouble !== "refused") throw error;
    return [];
  }
}

export interface PathView {
  readonly ends: readonly [string, string];
  readonly labels: readonly [string, string];
  readonly paths: readonly Path[] | null;
  readonly chosen: number;
  readonly choose: (index: number) => void;
}

export function pathSheet(api: Api, view: PathView, context: Context, actions: Actions): HTMLElement[] {
  const { strings, language } = context;
  const [from, to] = view.ends;
  const field = (id: string, label: string, value: string, chosen: (id: string) => void): HTMLElement =>
    h("label", { class: "path-field" }, h("span", {}, label), conceptPicker(api, { id, label, value, language, chosen }));
  const found = view.paths ?? [];
  return [
    h("h2", { class: "sheet-title", tabindex: "-1" }, strings.path),
    field("path-from", strings.from, view.labels[0], (id) => actions.path(id, to)),
    field("path-to", strings.to, view.labels[1], (id) => actions.path(from, id)),
    ...(view.paths !== null && found.length === 0 ? [h("p", { class: "sheet-quiet" }, strings.noPath)] : []),
    ...found.map((path, index) => onePath(path, index, view, context, actions, language)),
  ];
}

function onePath(path: Path, index: number, view: PathView, { strings }: Context, actions: Actions, language: string): HTMLElement {
  const pressed = index === view.chosen;
  const head = h("button", { type: "button", class: "path-choice", "aria-pressed": String(pressed) }, fill(strings.pathN, { n: index + 1 }), ` · ${trail(path, language)}`);
  head.addEventListener("click", () => view.choose(index));
  if (!pressed) return h("section", { class: "path" }, head);
  const steps = path.steps.map((step) => {
    const sentence = h("button", { type: "button", class: "link" }, step.sentence);
    sentence.addEventListener("click", () => actions.select(step.relation));
    return h("li", {}, sentence, step.evidence && evidenceQuote(step.evidence, strings));
  });
  return h("section", { class: "path" }, head, h("ol", { class: "path-steps" }, ...steps));
}

function trail(path: Path, language: string): string {
  const first = path.steps[0];
  return first ? [first.from, ...path.steps.map(({ to }) => to)].map((concept) => preferredLabel(concept, language)).join(" → ") : "";
}
