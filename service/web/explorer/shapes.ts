/** Turns concepts and relations into what is drawn: labels, sizes, colours. */
import { preferredLabel } from "../strings/language.js";
import { relationLabel } from "../strings/relations.js";
import type { ConceptRow, Graph, Line } from "./graph.js";
import { communityMark, communityPaint, familyOf, FONT, type Palette, SHAPES } from "./looks.js";
import type { Coloring } from "./state.js";

export interface NodeLook {
  readonly id: string;
  readonly label: string;
  readonly size: number;
  readonly width: number;
  readonly height: number;
  readonly shape: string;
  readonly fill: string;
  readonly line: string;
}

export interface EdgeLook {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly label: string;
  readonly negative: boolean;
  readonly candidate: boolean;
  readonly symmetric: boolean;
}

/** Three steps of size by centrality: the first twelve, the next sixty, the rest. */
const STEPS = [[12, 18], [72, 15], [Infinity, 13]] as const;
const SYMMETRIC = new Set(["connects_to", "works_with", "alternative_to", "differs_from", "similar_to", "same_as", "related_to"]);

const measure = document.createElement("canvas").getContext("2d");

export function nodeLook(graph: Graph, row: ConceptRow, language: string, coloring: Coloring, colors: Palette): NodeLook {
  const rank = graph.rank(row.id);
  const size = STEPS.find(([until]) => rank < until)?.[1] ?? 13;
  const mark = coloring === "community" ? communityMark(row.community) : "";
  const label = mark ? `${mark} ${preferredLabel(row, language)}` : preferredLabel(row, language);
  const family = familyOf(row.kind);
  const paint = coloring === "community" ? communityPaint(colors, row.community) : colors.families[family];
  const wide = family === "mechanism" || family === "other" ? 1.22 : 1;
  return { id: row.id, label, size, width: (textWidth(label, size) + 22) * wide, height: size * 1.4 + 12, shape: SHAPES[family], ...paint };
}

export function edgeLook({ row, more }: Line, language: string): EdgeLook {
  const name = relationLabel(language, row.type);
  return {
    id: row.id, source: row.source, target: row.target, label: more ? `${name} +${more}` : name,
    negative: row.polarity === "negative", candidate: row.status === "candidate", symmetric: SYMMETRIC.has(row.type),
  };
}

function textWidth(text: string, size: number): number {
  if (!measure) return text.length * size;
  measure.font = `${size}px ${FONT}`;
  return measure.measureText(text).width;
}
