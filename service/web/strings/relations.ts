/** How relations read, in both directions. */
import { relations as en } from "./en.json";
import { pick, type Language } from "./language.js";
import { relations as zhCN } from "./zh-CN.json";
import { relations as zhTW } from "./zh-TW.json";

type Relations = Readonly<Record<string, readonly string[]>>;
const RELATIONS: Readonly<Record<Language, Relations>> = { "zh-CN": zhCN, "zh-TW": zhTW, en };

/** How a relation reads from its source (`out`, `both`) or from its target (`in`); an unknown type reads as its name. */
export function relationLabel(language: string, type: string, direction: "out" | "in" | "both" = "out"): string {
  return RELATIONS[pick(language)][type]?.[direction === "in" ? 1 : 0] ?? type.replaceAll("_", " ");
}
