/** `<xunmai-search>`: the trigger, its attributes and life cycle; the dialog is loaded when it is first wanted. */
import { fill, h, icon } from "../dom/build.js";
import { triggerStrings } from "../strings/trigger.js";
import type { DialogOptions, SearchDialog } from "./dialog/index.js";
import { describe, matches, parseShortcuts } from "./shortcut.js";
import { resolveTheme, watchTheme } from "./theme.js";
import css from "./trigger.css";

const HOST = new URL(".", import.meta.url).href;
const DEFAULT_SHORTCUTS = "mod+k /";

export class XunmaiSearch extends HTMLElement {
  static readonly observedAttributes = ["endpoint", "language", "theme", "shortcut", "placeholder", "source", "limit", "open"];

  readonly #frame = h("div", { class: "frame", part: "frame" });
  readonly #onKey = (event: KeyboardEvent): void => this.#handleKey(event);
  readonly #onTheme = (): void => this.#applyTheme();
  #trigger: HTMLButtonElement | undefined;
  #dialog: Promise<SearchDialog> | undefined;
  #stopWatching: (() => void) | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    root.append(this.#frame);
  }

  connectedCallback(): void {
    this.#renderTrigger();
    this.#stopWatching = watchTheme(this.#onTheme);
    document.addEventListener("keydown", this.#onKey);
    if (this.hasAttribute("open")) void this.show();
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#onKey);
    this.#stopWatching?.();
    void this.hide();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.isConnected || before === after) return;
    if (name === "open") void (after === null ? this.hide() : this.show());
    else if (name === "theme") this.#applyTheme();
    else this.#forgetDialog();
  }

  /** Opens the dialog, with `q` in its field if given; resolves when it can be typed into. */
  async show(q?: string): Promise<void> {
    this.#trigger?.setAttribute("aria-busy", "true");
    try {
      const dialog = await this.#load();
      if (this.isConnected) dialog.show(q);
    } catch (error) {
      console.error("xunmai-search: the dialog could not be loaded", error);
      location.assign(new URL(q ? `?q=${encodeURIComponent(q)}` : "", this.endpoint));
    } finally {
      this.#trigger?.removeAttribute("aria-busy");
    }
  }

  /** Closes the dialog; nothing happens where it is not open. */
  async hide(): Promise<void> {
    (await this.#dialog?.catch(() => undefined))?.close();
  }

  /** Where the service is reached: the attribute, or where this script came from. */
  get endpoint(): string {
    return new URL(this.getAttribute("endpoint") || HOST, location.href).href;
  }

  #load(): Promise<SearchDialog> {
    this.#dialog ??= import("./dialog/index.js").then((module) => new module.SearchDialog(this, this.#frame, this.#options()));
    this.#dialog.catch(() => (this.#dialog = undefined));
    return this.#dialog;
  }

  #options(): DialogOptions {
    const language = this.getAttribute("language") || "zh-CN";
    return {
      endpoint: this.endpoint,
      language,
      placeholder: this.getAttribute("placeholder") ?? undefined,
      source: this.getAttribute("source") ?? undefined,
      limit: Math.min(Math.max(Number(this.getAttribute("limit")) || 10, 1), 50),
      recent: this.getAttribute("recent") !== "off",
      prefetch: this.hasAttribute("prefetch") || new URL(this.endpoint).origin === location.origin,
    };
  }

  /** Attributes that the dialog is built from have changed: the next opening builds it anew. */
  #forgetDialog(): void {
    void this.#dialog?.then((dialog) => dialog.remove());
    this.#dialog = undefined;
    this.#renderTrigger();
  }

  #renderTrigger(): void {
    const language = this.getAttribute("language") || "zh-CN";
    const strings = triggerStrings(language);
    const keys = describe(this.#shortcuts());
    const label = this.getAttribute("placeholder") || strings.label;
    const button = h(
      "button",
      { type: "button", part: "trigger", class: "trigger", "aria-haspopup": "dialog", "aria-keyshortcuts": keys.aria || null,
        lang: language, title: keys.shown ? fill(strings.keys, { keys: keys.shown }) : null },
      icon("search"),
      h("span", { class: "label", part: "label" }, label),
      keys.shown && h("kbd", { part: "shortcut", "aria-hidden": "true" }, keys.shown),
    );
    button.addEventListener("click", () => void this.show());
    for (const hint of ["pointerenter", "focus"]) button.addEventListener(hint, () => void this.#load().catch(() => undefined), { once: true });
    if (this.#trigger) this.#trigger.replaceWith(button);
    else this.#frame.prepend(button);
    this.#trigger = button;
    this.#applyTheme();
  }

  #shortcuts(): ReturnType<typeof parseShortcuts> {
    return parseShortcuts(this.getAttribute("shortcut") ?? DEFAULT_SHORTCUTS);
  }

  #applyTheme(): void {
    this.#frame.dataset["theme"] = resolveTheme(this.getAttribute("theme"));
  }

  #handleKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || !matches(event, this.#shortcuts())) return;
    event.preventDefault();
    void this.show();
  }
}
