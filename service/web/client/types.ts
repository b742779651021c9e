/** The JSON shapes of the HTTP API, as far as the scripts read them. */

/** `[start, end)` in code points of the text beside it. */
export type Mark = readonly [number, number];

export interface Marked {
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly code?: readonly Mark[];
}

export interface Hit {
  readonly id: string;
  readonly source: string;
  readonly path: string;
  readonly line: number;
  readonly title: string;
  readonly heading: string;
  readonly heading_marks: readonly Mark[];
  readonly breadcrumbs: readonly string[];
  readonly anchor: string;
  readonly url: string;
  readonly date: string | null;
  readonly tags: readonly string[];
  readonly snippet: Marked;
  readonly concepts: readonly string[];
  readonly matched_by: readonly string[];
}

export interface Understanding {
  readonly normalized: string;
  readonly tokens: readonly string[];
  readonly concepts: readonly string[];
  readonly expanded: readonly string[];
  readonly corrected_to: string | null;
}

export interface Answer {
  readonly q: string;
  readonly generation: string;
  readonly took_ms: number;
  readonly total: number;
  readonly query: Understanding;
  readonly hits: readonly Hit[];
  readonly suggestion?: { readonly text: string; readonly reason: string } | null;
  readonly panel?: { readonly concept: Card } | null;
}

export interface Suggestion {
  readonly text: string;
  readonly kind: string;
  readonly url: string;
  readonly marks: readonly Mark[];
}

export interface Place {
  readonly source: string;
  readonly path: string;
  readonly line: number;
  readonly url?: string;
}

export interface ConceptRef {
  readonly id: string;
  readonly label: string;
}

export interface RelationGroup {
  readonly type: string;
  readonly direction: "out" | "in";
  readonly relations: readonly RelationItem[];
}

export interface RelationItem {
  readonly id: string;
  readonly concept: ConceptRef;
  readonly polarity: "positive" | "negative";
  readonly status: string;
  readonly weight: number;
  readonly evidence: readonly Evidence[];
}

export interface Evidence extends Place {
  readonly quote: string;
  readonly rule: string;
}

export interface Card {
  readonly id: string;
  readonly kind: string;
  readonly pref_label: Readonly<Record<string, string>>;
  readonly alt_labels: readonly string[];
  readonly definition: { readonly text: string; readonly evidence: Place } | null;
  readonly relations: readonly RelationGroup[];
}
