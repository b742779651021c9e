/** What every page of the service gains from script: completions, and keys that lead to the search field. */
import { Api } from "../client/api.js";
import type { IconName } from "../dom/build.js";
import { Combobox } from "../input/combobox.js";
import { page as en } from "../strings/en.json";
import { pick, type Language } from "../strings/language.js";
import { page as zhCN } from "../strings/zh-CN.json";
import { page as zhTW } from "../strings/zh-TW.json";
import { matches, parseShortcuts } from "../widget/shortcut.js";

const STRINGS: Readonly<Record<Language, typeof zhCN>> = { "zh-CN": zhCN, "zh-TW": zhTW, en };

export function pageStrings(): typeof zhCN {
  return STRINGS[pick(document.documentElement.lang)];
}

/** The API of the service that this page came from. */
export function pageApi(): Api {
  return new Api(new URL("/", location.href));
}

const SHOWN = 8;
const ICONS: Readonly<Record<string, IconName>> = { concept: "concept", heading: "section" };

/** Completions under a search form; choosing one submits the form, which works without them too. */
function complete(form: HTMLFormElement, field: HTMLInputElement): void {
  const strings = pageStrings();
  const kinds: Readonly<Record<string, string>> = { concept: strings.concept, heading: strings.heading };
  const api = pageApi();
  new Combobox(field, {
    id: "q-completions",
    place: form,
    eager: false,
    find: async (q, signal) => {
      const { suggestions } = await api.suggest(q, SHOWN, signal);
      return suggestions.map(({ text, kind, marks }) => ({ value: text, text, marks, note: kinds[kind] ?? "", icon: ICONS[kind] ?? "search" }));
    },
    chosen: () => form.requestSubmit(),
  });
}

export function enhanceShell(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-suggest]")) {
    const field = form.querySelector<HTMLInputElement>("input[name=q]");
    if (field) complete(form, field);
  }
  const shortcuts = parseShortcuts("mod+k /");
  document.addEventListener("keydown", (event) => {
    const field = document.querySelector<HTMLInputElement>("form[data-suggest] input[name=q]");
    if (!field || event.defaultPrevented || !matches(event, shortcuts)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
