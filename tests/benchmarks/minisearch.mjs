// Times MiniSearch over pre-tokenised sections: reads {rows, queries} from a file, prints the median of each query.
import { readFileSync } from "node:fs";
import MiniSearch from "minisearch";

const { rows, queries } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const spaces = (text) => text.split(" ").filter(Boolean);
const index = new MiniSearch({
  fields: ["title", "headings", "body"],
  tokenize: spaces,
  processTerm: (term) => term,
  searchOptions: { boost: { title: 3, headings: 1.5 } },
});
index.addAll(rows);
const medians = queries.map((query) => {
  const times = [];
  for (let i = 0; i < 7; i++) {
    const start = process.hrtime.bigint();
    index.search(query).slice(0, 10);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  return times.sort((a, b) => a - b)[3];
});
process.stdout.write(JSON.stringify(medians));
