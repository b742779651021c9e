/** Finds out whether the page around the widget is dark, whatever generator made it. */

/** `light` or `dark` as asked for, or as the page's own background says, or as the system says. */
export function resolveTheme(wanted: string | null): "light" | "dark" {
  if (wanted === "light" || wanted === "dark") return wanted;
  for (const element of [document.body, document.documentElement]) {
    const luminance = element && luminanceOf(getComputedStyle(element).backgroundColor);
    if (luminance !== null) return luminance < 0.4 ? "dark" : "light";
  }
  const schemes = getComputedStyle(document.documentElement).colorScheme;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  if (schemes === "dark" || (schemes.includes("dark") && dark)) return "dark";
  return "light";
}

/** The relative luminance (0–1) of a computed colour, or null where it lets the canvas shine through. */
function luminanceOf(color: string): number | null {
  const numbers = color.match(/[\d.]+/g)?.map(Number) ?? [];
  const [red, green, blue, alpha = 1] = numbers;
  if (!color.startsWith("rgb") || red === undefined || green === undefined || blue === undefined || alpha < 0.5) return null;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

/** Calls back when the page may have changed its colours; returns how to stop. */
export function watchTheme(changed: () => void): () => void {
  const attributes = { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-md-color-scheme", "data-bs-theme"] };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, attributes);
  if (document.body) observer.observe(document.body, attributes);
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", changed);
  };
}
