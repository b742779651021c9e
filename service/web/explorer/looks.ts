/** How concepts and relations look: colours of both themes, shapes of kinds, the style sheet of the canvas. */
import type { StylesheetJson } from "cytoscape";

export type Family = "thing" | "software" | "command" | "mechanism" | "other";

/** Kinds of the vocabularies by family; an unknown kind is `other`. */
const FAMILIES: Readonly<Record<string, Family>> = {
  object: "thing", resource: "thing", file: "thing", format: "thing", state: "thing", role: "thing", data: "thing",
  software: "software", tool: "software", component: "software", service: "software", platform: "software", driver: "software",
  "operating-system": "software", language: "software", organization: "software",
  command: "command", option: "command", instruction: "command",
  mechanism: "mechanism", "kernel-feature": "mechanism", technology: "mechanism", protocol: "mechanism", standard: "mechanism",
  network: "mechanism", filesystem: "mechanism", interface: "mechanism", architecture: "mechanism",
};

export function familyOf(kind: string): Family {
  return FAMILIES[kind] ?? "other";
}

export const FAMILY_ORDER: readonly Family[] = ["thing", "software", "command", "mechanism", "other"];

/** A shape a family, so that colour is never the only sign. */
export const SHAPES: Readonly<Record<Family, "round-rectangle" | "cut-rectangle" | "rectangle" | "ellipse" | "hexagon">> = {
  thing: "round-rectangle", software: "cut-rectangle", command: "rectangle", mechanism: "ellipse", other: "hexagon",
};

interface Paint {
  readonly fill: string;
  readonly line: string;
}

export interface Palette {
  readonly ground: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly accent: string;
  readonly families: Readonly<Record<Family, Paint>>;
  readonly communities: readonly Paint[];
}

const LIGHT: Palette = {
  ground: "#ffffff", text: "#1a1d23", quiet: "#4d5562", line: "#878f9c", accent: "#0b5cad",
  families: {
    thing: { fill: "#e8f1fb", line: "#0b5cad" }, software: { fill: "#e6f4ec", line: "#1d7a46" },
    command: { fill: "#f3eefb", line: "#6d44b8" }, mechanism: { fill: "#fdf0e2", line: "#a35a06" }, other: { fill: "#f1f3f6", line: "#5d6572" },
  },
  communities: [
    { fill: "#e8f1fb", line: "#0b5cad" }, { fill: "#e6f4ec", line: "#1d7a46" }, { fill: "#fdf0e2", line: "#a35a06" }, { fill: "#f3eefb", line: "#6d44b8" },
    { fill: "#fbe9ee", line: "#b3245a" }, { fill: "#e3f4f5", line: "#0d7377" }, { fill: "#f4f3d9", line: "#6b6a08" }, { fill: "#f6ebe6", line: "#8a4b2d" },
  ],
};

const DARK: Palette = {
  ground: "#14171c", text: "#e8ebf0", quiet: "#aab2bf", line: "#6d7787", accent: "#7db7f5",
  families: {
    thing: { fill: "#17293d", line: "#7db7f5" }, software: { fill: "#14301f", line: "#6fcb93" },
    command: { fill: "#2a2140", line: "#b99cf0" }, mechanism: { fill: "#38270f", line: "#f0b265" }, other: { fill: "#222832", line: "#aab2bf" },
  },
  communities: [
    { fill: "#17293d", line: "#7db7f5" }, { fill: "#14301f", line: "#6fcb93" }, { fill: "#38270f", line: "#f0b265" }, { fill: "#2a2140", line: "#b99cf0" },
    { fill: "#3c1a26", line: "#f48fb0" }, { fill: "#0f2f31", line: "#62cdd2" }, { fill: "#2f2e0e", line: "#d6d45c" }, { fill: "#35221a", line: "#e0a183" },
  ],
};

export function palette(): Palette {
  return matchMedia("(prefers-color-scheme: dark)").matches ? DARK : LIGHT;
}

/** The colours of a community; numbers beyond the palette come round, so the number is always written too. */
export function communityPaint(colors: Palette, community: number): Paint {
  return (community >= 0 && colors.communities[community % colors.communities.length]) || colors.families.other;
}

/** The number that stands on a concept for its community: ① to ⑳, then (21). */
export function communityMark(community: number): string {
  if (community < 0) return "";
  return community < 20 ? String.fromCodePoint(0x2460 + community) : `(${community + 1})`;
}

export const FONT = 'system-ui, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** The canvas's style; `many` leaves out what costs time on large graphs. */
export function canvasStyle(colors: Palette, many: boolean): StylesheetJson {
  return [
    {
      selector: "node",
      style: {
        label: "data(label)", shape: "data(shape)" as never, width: "data(width)", height: "data(height)",
        "background-color": "data(fill)", "border-color": "data(line)", "border-width": 1.5, color: colors.text,
        "font-family": FONT, "font-size": "data(size)", "text-valign": "center", "text-halign": "center", "min-zoomed-font-size": 5,
      },
    },
    {
      selector: "edge",
      style: {
        width: 1.5, "line-color": colors.line, "target-arrow-color": colors.line, "target-arrow-shape": "triangle", "arrow-scale": 0.8,
        "curve-style": many ? "straight" : "bezier", label: many ? "" : "data(label)", color: colors.quiet, "font-family": FONT, "font-size": 11,
        "min-zoomed-font-size": 9, "text-rotation": "autorotate", "text-background-color": colors.ground, "text-background-opacity": 0.9,
        "text-background-padding": "2px",
      },
    },
    { selector: "edge[?candidate]", style: { width: 0.75, "arrow-scale": 0.6 } },
    { selector: "edge[?negative]", style: { "line-style": "dashed" } },
    { selector: "edge[?symmetric]", style: { "target-arrow-shape": "none" } },
    { selector: "node:selected", style: { "border-width": 3, "border-color": colors.accent } },
    { selector: "edge:selected", style: { width: 3, "line-color": colors.accent, "target-arrow-color": colors.accent } },
    { selector: ".resting", style: { display: "none" } },
    { selector: ".faded", style: { opacity: 0.25 } },
    { selector: ".on-path", style: { "border-width": 3, "border-color": colors.accent } },
    { selector: "edge.on-path", style: { width: 3.5, "line-color": colors.accent, "target-arrow-color": colors.accent } },
  ];
}
