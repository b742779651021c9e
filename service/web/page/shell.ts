/** What every page of the service gains from script: completions, and keys that lead to the search field. */
import { Api } from "../client/api.js";
import { page as en } from "../strings/en.json";
import { pick, type Language } from "../strings/language.js";
import { page as zhCN } from "../strings/zh-CN.json";
import { page as zhTW } from "../strings/zh-TW.json";
import { matches, parseShortcuts } from "../widget/shortcut.js";
import { Completions } from "./completions.js";

const STRINGS: Readonly<Record<Language, typeof zhCN>> = { "zh-CN": zhCN, "zh-TW": zhTW, en };

export function pageStrings(): typeof zhCN {
  return STRINGS[pick(document.documentElement.lang)];
}

/** The API of the service that this page came from. */
export function pageApi(): Api {
  return new Api(new URL("/", location.href));
}

export function enhanceShell(): void {
  const strings = pageStrings();
  const kinds = { concept: strings.concept, heading: strings.heading };
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-suggest]")) {
    const field = form.querySelector<HTMLInputElement>("input[name=q]");
    if (field) new Completions(form, field, pageApi(), kinds);
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
