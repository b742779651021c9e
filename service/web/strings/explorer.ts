/** The strings of the graph explorer. */
import { explorer as en } from "./en.json";
import { pick, type Language } from "./language.js";
import { explorer as zhCN } from "./zh-CN.json";
import { explorer as zhTW } from "./zh-TW.json";

export type ExplorerStrings = typeof zhCN;
const STRINGS: Readonly<Record<Language, ExplorerStrings>> = { "zh-CN": zhCN, "zh-TW": zhTW, en };

export function explorerStrings(language: string): ExplorerStrings {
  return STRINGS[pick(language)];
}
