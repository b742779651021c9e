/**
 * Places concepts so that those related are near and no label covers another.
 *
 * A force layout after Fruchterman and Reingold (1991) with boxes instead of points, and repulsion only within reach,
 * looked up in a grid. Nothing is random: the same input gives the same places. What has a place already keeps it.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

interface Body extends Box {
  x: number;
  y: number;
  dx: number;
  dy: number;
  readonly fixed: boolean;
  links: number;
}

const REACH = 320;
const SPRING = 150;
const ROUNDS = 260;
const STEP = 44;
const SEPARATIONS = 200;
const GAP = 22;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** Places for all boxes; `known` ones stay where they are. Edges are pairs of ids. */
export function arrange(
  boxes: readonly Box[],
  edges: readonly (readonly [string, string])[],
  known: ReadonlyMap<string, Point>,
): Map<string, Point> {
  const bodies = begin(boxes, edges, known);
  const links = edges.flatMap(([a, b]) => {
    const from = bodies.get(a);
    const to = bodies.get(b);
    return from && to && from !== to ? [[from, to] as const] : [];
  });
  for (const body of links.flat()) body.links++;
  const all = [...bodies.values()];
  if (all.some((body) => !body.fixed)) {
    for (let round = 0; round < ROUNDS; round++) step(all, links, STEP * (1 - round / ROUNDS) ** 1.5);
    for (let round = 0; round < SEPARATIONS && separate(all); round++);
  }
  return new Map(all.map(({ id, x, y }) => [id, { x: Math.round(x), y: Math.round(y) }]));
}

/** Where each body starts: its known place, or in a spiral around a related one that has a place. */
function begin(boxes: readonly Box[], edges: readonly (readonly [string, string])[], known: ReadonlyMap<string, Point>): Map<string, Body> {
  const bodies = new Map<string, Body>();
  const anchors = new Map<string, string>();
  const order = new Map(boxes.map(({ id }, place) => [id, place]));
  for (const [a, b] of edges) {
    for (const [from, to] of [[a, b], [b, a]] as const) {
      const best = anchors.get(from);
      if ((order.get(to) ?? Infinity) < (best === undefined ? Infinity : (order.get(best) ?? Infinity))) anchors.set(from, to);
    }
  }
  boxes.forEach((box, place) => {
    const at = known.get(box.id);
    const anchor = bodies.get(anchors.get(box.id) ?? "");
    const radius = anchor ? SPRING : 60 * Math.sqrt(place);
    const angle = place * GOLDEN_ANGLE;
    const x = at?.x ?? (anchor?.x ?? 0) + radius * Math.cos(angle);
    const y = at?.y ?? (anchor?.y ?? 0) + radius * Math.sin(angle);
    bodies.set(box.id, { ...box, x, y, dx: 0, dy: 0, fixed: at !== undefined, links: 0 });
  });
  return bodies;
}

function step(bodies: readonly Body[], links: readonly (readonly [Body, Body])[], heat: number): void {
  for (const body of bodies) {
    body.dx = -body.x * 0.012;
    body.dy = -body.y * 0.02;
  }
  forNear(bodies, REACH, repel);
  for (const [a, b] of links) attract(a, b);
  for (const body of bodies) {
    if (body.fixed) continue;
    const length = Math.hypot(body.dx, body.dy) || 1;
    const move = Math.min(length, heat) / length;
    body.x += body.dx * move;
    body.y += body.dy * move;
  }
}

function repel(a: Body, b: Body): void {
  const x = a.x - b.x || 0.5;
  const y = (a.y - b.y || 0.5) * 1.6;
  const distance = Math.max(Math.hypot(x, y), 1);
  const roomy = (a.width + b.width) / 3 + 70;
  const force = (roomy * roomy) / (distance * distance) * 1.4;
  const fx = (x / distance) * force * 10;
  const fy = (y / distance) * force * 10;
  a.dx += fx;
  a.dy += fy;
  b.dx -= fx;
  b.dy -= fy;
}

function attract(a: Body, b: Body): void {
  const x = b.x - a.x;
  const y = b.y - a.y;
  const distance = Math.max(Math.hypot(x, y), 1);
  const wanted = SPRING + (a.width + b.width) / 6 + 16 * Math.sqrt(Math.max(a.links, b.links));
  const pull = ((distance - wanted) / distance) * 0.18;
  a.dx += x * pull;
  a.dy += y * pull;
  b.dx -= x * pull;
  b.dy -= y * pull;
}

/** Pushes apart what still overlaps, along the shorter way; true if anything moved. */
function separate(bodies: readonly Body[]): boolean {
  let moved = false;
  forNear(bodies, REACH, (a, b) => {
    const overX = (a.width + b.width) / 2 + GAP - Math.abs(a.x - b.x);
    const overY = (a.height + b.height) / 2 + GAP - Math.abs(a.y - b.y);
    if (overX <= 0 || overY <= 0 || (a.fixed && b.fixed)) return;
    moved = true;
    const share = a.fixed || b.fixed ? 1 : 0.5;
    const alongX = overX < overY;
    const by = (alongX ? overX : overY) * share + 0.5;
    const sign = (alongX ? a.x - b.x : a.y - b.y) < 0 ? -1 : 1;
    if (!a.fixed) shift(a, alongX, sign * by);
    if (!b.fixed) shift(b, alongX, -sign * by);
  });
  return moved;
}

function shift(body: Body, alongX: boolean, by: number): void {
  if (alongX) body.x += by;
  else body.y += by;
}

/** Calls `visit` once for each pair within reach, found through a grid of cells. */
function forNear(bodies: readonly Body[], reach: number, visit: (a: Body, b: Body) => void): void {
  const cells = new Map<string, Body[]>();
  const cell = (x: number, y: number): string => `${x},${y}`;
  for (const body of bodies) {
    const cx = Math.floor(body.x / reach);
    const cy = Math.floor(body.y / reach);
    for (let x = cx - 1; x <= cx + 1; x++) {
      for (let y = cy - 1; y <= cy + 1; y++) for (const other of cells.get(cell(x, y)) ?? []) visit(body, other);
    }
    const key = cell(cx, cy);
    const list = cells.get(key);
    if (list) list.push(body);
    else cells.set(key, [body]);
  }
}
