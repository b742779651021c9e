/** Chooses one of the languages that the interface speaks. */

export type Language = "zh-CN" | "zh-TW" | "en";

/** The nearest language to a BCP 47 tag; an unknown one gives Chinese as written in China. */
export function pick(tag: string): Language {
  if (/^zh\b.*\b(hant|tw|hk|mo)\b/i.test(tag)) return "zh-TW";
  return /^en\b/i.test(tag) ? "en" : "zh-CN";
}

/** The label of a concept in a language, else in any. */
export function preferredLabel(concept: { readonly id: string; readonly pref_label: Readonly<Record<string, string>> }, tag: string): string {
  return concept.pref_label[pick(tag).slice(0, 2)] ?? Object.values(concept.pref_label)[0] ?? concept.id;
}
