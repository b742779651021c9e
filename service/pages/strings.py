"""What the pages say, in the language of the site; the scripts read the same files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "web" / "strings"
_LANGUAGES = {"zh": "zh-CN", "zh-CN": "zh-CN", "zh-TW": "zh-TW", "en": "en"}


@dataclass(frozen=True, slots=True)
class Strings:
    """The texts of one language; `language` is its BCP 47 tag."""

    language: str
    texts: Mapping[str, str]
    relations: Mapping[str, tuple[str, str]]
    confusion: Mapping[str, str]

    @classmethod
    def load(cls, language: str) -> Strings:
        """The texts for a language of the settings."""
        tag = _LANGUAGES[language]
        content = json.loads((_FOLDER / f"{tag}.json").read_text(encoding="utf-8"))
        relations = {name: (forward, backward) for name, (forward, backward) in content["relations"].items()}
        return cls(tag, content["page"], relations, content["confusion"])

    def __call__(self, name: str, **values: object) -> str:
        """The text called `name`, with `{value}` filled in."""
        text = self.texts[name]
        for key, value in values.items():
            text = text.replace(f"{{{key}}}", str(value))
        return text

    def confused(self, kind: str, label: str, other_label: str) -> str:
        """Why one concept is taken for another."""
        return self.confusion[kind].replace("{a}", label).replace("{b}", other_label)

    def relation(self, type_id: str, *, backward: bool = False) -> str:
        """How a relation reads from its source, or from its target."""
        return self.relations.get(type_id, (type_id.replace("_", " "),) * 2)[backward]
