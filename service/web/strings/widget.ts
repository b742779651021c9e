/** The strings of the dialog, and how relations read in both directions. */
import { relations as enRelations, widget as en } from "./en.json";
import { relations as zhCNRelations, widget as zhCN } from "./zh-CN.json";
import { relations as zhTWRelations, widget as zhTW } from "./zh-TW.json";
import { pick, type Language } from "./language.js";

export type Strings = typeof zhCN;
type Relations = Readonly<Record<string, readonly string[]>>;

const STRINGS: Readonly<Record<Language, Strings>> = { "zh-CN": zhCN, "zh-TW": zhTW, en };
const RELATIONS: Readonly<Record<Language, Relations>> = { "zh-CN": zhCNRelations, "zh-TW": zhTWRelations, en: enRelations };

export function widgetStrings(language: string): Strings {
  return STRINGS[pick(language)];
}

/** How a relation reads from its source (`out`) or from its target (`in`); an unknown type reads as its name. */
export function relationLabel(language: string, type: string, direction: "out" | "in"): string {
  return RELATIONS[pick(language)][type]?.[direction === "out" ? 0 : 1] ?? type.replaceAll("_", " ");
}
