/** The dialog's elements, and the few ways in which they change. */
import { fill, h, icon } from "../../dom/build.js";
import type { Strings } from "../../strings/widget.js";

export class View {
  readonly field: HTMLInputElement;
  readonly list = h("div", { class: "list", id: "list", role: "listbox", part: "results" });
  readonly notes = h("div", { class: "notes", part: "notes" });
  readonly screen = h("div", { class: "screen" });
  readonly panel: HTMLElement;
  readonly all = h("a", { class: "all", part: "all" });
  readonly dialog: HTMLDialogElement;
  readonly #status = h("div", { class: "hidden", role: "status" });
  readonly #main = h("div", { class: "main" });
  readonly #clear: HTMLButtonElement;

  constructor(private readonly strings: Strings, language: string, placeholder: string | undefined) {
    this.list.setAttribute("aria-label", strings.results);
    this.panel = h("aside", { class: "panel", part: "panel", "aria-label": strings.concept, hidden: true });
    this.field = h("input", {
      type: "text", role: "combobox", class: "field", part: "field", placeholder: placeholder ?? strings.placeholder,
      "aria-label": strings.title, "aria-autocomplete": "list", "aria-controls": "list", "aria-expanded": "false",
      autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false", enterkeyhint: "go", maxlength: 256,
    });
    this.#clear = button("clear", strings.clear, icon("clear"));
    this.#clear.hidden = true;
    this.dialog = h("dialog", { class: "dialog", part: "dialog", "aria-label": strings.title, lang: language }, this.#sheet());
  }

  #sheet(): HTMLElement {
    const { strings } = this;
    const bar = h("div", { class: "bar", part: "bar" }, icon("search"), this.field, this.#clear, this.#closeButton());
    this.#main.append(this.notes, this.screen, this.list);
    const key = (name: string, does: string): HTMLElement => h("span", { class: "key" }, h("kbd", {}, name), " ", does);
    const hints = h("div", { class: "hints", "aria-hidden": "true" }, key("↑ ↓", strings.select), key("↵", strings.open), key("Esc", strings.close));
    return h("div", { class: "sheet", part: "sheet" }, bar, this.#status, h("div", { class: "body" }, this.#main, this.panel), h("div", { class: "foot", part: "footer" }, hints, this.all));
  }

  /** Shows the key where there is a keyboard, the word where there is none; its name has both. */
  #closeButton(): HTMLButtonElement {
    const { close } = this.strings;
    const word = h("span", { class: "word" }, close, " ");
    return h("button", { type: "button", class: "tool close", part: "close", "data-do": "close", title: close }, word, h("span", { class: "esc" }, "Esc"));
  }

  /** Puts options into the list and what is not an option beside it. */
  show(options: readonly HTMLElement[], screen: readonly HTMLElement[] = []): void {
    this.list.replaceChildren(...options);
    this.list.hidden = options.length === 0;
    this.screen.replaceChildren(...screen);
    this.screen.hidden = screen.length === 0;
  }

  showNotes(notes: readonly HTMLElement[]): void {
    this.notes.replaceChildren(...notes);
    this.notes.hidden = notes.length === 0;
  }

  showPanel(content: readonly HTMLElement[]): void {
    this.panel.replaceChildren(...content);
    this.panel.hidden = content.length === 0;
    this.dialog.classList.toggle("wide", content.length > 0);
  }

  showAll(address: string, total: number | null): void {
    this.all.href = address;
    this.all.textContent = total === null ? "" : fill(this.strings.allCount, { total });
    this.all.hidden = total === null;
  }

  /** Says it to screen readers; the same words twice are said once. */
  announce(text: string): void {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  busy(on: boolean): void {
    this.dialog.classList.toggle("busy", on);
    this.list.setAttribute("aria-busy", String(on));
  }

  fieldChanged(): void {
    this.#clear.hidden = this.field.value === "";
  }

  scrollToTop(): void {
    for (const box of [this.#main, this.#main.parentElement]) box?.scrollTo({ top: 0 });
  }
}

function button(does: string, label: string, ...children: (Node | string)[]): HTMLButtonElement {
  return h("button", { type: "button", class: `tool ${does}`, part: does, "data-do": does, "aria-label": label, title: label }, ...children);
}
