/** The script that a site includes: defines `<xunmai-search>` once. */
import { XunmaiSearch } from "./element.js";

if (!customElements.get("xunmai-search")) customElements.define("xunmai-search", XunmaiSearch);
