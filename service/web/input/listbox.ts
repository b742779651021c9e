/** The active option of a combobox: focus stays in the field, `aria-activedescendant` names the option. */
export class Listbox {
  #options: readonly HTMLElement[] = [];
  #active = -1;

  constructor(
    private readonly field: HTMLElement,
    readonly element: HTMLElement,
  ) {
    element.addEventListener("pointermove", (event) => this.#follow(event));
  }

  get active(): HTMLElement | undefined {
    return this.#options[this.#active];
  }

  get size(): number {
    return this.#options.length;
  }

  /** Takes up the options now inside the list; the first becomes active if `first` is set. */
  refresh(first: boolean): void {
    this.#options = Array.from(this.element.querySelectorAll<HTMLElement>("[role=option]"));
    this.#options.forEach((option, i) => (option.id = `${this.element.id}-${i}`));
    this.field.setAttribute("aria-expanded", String(this.#options.length > 0));
    this.#activate(first && this.#options.length ? 0 : -1);
  }

  /** Moves by `step` options, around the ends; a page's step stops at the ends. */
  move(step: number): void {
    const { size } = this;
    if (!size) return;
    if (Math.abs(step) > 1) this.#activate(Math.min(Math.max(this.#active + step, 0), size - 1));
    else if (this.#active < 0) this.#activate(step > 0 ? 0 : size - 1);
    else this.#activate((this.#active + step + size) % size);
    this.active?.scrollIntoView({ block: "nearest" });
  }

  first(): void {
    this.move(-this.size - 1);
  }

  last(): void {
    this.move(this.size + 1);
  }

  #activate(index: number): void {
    this.active?.setAttribute("aria-selected", "false");
    this.#active = index;
    const option = this.active;
    option?.setAttribute("aria-selected", "true");
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** A pointer that moves activates what it is over; one that rests while the list scrolls does not. */
  #follow(event: PointerEvent): void {
    const option = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
    const index = option ? this.#options.indexOf(option) : -1;
    if (index >= 0 && index !== this.#active && (event.movementX || event.movementY)) this.#activate(index);
  }
}
