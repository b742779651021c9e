/** The view as an SVG drawing, written as text from the places and looks of what is shown. */
import type { Point } from "./layout.js";
import { FONT, palette } from "./looks.js";
import type { EdgeLook, NodeLook } from "./shapes.js";

const MARGIN = 40;

export function svgOf(nodes: readonly NodeLook[], edges: readonly EdgeLook[], points: ReadonlyMap<string, Point>): string {
  const colors = palette();
  const placed = nodes.flatMap((node) => {
    const at = points.get(node.id);
    return at ? [{ ...node, ...at }] : [];
  });
  const byId = new Map(placed.map((node) => [node.id, node]));
  const left = Math.min(0, ...placed.map(({ x, width }) => x - width / 2)) - MARGIN;
  const top = Math.min(0, ...placed.map(({ y, height }) => y - height / 2)) - MARGIN;
  const width = Math.max(0, ...placed.map(({ x, width: w }) => x + w / 2)) + MARGIN - left;
  const height = Math.max(0, ...placed.map(({ y, height: t }) => y + t / 2)) + MARGIN - top;
  const lines = edges.map((edge) => line(edge, byId.get(edge.source), byId.get(edge.target), colors.line, colors.quiet));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${numbers(left, top, width, height)}" width="${Math.round(width)}" height="${Math.round(height)}" font-family="${escaped(FONT)}">`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="${colors.line}"/></marker></defs>`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${colors.ground}"/>`,
    ...lines,
    ...placed.map((node) => box(node, colors.text)),
    "</svg>",
  ].join("\n");
}

type Placed = NodeLook & Point;

function box(node: Placed, ink: string): string {
  const { x, y, width, height, size } = node;
  const paint = `fill="${node.fill}" stroke="${node.line}" stroke-width="1.5"`;
  const radius = node.shape === "round-rectangle" ? height / 2 : 2;
  const outline = node.shape === "ellipse"
    ? `<ellipse cx="${x}" cy="${y}" rx="${width / 2}" ry="${height / 2}" ${paint}/>`
    : node.shape === "hexagon" || node.shape === "cut-rectangle"
      ? `<polygon points="${corners(node)}" ${paint}/>`
      : `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="${radius}" ${paint}/>`;
  return `${outline}<text x="${x}" y="${y}" dy="0.35em" text-anchor="middle" font-size="${size}" fill="${ink}">${escaped(node.label)}</text>`;
}

/** A box with its corners cut; a hexagon is cut to the middle of its height. */
function corners({ x, y, width, height, shape }: Placed): string {
  const cutX = shape === "hexagon" ? width * 0.12 : 8;
  const cutY = shape === "hexagon" ? height / 2 : 8;
  const [l, r, t, b] = [x - width / 2, x + width / 2, y - height / 2, y + height / 2];
  return [[l + cutX, t], [r - cutX, t], [r, t + cutY], [r, b - cutY], [r - cutX, b], [l + cutX, b], [l, b - cutY], [l, t + cutY]]
    .map((pair) => numbers(...pair)).join(" ");
}

function line(edge: EdgeLook, from: Placed | undefined, to: Placed | undefined, color: string, ink: string): string {
  if (!from || !to || from === to) return "";
  const end = border(to, from);
  const start = border(from, to);
  const dash = edge.negative ? ' stroke-dasharray="6 4"' : "";
  const arrow = edge.symmetric ? "" : ' marker-end="url(#arrow)"';
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  return `<path d="M${numbers(start.x, start.y)}L${numbers(end.x, end.y)}" stroke="${color}" stroke-width="${edge.candidate ? 0.75 : 1.5}" fill="none"${dash}${arrow}/>` +
    `<text x="${middle.x}" y="${middle.y - 4}" text-anchor="middle" font-size="11" fill="${ink}">${escaped(edge.label)}</text>`;
}

/** Where the way from the middle of `box` to `other` leaves the box. */
function border(box: Placed, other: Point): Point {
  const dx = other.x - box.x;
  const dy = other.y - box.y;
  const scale = Math.min(box.width / 2 / Math.max(Math.abs(dx), 1e-6), box.height / 2 / Math.max(Math.abs(dy), 1e-6));
  return { x: box.x + dx * scale, y: box.y + dy * scale };
}

function numbers(...values: readonly number[]): string {
  return values.map((value) => String(Math.round(value * 10) / 10)).join(" ");
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
