/** Keyboard shortcuts written as `mod+k` or `/`; `mod` is Command on Apple's machines and Control elsewhere. */

const apple = /mac|iphone|ipad/i.test(navigator.platform);

interface Shortcut {
  readonly key: string;
  readonly mod: boolean;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** Shortcuts from an attribute: several are set apart by spaces, an empty one means none. */
export function parseShortcuts(text: string): Shortcut[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean).map((word) => {
    const parts = word.split("+");
    const has = (name: string): boolean => parts.slice(0, -1).includes(name);
    return { key: parts.at(-1) ?? "", mod: has("mod"), ctrl: has("ctrl"), alt: has("alt"), shift: has("shift") };
  });
}

/** Whether the event is one of the shortcuts; one without a modifier does not count while text is edited. */
export function matches(event: KeyboardEvent, shortcuts: readonly Shortcut[]): boolean {
  if (event.isComposing || event.keyCode === 229 || event.repeat) return false;
  return shortcuts.some((shortcut) => fits(event, shortcut));
}

function fits(event: KeyboardEvent, { key, mod, ctrl, alt, shift }: Shortcut): boolean {
  const modified = mod || ctrl || alt;
  const control = ctrl || (mod && !apple);
  if (event.ctrlKey !== control || event.metaKey !== (mod && apple) || event.altKey !== alt) return false;
  if ((modified || shift) && event.shiftKey !== shift) return false;
  return pressed(event) === key && (modified || !isEditing(event));
}

/** The key as on a Latin keyboard, also while another layout or Chinese punctuation is on. */
function pressed(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  if (key.length === 1 && key > "~") return event.code.replace(/^Key|^Digit/, "").replace("Slash", "/").toLowerCase();
  return key;
}

function isEditing(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** The first shortcut as people read it (`⌘ K`, `Ctrl K`), and all in the notation of `aria-keyshortcuts`. */
export function describe(shortcuts: readonly Shortcut[]): { shown: string; aria: string } {
  const names = shortcuts.map(({ key, mod, ctrl, alt, shift }) => {
    const cap = key.length === 1 ? key.toUpperCase() : key;
    const shown = [mod && (apple ? "⌘" : "Ctrl"), ctrl && "Ctrl", alt && (apple ? "⌥" : "Alt"), shift && "⇧", cap];
    const aria = [mod && (apple ? "Meta" : "Control"), ctrl && "Control", alt && "Alt", shift && "Shift", cap];
    return { shown: shown.filter(Boolean).join(" "), aria: aria.filter(Boolean).join("+") };
  });
  return { shown: names[0]?.shown ?? "", aria: names.map((name) => name.aria).join(" ") };
}
