/** A quoted line of Markdown as a reader sees it. */
import type { Mark } from "../client/types.js";

export interface Plain {
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly code: readonly Mark[];
}

/** What a reader does not see: marks of bold and code, and all of a link or picture but its words. */
const UNSEEN = /(\*\*|__(?=\S)|`)|!?\[([^\][]*)\]\([^()\s]*\)/gu;

/** The line without Markdown's signs; what stood between backticks is code, and marks move along. */
export function plain(quote: string, spans: readonly Mark[] = []): Plain {
  const places: number[] = [];
  const kept: string[] = [];
  const ticks: number[] = [];
  const keep = (text: string): void => {
    for (const point of text) {
      places.push(kept.length);
      kept.push(point);
    }
  };
  const skip = (text: string): void => {
    for (const _ of text) places.push(kept.length);
  };
  let end = 0;
  for (const match of quote.matchAll(UNSEEN)) {
    const [whole, sign, words = ""] = match;
    keep(quote.slice(end, match.index));
    end = match.index + whole.length;
    if (sign !== undefined) {
      if (sign === "`") ticks.push(kept.length);
      skip(whole);
    } else {
      const opening = whole.indexOf("[") + 1;
      skip(whole.slice(0, opening));
      keep(words);
      skip(whole.slice(opening + words.length));
    }
  }
  keep(quote.slice(end));
  const at = (place: number): number => places[Math.max(place, 0)] ?? kept.length;
  const code = ticks.flatMap((start, i) => (i % 2 === 0 && ticks[i + 1] !== undefined ? [[start, ticks[i + 1] ?? start] as const] : []));
  return { text: kept.join(""), marks: spans.map(([start, stop]) => [at(start), at(stop)] as const), code };
}
