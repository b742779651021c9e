/** A text field with a list of things to choose from below it, safe with input methods. */
import { isAbort } from "../client/api.js";
import type { Mark } from "../client/types.js";
import { h, icon, type IconName } from "../dom/build.js";
import { marked } from "../dom/marks.js";
import { Composition } from "./composition.js";
import { Listbox } from "./listbox.js";

const PAUSE_MS = 120;

export interface Item {
  /** What `chosen` is told. */
  readonly value: string;
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly note: string;
  readonly icon: IconName;
}

export interface ComboboxOptions {
  readonly id: string;
  /** Where the list goes; it is placed below this element. */
  readonly place: HTMLElement;
  readonly find: (q: string, signal: AbortSignal) => Promise<readonly Item[]>;
  readonly chosen: (item: Item) => void;
  /** Whether the first item is active at once, so that Enter takes it. */
  readonly eager: boolean;
}

export class Combobox {
  readonly #list: Listbox;
  readonly #composition: Composition;
  #items: readonly Item[] = [];
  #timer = 0;
  #request: AbortController | undefined;

  constructor(
    private readonly field: HTMLInputElement,
    private readonly options: ComboboxOptions,
  ) {
    const box = h("div", { class: "completions", role: "listbox", id: options.id, hidden: true });
    box.setAttribute("aria-label", field.getAttribute("aria-label") ?? "");
    options.place.append(box);
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
      const items = await this.options.find(q, signal);
      if (signal.aborted || document.activeElement !== this.field) return;
      this.#items = items;
      this.#list.element.replaceChildren(...items.map(option));
      this.#list.element.hidden = items.length === 0;
      this.#list.refresh(this.options.eager);
    } catch (error) {
      if (!isAbort(error)) this.#hide();
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (this.#composition.owns(event)) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    const open = !this.#list.element.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.#list.move(event.key === "ArrowDown" ? 1 : -1);
      else this.#ask();
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.#hide();
    } else if (event.key === "Enter" && open && this.#list.active) {
      event.preventDefault();
      this.#choose(this.#list.active);
    }
  }

  #choose(element: HTMLElement | null): void {
    const item = this.#items.find(({ value }) => value === element?.dataset["value"]);
    if (!item) return;
    this.field.value = item.text;
    this.#hide();
    this.options.chosen(item);
  }

  #hide(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#list.element.hidden = true;
    this.#list.element.replaceChildren();
    this.#list.refresh(false);
  }
}

function option(item: Item): HTMLElement {
  return h(
    "div",
    { role: "option", class: "completion", "aria-selected": "false", "data-value": item.value },
    icon(item.icon),
    h("span", {}, marked(item.text, item.marks)),
    item.note && h("span", { class: "kind" }, item.note),
  );
}
