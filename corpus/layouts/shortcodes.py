"""Hugo's shortcodes → the Markdown that a reader would see of them, line for line."""

from __future__ import annotations

import re

_SHORTCODE = re.compile(r"\{\{[<%](?P<body>[^{}\n]{0,1000}?)[>%]\}\}")
_NAME = re.compile(r"\s*(?P<closing>/?)\s*(?P<name>[\w/.-]*)")
_NAMED = re.compile(r"(?P<key>\w+)\s*=\s*(?:\"(?P<quoted>[^\"]*)\"|`(?P<ticked>[^`]*)`|(?P<bare>\S+))")
_POSITIONAL = re.compile(r"\"(?P<quoted>[^\"]*)\"|(?P<bare>[^\s\"]+)")
_WORDS = ("text", "title", "caption", "name", "alt", "term_id")
_SHOWN_FIRST = frozenset(("heading", "ref", "relref"))
_FENCES = frozenset(("highlight", "mermaid"))


def without_shortcodes(text: str) -> str:
    """`text` with every shortcode replaced by its words: a link or tooltip by its text, `ref` by its target,
    `highlight` by a fence, a comment by an HTML comment, others by their title, caption or nothing."""
    return _SHORTCODE.sub(_replacement, text) if "{{" in text else text


def _replacement(found: re.Match[str]) -> str:
    body = found["body"]
    if body.startswith("/*"):
        return found[0].replace("/*", "", 1).replace("*/", "", 1)
    head = _NAME.match(body)
    if not head:
        return ""
    name, rest = head["name"], body[head.end() :]
    if name == "comment":
        return "-->" if head["closing"] else "<!--"
    if name in _FENCES:
        language = _POSITIONAL.search(rest)
        said = (language["quoted"] or language["bare"]) if language and name == "highlight" else name
        return "```" if head["closing"] else f"```{said}"
    if head["closing"]:
        return ""
    return _words(name, rest.strip().removesuffix("/"))


def _words(name: str, arguments: str) -> str:
    named = {item["key"]: item["quoted"] or item["ticked"] or item["bare"] or "" for item in _NAMED.finditer(arguments)}
    if name in _SHOWN_FIRST:
        first = _POSITIONAL.search(arguments)
        return (first["quoted"] or first["bare"] or "") if first else ""
    shown = next((named[key] for key in _WORDS if named.get(key)), "")
    return f"[{shown}]({named['url']})" if shown and named.get("url") else shown
