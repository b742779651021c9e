/** A field in which to find a concept by any of its labels. */
import type { Api } from "../client/api.js";
import type { ConceptBrief } from "../client/types.js";
import { h } from "../dom/build.js";
import { Combobox } from "../input/combobox.js";
import { preferredLabel } from "../strings/language.js";

const SHOWN = 8;

interface Found extends ConceptBrief {
  readonly matched: string;
}

export interface PickerOptions {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly language: string;
  readonly chosen: (id: string) => void;
}

/** The field with its list; `chosen` is told the concept's id. */
export function conceptPicker(api: Api, { id, label, value, language, chosen }: PickerOptions): HTMLElement {
  const field = h("input", {
    type: "text", class: "picker-field", "aria-label": label, placeholder: label, value, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
  });
  const box = h("div", { class: "picker" }, field);
  new Combobox(field, {
    id,
    place: box,
    eager: true,
    find: async (q, signal) => {
      const { concepts } = await api.get<{ concepts: readonly Found[] }>("concepts", { q, limit: SHOWN }, signal);
      return concepts.map((concept) => {
        const text = preferredLabel(concept, language);
        return { value: concept.id, text, marks: [], note: concept.matched === text ? "" : concept.matched, icon: "concept" as const };
      });
    },
    chosen: (item) => chosen(item.value),
  });
  return box;
}
