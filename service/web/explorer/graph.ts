/** The whole concept graph in memory, and what of it a view shows. */
import type { Definition, Evidence, Status } from "../client/types.js";

export interface ConceptRow {
  readonly id: string;
  readonly kind: string;
  readonly pref_label: Readonly<Record<string, string>>;
  readonly alt_labels: readonly string[];
  readonly definition: Definition | null;
  readonly status: Status;
  readonly mentions: number;
  readonly sections: number;
  readonly pagerank: number;
  readonly community: number;
}

export interface RelationRow {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly target: string;
  readonly polarity: "positive" | "negative";
  readonly weight: number;
  readonly status: Status;
  readonly evidence: readonly Evidence[];
}

export interface GraphJson {
  readonly generation: string;
  readonly concepts: readonly ConceptRow[];
  readonly relations: readonly RelationRow[];
}

/** A line of the drawing: the relation that stands for all between two concepts, and how many more there are. */
export interface Line {
  readonly row: RelationRow;
  readonly more: number;
}

/** Which relations a view shows: all types but `hidden` ones, candidates unless `acceptedOnly`. */
export interface RelationFilter {
  readonly hidden: ReadonlySet<string>;
  readonly acceptedOnly: boolean;
}

export class Graph {
  readonly concepts: ReadonlyMap<string, ConceptRow>;
  readonly relations: ReadonlyMap<string, RelationRow>;
  readonly #around = new Map<string, RelationRow[]>();
  readonly #rank: ReadonlyMap<string, number>;

  constructor(readonly json: GraphJson) {
    this.concepts = new Map(json.concepts.filter(({ status }) => status !== "deprecated").map((row) => [row.id, row]));
    const known = json.relations.filter((row) => row.status !== "deprecated" && this.concepts.has(row.source) && this.concepts.has(row.target));
    this.relations = new Map(known.map((row) => [row.id, row]));
    for (const row of known) {
      for (const end of new Set([row.source, row.target])) {
        const list = this.#around.get(end);
        if (list) list.push(row);
        else this.#around.set(end, [row]);
      }
    }
    const central = [...this.concepts.values()].sort((a, b) => b.pagerank - a.pagerank || (a.id < b.id ? -1 : 1));
    this.#rank = new Map(central.map(({ id }, place) => [id, place]));
  }

  /** All relations of a concept, both ways. */
  around(id: string): readonly RelationRow[] {
    return this.#around.get(id) ?? [];
  }

  /** 0 for the most central concept. */
  rank(id: string): number {
    return this.#rank.get(id) ?? this.#rank.size;
  }

  /** Concepts related to `id` that `shown` lacks: joined by an accepted relation first, then by how much speaks for it. */
  neighbors(id: string, shown: ReadonlySet<string>, filter: RelationFilter): string[] {
    const best = new Map<string, number>();
    for (const row of this.around(id)) {
      const other = row.source === id ? row.target : row.source;
      if (shown.has(other) || !passes(row, filter)) continue;
      const score = (row.status === "accepted" ? 1 : 0) + row.weight;
      best.set(other, Math.max(best.get(other) ?? 0, score));
    }
    return [...best].sort(([a, x], [b, y]) => y - x || this.rank(a) - this.rank(b)).map(([other]) => other);
  }

  /** The relations among the shown concepts that the filter lets through. */
  among(shown: ReadonlySet<string>, filter: RelationFilter): RelationRow[] {
    const found = new Map<string, RelationRow>();
    for (const id of shown) {
      for (const row of this.around(id)) {
        if (shown.has(row.source) && shown.has(row.target) && passes(row, filter)) found.set(row.id, row);
      }
    }
    return [...found.values()];
  }

  /** One line for each pair of concepts: what is in `lit`, else an accepted relation, else the one that most speaks for. */
  lines(relations: readonly RelationRow[], lit: ReadonlySet<string>): Line[] {
    const pairs = new Map<string, RelationRow[]>();
    for (const row of relations) {
      const key = [row.source, row.target].sort().join("\n");
      pairs.set(key, [...(pairs.get(key) ?? []), row]);
    }
    const value = (row: RelationRow): number => (lit.has(row.id) ? 4 : 0) + (row.status === "accepted" ? 2 : 0) + row.weight;
    return [...pairs.values()].flatMap((rows) => {
      const first = rows.reduce((best, row) => (value(row) > value(best) ? row : best));
      return [{ row: first, more: rows.length - 1 }];
    });
  }

  /** The relations between the two ends of a relation, itself left out. */
  beside({ id, source, target }: RelationRow): RelationRow[] {
    return this.around(source).filter((row) => row.id !== id && (row.source === target || row.target === target));
  }

  /** Communities by number: their concepts, the most central first. */
  communities(ids: Iterable<string>): Map<number, string[]> {
    const groups = new Map<number, string[]>();
    for (const id of ids) {
      const number = this.concepts.get(id)?.community ?? -1;
      groups.set(number, [...(groups.get(number) ?? []), id]);
    }
    for (const members of groups.values()) members.sort((a, b) => this.rank(a) - this.rank(b));
    return groups;
  }
}

function passes(row: RelationRow, filter: RelationFilter): boolean {
  return !filter.hidden.has(row.type) && (!filter.acceptedOnly || row.status === "accepted");
}
