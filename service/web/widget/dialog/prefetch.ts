/** Asks the browser to have a page ready. */

const asked = new Set<string>();

/** Only a page of this very site: another one's could not be used from this site's cache. */
export function prefetch(address: string): void {
  const url = new URL(address);
  url.hash = "";
  if (url.origin !== location.origin || asked.has(url.href)) return;
  asked.add(url.href);
  const link = document.createElement("link");
  link.rel = "prefetch";
  link.href = url.href;
  document.head.append(link);
}
