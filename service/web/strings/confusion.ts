/** Why two concepts are mistaken for each other, in words. */
import type { Confusable } from "../client/types.js";
import { fill } from "../dom/build.js";
import { confusion as en } from "./en.json";
import { pick, type Language } from "./language.js";
import { confusion as zhCN } from "./zh-CN.json";
import { confusion as zhTW } from "./zh-TW.json";

const CONFUSION: Readonly<Record<Language, typeof zhCN>> = { "zh-CN": zhCN, "zh-TW": zhTW, en };

export function confusionTitle(language: string): string {
  return CONFUSION[pick(language)].title;
}

/** The strongest reason. */
export function confusionReason(language: string, confusable: Confusable): string {
  const reason = confusable.reasons[0];
  return reason ? fill(CONFUSION[pick(language)][reason.kind], { a: reason.label, b: reason.other_label }) : "";
}
