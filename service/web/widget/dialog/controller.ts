/** What happens on input, keys and clicks: joins the field, the live search and the list. */
import { Api, type Trouble } from "../../client/api.js";
import type { Answer } from "../../client/types.js";
import { fill } from "../../dom/build.js";
import type { Strings } from "../../strings/widget.js";
import { Composition } from "../../input/composition.js";
import type { DialogOptions } from "./index.js";
import { Listbox } from "../../input/listbox.js";
import { conceptPanel } from "./panel.js";
import { prefetch } from "./prefetch.js";
import type { RecentSearches } from "./recent.js";
import { resultGroups } from "./results.js";
import { LiveSearch, type Listener, type Question } from "./search.js";
import { notes, nothingFound, recentSearches, skeleton, startHint, troubleScreen } from "./states.js";
import type { View } from "./view.js";

const PAGE_STEP = 5;
const SUGGESTED = 6;

/** What the element is told, to pass on as events. */
export interface Outside {
  close(): void;
  searched(q: string, total: number): void;
  /** False where a listener has taken over the navigation. */
  selected(id: string, url: string, q: string): boolean;
}

export class Controller implements Listener {
  readonly #api: Api;
  readonly #live: LiveSearch;
  readonly #list: Listbox;
  readonly #composition: Composition;
  #moving = false;
  #shown = "";

  constructor(
    private readonly view: View,
    private readonly strings: Strings,
    private readonly options: DialogOptions,
    private readonly recent: RecentSearches,
    private readonly outside: Outside,
  ) {
    this.#api = new Api(options.endpoint);
    this.#live = new LiveSearch(this.#api, this);
    this.#list = new Listbox(view.field, view.list);
    this.#composition = new Composition(view.field, () => this.search());
    view.field.addEventListener("input", (event) => this.#onInput(event as InputEvent));
    view.field.addEventListener("keydown", (event) => this.#onKey(event));
    view.dialog.addEventListener("click", (event) => this.#onClick(event));
    this.start();
  }

  /** Whether an input method is at work in the field. */
  get composing(): boolean {
    return this.#composition.active;
  }

  /** Searches for what the field holds, unless that is shown already. */
  search({ now = false, expand = true } = {}): void {
    const q = this.view.field.value.trim();
    this.view.fieldChanged();
    const key = JSON.stringify([q, expand]);
    if (key === this.#shown) return;
    this.#shown = key;
    if (!q) return this.start();
    const { limit, source } = this.options;
    this.#live.ask({ q, limit, source, expand }, now);
  }

  /** Puts `q` into the field and searches for it at once. */
  searchFor(q: string): void {
    this.view.field.value = q;
    this.search({ now: true });
    this.view.field.focus();
  }

  start(): void {
    this.#live.cancel();
    this.#shown = "";
    this.view.busy(false);
    this.view.showPanel([]);
    this.view.showAll(this.options.endpoint, null);
    const recent = this.recent.list();
    const { note, options } = recentSearches(recent, this.strings);
    this.view.showNotes(recent.length ? [note] : []);
    this.view.show(recent.length ? [options] : [], recent.length ? [] : startHint(this.strings));
    this.#list.refresh(false);
    this.view.announce(recent.length ? "" : this.strings.start);
  }

  asked(): void {
    this.view.busy(true);
  }

  slow(): void {
    if (!this.#list.size) this.view.show([], skeleton(this.strings));
    this.view.announce(this.strings.loading);
  }

  answered(answer: Answer, question: Question): void {
    const { view, strings } = this;
    view.busy(false);
    view.showNotes(notes(answer, strings));
    view.showAll(this.#api.page("", { q: question.q, source: question.source }), answer.total || null);
    const context = { strings, language: this.options.language, page: this.#api.page.bind(this.#api) };
    view.showPanel(answer.panel ? conceptPanel(answer.panel.concept, context) : []);
    if (answer.hits.length) view.show(resultGroups(answer, this.options.endpoint));
    else void this.#showNothing(answer, question.q);
    view.scrollToTop();
    this.#list.refresh(true);
    view.announce(answer.hits.length ? fill(strings.count, { total: answer.total }) : fill(strings.nothing, { q: answer.q }));
    if (this.options.prefetch && this.#list.active instanceof HTMLAnchorElement) prefetch(this.#list.active.href);
    this.outside.searched(question.q, answer.total);
  }

  failed(trouble: Trouble, retrying: boolean): void {
    this.view.busy(false);
    this.view.showNotes([]);
    this.view.showPanel([]);
    this.view.show([], troubleScreen(trouble, retrying, this.strings));
    this.#list.refresh(false);
    this.view.announce(trouble === "unavailable" && !retrying ? this.strings.gaveUp : this.strings[trouble]);
  }

  async #showNothing(answer: Answer, q: string): Promise<void> {
    this.view.show([], nothingFound(answer, [], this.strings));
    const { suggestions } = await this.#api.suggest(q, SUGGESTED).catch(() => ({ suggestions: [] }));
    if (!suggestions.length || this.view.field.value.trim() !== q) return;
    const [screen, ...groups] = nothingFound(answer, suggestions, this.strings);
    this.view.show(groups, screen ? [screen] : []);
    this.#list.refresh(false);
  }

  #onInput(event: InputEvent): void {
    this.#moving = false;
    this.view.fieldChanged();
    if (this.#composition.isSettled(event)) this.search();
  }

  #onKey(event: KeyboardEvent): void {
    if (this.#composition.owns(event)) return;
    const handled = event.key === "Enter" ? this.#enter(event) : this.#moved(event);
    if (handled) event.preventDefault();
  }

  #moved(event: KeyboardEvent): boolean {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    const list = this.#list;
    const moves: Record<string, () => void> = {
      ArrowDown: () => list.move(1),
      ArrowUp: () => list.move(-1),
      PageDown: () => list.move(PAGE_STEP),
      PageUp: () => list.move(-PAGE_STEP),
      ...(this.#moving ? { Home: () => list.first(), End: () => list.last() } : {}),
    };
    const move = moves[event.key];
    move?.();
    this.#moving = move !== undefined && list.size > 0;
    return move !== undefined;
  }

  /** Opens the active option; while an answer is still awaited, asks for it at once instead. */
  #enter(event: KeyboardEvent): boolean {
    if (this.#live.flush()) return true;
    const option = this.#list.active;
    if (option) this.#choose(option, event.ctrlKey || event.metaKey);
    return true;
  }

  #onClick(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-q],[data-do],[role=option]") : null;
    if (!target) return;
    if (target.dataset["do"]) this.#act(target.dataset["do"]);
    else if (target.dataset["q"] !== undefined) this.searchFor(target.dataset["q"]);
    else if (event.button === 0 && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#choose(target, event.ctrlKey || event.metaKey);
    }
  }

  #act(what: string): void {
    const { field } = this.view;
    if (what === "clear") this.searchFor("");
    else if (what === "close") this.outside.close();
    else if (what === "retry") this.#live.retry();
    else if (what === "forget") {
      this.recent.clear();
      this.start();
    } else if (what === "literal") this.search({ now: true, expand: false });
    if (what !== "close") field.focus();
  }

  #choose(option: HTMLElement, newTab: boolean): void {
    if (option.dataset["q"] !== undefined) return this.searchFor(option.dataset["q"]);
    if (!(option instanceof HTMLAnchorElement) || !option.href) return;
    const q = this.view.field.value.trim();
    this.recent.add(q);
    if (!this.outside.selected(option.dataset["id"] ?? "", option.href, q)) return;
    if (newTab) window.open(option.href, "_blank", "noopener");
    else {
      this.outside.close();
      location.assign(option.href);
    }
  }
}
