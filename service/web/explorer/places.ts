/** Remembers where concepts were put, so that a view looks the same at the next visit. */
import type { Point } from "./layout.js";

const KEY = "xunmai:places";
const KEPT = 2000;

export class Places {
  readonly #points: Map<string, Point>;

  constructor() {
    this.#points = new Map(read());
  }

  get(id: string): Point | undefined {
    return this.#points.get(id);
  }

  /** Keeps the places of a view; those seen longest ago are forgotten first. */
  keep(points: ReadonlyMap<string, Point>): void {
    for (const [id, { x, y }] of points) {
      this.#points.delete(id);
      this.#points.set(id, { x, y });
    }
    const entries = [...this.#points].slice(-KEPT);
    try {
      localStorage.setItem(KEY, JSON.stringify(entries));
    } catch {
      return;
    }
  }

  forget(): void {
    this.#points.clear();
    this.keep(new Map());
  }
}

function read(): [string, Point][] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is [string, Point] {
  if (!Array.isArray(value) || typeof value[0] !== "string") return false;
  const point = value[1] as Partial<Point> | null;
  return typeof point?.x === "number" && typeof point.y === "number";
}
