/**
 * Keeps the keys and letters of an input method apart from those meant for the search.
 *
 * A key belongs to a composition if the browser says so (`isComposing`), if it went to the input method first
 * (keyCode 229, key "Process"), or while one is under way. Safari ends the composition before the keydown of the
 * Enter that confirms it; only its 229 tells. Android's keyboards compose Latin words too, and give every key
 * as "Unidentified": what they compose in Latin letters is meant as typed, so it is searched at once.
 */
export class Composition {
  #active = false;
  #lastKey = "";

  /** Watches the field; `settled` is called when a composition has ended. */
  constructor(field: HTMLElement, settled: () => void) {
    field.addEventListener("keydown", (event) => (this.#lastKey = event.key), { capture: true });
    field.addEventListener("compositionstart", () => (this.#active = true));
    field.addEventListener("compositionend", () => {
      this.#active = false;
      settled();
    });
    field.addEventListener("blur", () => (this.#active = false));
  }

  get active(): boolean {
    return this.#active;
  }

  /** Whether the key is the input method's: nothing may be searched, moved, opened or closed by it. */
  owns(event: KeyboardEvent): boolean {
    return this.#active || event.isComposing || event.keyCode === 229 || event.key === "Process";
  }

  /** Whether the text as it stands is what the person means, although it may still be underlined. */
  isSettled(event: InputEvent): boolean {
    if (!this.#active && !event.isComposing) return true;
    return this.#lastKey === "Unidentified" && /^[\p{Script=Latin}\p{M}\p{N}\p{P}]*$/u.test(event.data ?? "");
  }
}
