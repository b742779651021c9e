/** The search page: says how long the search took, which the answer's header tells. */
import { fill } from "../dom/build.js";
import { enhanceShell } from "./shell.js";

function showTiming(): void {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const timing = navigation?.serverTiming.find(({ name }) => name === "search");
  const place = document.querySelector<HTMLElement>("[data-timing]");
  if (timing && place) place.textContent = fill(place.dataset["timing"] ?? "", { seconds: (timing.duration / 1000).toFixed(3) });
}

enhanceShell();
showTiming();
