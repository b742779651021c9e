/** The few strings that are needed before the dialog is loaded. */
import { trigger as en } from "./en.json";
import { trigger as zhCN } from "./zh-CN.json";
import { trigger as zhTW } from "./zh-TW.json";
import { pick, type Language } from "./language.js";

const STRINGS: Readonly<Record<Language, typeof zhCN>> = { "zh-CN": zhCN, "zh-TW": zhTW, en };

export function triggerStrings(language: string): typeof zhCN {
  return STRINGS[pick(language)];
}
