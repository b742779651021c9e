/** Builds elements without ever parsing text as HTML. */

export type Child = Node | string | null | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** An element with attributes (`true` sets it empty; `false`, null and undefined leave it out) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

const SHAPES = {
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.3 15.3 20 20",
  clear: "M6 6l12 12M18 6 6 18",
  page: "M7 3h7l4 4v14H7zM14 3v4h4",
  section: "M9 4 7 20M17 4l-2 16M4 9h16M4 15h16",
  recent: "M12 7v5l3 2M12 3a9 9 0 1 0 9 9 9 9 0 0 0-9-9",
  concept: "M6 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM18 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7.8 6.9l8.4 2.4M16.4 11.2 9.6 17",
  enter: "M19 6v6H6M9 8l-4 4 4 4",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  arrange: "M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6",
  warning: "M12 9v4M12 16.5v.5M12 4 3 20h18z",
} as const;

export type IconName = keyof typeof SHAPES;

/** A decorative line icon of 24 units; its size and colour come from the style sheet. */
export function icon(name: IconName): SVGSVGElement {
  return drawing({ viewBox: "0 0 24 24", class: "icon" }, { d: SHAPES[name] });
}

/** The sign of a legend: an outline of 24 by 13 units in the colours it stands for. */
export function sign(outline: string, fill: string, stroke: string): SVGSVGElement {
  return drawing({ viewBox: "0 0 24 13", class: "sign" }, { d: outline, fill, stroke, "stroke-width": "1.5" });
}

function drawing(attributes: Readonly<Record<string, string>>, path: Readonly<Record<string, string>>): SVGSVGElement {
  const svg = svgElement("svg", { ...attributes, "aria-hidden": "true", focusable: "false" }) as SVGSVGElement;
  svg.append(svgElement("path", path));
  return svg;
}

function svgElement(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Fills `{name}` in a string of the interface. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The address if a browser may follow it safely, else null: only http and https leave this function. */
export function safeUrl(address: string, base: string | URL): string | null {
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
