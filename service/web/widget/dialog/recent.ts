/** Remembers the last searches in this browser, and nowhere else. */

const KEY = "xunmai:recent";
const KEPT = 7;

export class RecentSearches {
  constructor(private readonly on: boolean) {}

  list(): string[] {
    if (!this.on) return [];
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(stored) ? stored.filter((q): q is string => typeof q === "string").slice(0, KEPT) : [];
    } catch {
      return [];
    }
  }

  add(q: string): void {
    if (this.on && q) this.#store([q, ...this.list().filter((other) => other !== q)].slice(0, KEPT));
  }

  clear(): void {
    this.#store([]);
  }

  /** Storage may be full or forbidden: then nothing is remembered. */
  #store(list: readonly string[]): void {
    try {
      if (list.length) localStorage.setItem(KEY, JSON.stringify(list));
      else localStorage.removeItem(KEY);
    } catch {
      return;
    }
  }
}
