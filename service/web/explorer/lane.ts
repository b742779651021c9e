/** The learning order as a lane of cards, first to last. */
import type { Api } from "../client/api.js";
import type { ConceptBrief } from "../client/types.js";
import { fill, h, icon, safeUrl } from "../dom/build.js";
import { preferredLabel } from "../strings/language.js";
import type { Actions, Context } from "./context.js";

interface LearningStep {
  readonly concept: ConceptBrief;
  readonly section: { readonly heading: string; readonly url: string } | null;
  readonly needed_for: readonly { readonly text: string }[];
}

export interface LearningOrder {
  readonly goal: ConceptBrief;
  readonly steps: readonly LearningStep[];
}

export function learningOrder(api: Api, goal: string, signal: AbortSignal): Promise<LearningOrder> {
  return api.get("concepts/learning-order", { goal }, signal);
}

export function lane(order: LearningOrder, { strings, language }: Context, actions: Actions): HTMLElement[] {
  const close = h("button", { type: "button", class: "sheet-close", "aria-label": strings.close, title: strings.close }, icon("clear"));
  close.addEventListener("click", () => actions.learn(""));
  const title = `${strings.learn}：${preferredLabel(order.goal, language)}`;
  return [
    h("div", { class: "lane-head" }, h("h2", {}, title), h("p", {}, strings.learnLead), close),
    h("ol", { class: "lane-steps", tabindex: "0", "aria-label": title }, ...order.steps.map((step, index) => card(step, index, { strings, language }, actions))),
  ];
}

function card(step: LearningStep, index: number, { strings, language }: Context, actions: Actions): HTMLElement {
  const name = h("button", { type: "button", class: "link lane-name" }, preferredLabel(step.concept, language));
  name.addEventListener("click", () => actions.select(step.concept.id));
  const address = step.section && safeUrl(step.section.url, location.href);
  const because = step.needed_for[0]?.text;
  return h(
    "li",
    { class: "lane-step" },
    h("span", { class: "lane-number" }, fill(strings.stepN, { n: index + 1 })),
    name,
    because !== undefined && h("p", {}, fill(strings.neededFor, { text: because })),
    address && h("a", { href: address }, step.section.heading || strings.read),
  );
}
