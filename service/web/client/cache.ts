/** A map that forgets what was not asked for longest, and what is older than `lifetime` milliseconds. */
export class Cache<T> {
  readonly #entries = new Map<string, { value: T; until: number }>();

  constructor(
    private readonly size: number,
    private readonly lifetime: number,
  ) {}

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (!entry || entry.until < Date.now()) return undefined;
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: Date.now() + this.lifetime });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.size) break;
      this.#entries.delete(oldest);
    }
  }
}
