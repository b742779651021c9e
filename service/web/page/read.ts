/** The reader: cards of concepts, and the line of the contents that is being read. */
import { HoverCards } from "./hover-card.js";
import { enhanceShell, pageApi } from "./shell.js";

/** Marks in the contents the last heading above the upper third of the window. */
function followReading(): void {
  const links = new Map(
    Array.from(document.querySelectorAll<HTMLAnchorElement>(".contents a")).map((link) => [decodeURIComponent(link.hash.slice(1)), link]),
  );
  const headings = Array.from(document.querySelectorAll<HTMLElement>("article :is(h1,h2,h3,h4,h5,h6)[id]")).filter(({ id }) => links.has(id));
  let current: HTMLAnchorElement | undefined;
  const update = (): void => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3).at(-1);
    const next = passed && links.get(passed.id);
    if (next === current) return;
    current?.removeAttribute("aria-current");
    next?.setAttribute("aria-current", "true");
    current = next;
  };
  addEventListener("scroll", () => requestAnimationFrame(update), { passive: true });
  update();
}

enhanceShell();
const article = document.querySelector<HTMLElement>("article");
if (article) new HoverCards(pageApi(), document.documentElement.lang, article);
followReading();
