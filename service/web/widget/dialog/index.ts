/** The search dialog: opens and closes, keeps focus inside, and tells the element what happens. */
import { widgetStrings } from "../../strings/widget.js";
import { Controller } from "./controller.js";
import css from "./dialog.css";
import panelCss from "./panel.css";
import { RecentSearches } from "./recent.js";
import resultsCss from "./results.css";
import { View } from "./view.js";

export interface DialogOptions {
  readonly endpoint: string;
  readonly language: string;
  readonly placeholder: string | undefined;
  readonly source: string | undefined;
  readonly limit: number;
  readonly recent: boolean;
  readonly prefetch: boolean;
}

export class SearchDialog {
  readonly #view: View;
  readonly #controller: Controller;
  /** What the page's own overflow was, while the dialog keeps the page from scrolling. */
  #pageOverflow: string | undefined;

  constructor(
    private readonly element: HTMLElement,
    frame: HTMLElement,
    options: DialogOptions,
  ) {
    const strings = widgetStrings(options.language);
    this.#view = new View(strings, options.language, options.placeholder);
    this.#controller = new Controller(this.#view, strings, options, new RecentSearches(options.recent), {
      close: () => this.close(),
      searched: (q, total) => void this.#tell("search", { q, total }),
      selected: (id, url, q) => this.#tell("select", { id, url, q }),
    });
    addStyles(element.shadowRoot, [css, resultsCss, panelCss]);
    this.#listen();
    frame.append(this.#view.dialog);
  }

  show(q?: string): void {
    const { dialog, field } = this.#view;
    if (!dialog.open) {
      dialog.showModal();
      const { style } = document.documentElement;
      this.#pageOverflow ??= style.overflow;
      style.overflow = "hidden";
      this.element.setAttribute("open", "");
      if (!field.value) this.#controller.start();
      this.#tell("open", {});
    }
    if (q !== undefined) this.#controller.searchFor(q);
    field.focus();
    field.select();
  }

  close(): void {
    if (this.#view.dialog.open) this.#view.dialog.close();
  }

  remove(): void {
    this.close();
    this.#view.dialog.remove();
  }

  #listen(): void {
    const { dialog } = this.#view;
    dialog.addEventListener("keydown", (event) => this.#onKey(event));
    dialog.addEventListener("cancel", (event) => this.#controller.composing && event.preventDefault());
    dialog.addEventListener("pointerdown", (event) => event.target === dialog && this.close());
    dialog.addEventListener("close", () => this.#closed());
  }

  /** The event comes late: the dialog may be open again. */
  #closed(): void {
    if (!this.#view.dialog.open) {
      document.documentElement.style.overflow = this.#pageOverflow ?? "";
      this.#pageOverflow = undefined;
      this.element.removeAttribute("open");
    }
    this.#tell("close", {});
  }

  #onKey(event: KeyboardEvent): void {
    if (this.#controller.composing || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") this.#keepFocus(event);
  }

  /** Tab goes round inside the dialog. */
  #keepFocus(event: KeyboardEvent): void {
    const { dialog } = this.#view;
    const stops = Array.from(dialog.querySelectorAll<HTMLElement>("input, button, a[href]:not([tabindex='-1'])")).filter((stop) => stop.checkVisibility());
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (this.element.shadowRoot?.activeElement !== from) return;
    event.preventDefault();
    to?.focus();
  }

  /** Dispatches `xunmai:{what}` from the element; false if a listener prevented the default. */
  #tell(what: string, detail: Record<string, unknown>): boolean {
    return this.element.dispatchEvent(new CustomEvent(`xunmai:${what}`, { detail, bubbles: true, composed: true, cancelable: what === "select" }));
  }
}

function addStyles(root: ShadowRoot | null, styles: readonly string[]): void {
  if (!root || root.adoptedStyleSheets.length > 1) return;
  for (const text of styles) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets.push(sheet);
  }
}
