/** The strings of the dialog. */
import { widget as en } from "./en.json";
import { pick, type Language } from "./language.js";
import { widget as zhCN } from "./zh-CN.json";
import { widget as zhTW } from "./zh-TW.json";

export type Strings = typeof zhCN;
const STRINGS: Readonly<Record<Language, Strings>> = { "zh-CN": zhCN, "zh-TW": zhTW, en };

export function widgetStrings(language: string): Strings {
  return STRINGS[pick(language)];
}
