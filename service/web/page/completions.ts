/** Completions under the search field: a combobox that only ever fills in and submits the form that works without it. */
import type { Api } from "../client/api.js";
import { isAbort } from "../client/api.js";
import type { Suggestion } from "../client/types.js";
import { h, icon } from "../dom/build.js";
import { marked } from "../dom/marks.js";
import { Composition } from "../input/composition.js";
import { Listbox } from "../input/listbox.js";

const PAUSE_MS = 120;
const SHOWN = 8;

export class Completions {
  readonly #list: Listbox;
  readonly #composition: Composition;
  #timer = 0;
  #request: AbortController | undefined;
  #shown = "";

  constructor(
    private readonly form: HTMLFormElement,
    private readonly field: HTMLInputElement,
    private readonly api: Api,
    private readonly kinds: Readonly<Record<string, string>>,
  ) {
    const box = h("div", { class: "completions", role: "listbox", id: `${field.name}-completions`, hidden: true });
    box.setAttribute("aria-label", field.getAttribute("aria-label") ?? "");
    form.append(box);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": box.id, "aria-expanded": "false" })) {
      field.setAttribute(name, value);
    }
    this.#list = new Listbox(field, box);
    this.#composition = new Composition(field, () => this.#ask());
    field.addEventListener("input", (event) => this.#composition.isSettled(event as InputEvent) && this.#ask());
    field.addEventListener("keydown", (event) => this.#onKey(event));
    field.addEventListener("blur", () => this.#hide());
    box.addEventListener("pointerdown", (event) => event.preventDefault());
    box.addEventListener("click", (event) => this.#choose((event.target as Element).closest<HTMLElement>("[role=option]")));
  }

  #ask(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    const q = this.field.value.trim();
    if (!q) return this.#hide();
    this.#timer = window.setTimeout(() => void this.#show(q), PAUSE_MS);
  }

  async #show(q: string): Promise<void> {
    const { signal } = (this.#request = new AbortController());
    try {
      const { suggestions } = await this.api.suggest(q, SHOWN, signal);
      if (signal.aborted || document.activeElement !== this.field) return;
      this.#shown = q;
      this.#list.element.replaceChildren(...suggestions.map((suggestion) => this.#option(suggestion)));
      this.#list.element.hidden = suggestions.length === 0;
      this.#list.refresh(false);
    } catch (error) {
      if (!isAbort(error)) this.#hide();
    }
  }

  #option({ text, kind, marks }: Suggestion): HTMLElement {
    const shape = kind === "concept" ? "concept" : kind === "heading" ? "section" : "search";
    return h(
      "div",
      { role: "option", class: "completion", "aria-selected": "false", "data-q": text },
      icon(shape),
      h("span", {}, marked(text, marks)),
      this.kinds[kind] !== undefined && h("span", { class: "kind" }, this.kinds[kind]),
    );
  }

  #onKey(event: KeyboardEvent): void {
    if (this.#composition.owns(event)) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    const open = !this.#list.element.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open && this.field.value.trim() === this.#shown) this.#list.element.hidden = this.#list.size === 0;
      else this.#list.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.#hide();
    } else if (event.key === "Enter" && open && this.#list.active) {
      event.preventDefault();
      this.#choose(this.#list.active);
    }
  }

  #choose(option: HTMLElement | null): void {
    if (option?.dataset["q"] === undefined) return;
    this.field.value = option.dataset["q"];
    this.#hide();
    this.form.requestSubmit();
  }

  #hide(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#list.element.hidden = true;
    this.#list.element.replaceChildren();
    this.#list.refresh(false);
  }
}
