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

/** Where a sentence stands; `url` leads a reader there, and is empty for the vocabulary's own. */
export interface Place {
  readonly source: string;
  readonly path: string;
  readonly line: number;
  readonly section: string;
  readonly url: string;
}

export interface Evidence extends Place {
  readonly quote: string;
  readonly spans: { readonly source?: Mark | null; readonly target?: Mark | null };
  readonly rule: string;
  readonly confidence: number;
}

export interface ConceptBrief {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly pref_label: Readonly<Record<string, string>>;
  readonly status: Status;
}

export type Status = "accepted" | "candidate" | "deprecated";
export type Direction = "out" | "in" | "both";

/** A relation as seen from one of its ends: `concept` is the other end. */
export interface RelationItem {
  readonly id: string;
  readonly concept: ConceptBrief;
  readonly sentence: string;
  readonly polarity: "positive" | "negative";
  readonly weight: number;
  readonly status: Status;
  readonly evidence: readonly Evidence[];
  readonly evidence_count: number;
}

export interface RelationGroup {
  readonly type: string;
  readonly direction: Direction;
  readonly items: readonly RelationItem[];
}

export interface Definition {
  readonly text: string;
  readonly evidence: Place;
}

/** A concept that may be taken for another, with the reasons, the strongest first; `text` says it in Chinese. */
export interface Confusable {
  readonly concept: ConceptBrief;
  readonly reasons: readonly {
    readonly kind: "label" | "contrast" | "sense" | "pinyin" | "spelling";
    readonly text: string;
    readonly label: string;
    readonly other_label: string;
  }[];
}

export interface Card extends ConceptBrief {
  readonly alt_labels: readonly string[];
  readonly definition: Definition | null;
  readonly confusable: readonly Confusable[];
  readonly relations: readonly RelationGroup[];
  readonly sections: readonly { readonly id: string; readonly heading: string; readonly url: string }[];
  readonly mentions: number;
  readonly section_count: number;
  readonly community: number;
}
