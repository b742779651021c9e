/** A card that appears beside a concept under the pointer or focus: its definition, and where it leads. */
import type { Api } from "../client/api.js";
import type { Card } from "../client/types.js";
import { h } from "../dom/build.js";
import { plain } from "../dom/plain.js";
import { preferredLabel } from "../strings/language.js";
import { relationLabel } from "../strings/relations.js";

const DELAY_MS = 200;
const GAP = 8;
const SHOWN_RELATIONS = 3;

export class HoverCards {
  readonly #box = h("div", { class: "hover-card card", id: "hover-card", hidden: true });
  #timer = 0;
  #link: HTMLElement | undefined;

  constructor(
    private readonly api: Api,
    private readonly language: string,
    scope: HTMLElement,
  ) {
    document.body.append(this.#box);
    scope.addEventListener("pointerover", (event) => event.pointerType === "mouse" && this.#over(event.target));
    scope.addEventListener("focusin", (event) => this.#over(event.target));
    scope.addEventListener("focusout", () => this.#leave());
    for (const element of [scope, this.#box]) element.addEventListener("pointerout", (event) => this.#out(event));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#hide());
  }

  #over(target: EventTarget | null): void {
    const link = target instanceof Element ? target.closest<HTMLElement>("a.concept[data-concept]") : null;
    if (!link) return;
    clearTimeout(this.#timer);
    if (link === this.#link) return;
    this.#timer = window.setTimeout(() => void this.#show(link), DELAY_MS);
  }

  #out(event: PointerEvent): void {
    const to = event.relatedTarget;
    if (to instanceof Node && (this.#box.contains(to) || this.#link?.contains(to))) return;
    this.#leave();
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#hide(), DELAY_MS);
  }

  async #show(link: HTMLElement): Promise<void> {
    const card = await this.api.concept(link.dataset["concept"] ?? "").catch(() => undefined);
    if (!card || !link.isConnected) return;
    this.#link = link;
    this.#box.replaceChildren(...this.#content(card));
    this.#box.hidden = false;
    link.setAttribute("aria-describedby", this.#box.id);
    this.#place(link);
  }

  #content(card: Card): HTMLElement[] {
    const name = preferredLabel(card, this.language);
    const others = Object.values(card.pref_label).filter((label) => label !== name);
    const accepted = card.relations.flatMap((group) =>
      group.items.filter((item) => item.status === "accepted").map((item) => ({ item, label: relationLabel(this.language, group.type, group.direction) })));
    const strongest = accepted.sort((a, b) => b.item.weight - a.item.weight).slice(0, SHOWN_RELATIONS);
    return [
      h("p", { class: "card-title" }, h("strong", {}, name), others.length > 0 && h("small", {}, others.join(" · "))),
      ...(card.definition ? [h("p", { class: "definition" }, plain(card.definition.text).text)] : []),
      ...strongest.map(({ item, label }) => h("p", { class: "hover-relation" }, h("small", {}, label), " ", preferredLabel(item.concept, this.language))),
    ];
  }

  /** Below the link, or above where there is no room; never outside the window. */
  #place(link: HTMLElement): void {
    const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.#box;
    const below = at.bottom + GAP + height <= innerHeight;
    const left = Math.min(Math.max(at.left, GAP), innerWidth - width - GAP);
    this.#box.style.left = `${left + scrollX}px`;
    this.#box.style.top = `${(below ? at.bottom + GAP : at.top - GAP - height) + scrollY}px`;
  }

  #hide(): void {
    clearTimeout(this.#timer);
    this.#link?.removeAttribute("aria-describedby");
    this.#link = undefined;
    this.#box.hidden = true;
  }
}
