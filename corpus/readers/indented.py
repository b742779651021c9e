"""Tells Chinese prose that was indented by four spaces from code, which CommonMark takes it for."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CODE_START = re.compile(r"\s*(?:[$#>%;<{}\[\]|@*+\\/-]|//|--|\w+\s*[=(:]|\w+\s+=)")
_CODE_SHAPE = re.compile(r"[{};]\s*$|^\s*\S+\s*(?:=|:=|<-|\|)\s*\S|[│├└─┌┐┘]")
_CHINESE_MARKS = re.compile(r"[，。；：！？、（）《》“”]")
_SENTENCE_END = ("。", "！", "？", "；", "：", "…", ".", "!", "?", ":", "”", "）")


def prose_paragraphs(content: str, line: int) -> list[tuple[str, int]] | None:
    """The paragraphs of an indented block as (text, line), or None where the block is code.

    It is prose where Chinese makes up most of it and it does not look like a program or a terminal. A blank line
    or a line that ends a sentence closes a paragraph. `line` is the block's first line in the file.
    """
    lines = content.split("\n")
    filled = [text for text in lines if text.strip()]
    if not filled or 2 * sum(_is_prose(text) for text in filled) <= len(filled):
        return None
    paragraphs: list[tuple[str, int]] = []
    open_paragraph = False
    for number, text in enumerate(lines, line):
        text = text.strip()
        if text and open_paragraph:
            paragraphs[-1] = (f"{paragraphs[-1][0]}\n{text}", paragraphs[-1][1])
        elif text:
            paragraphs.append((text, number))
        open_paragraph = bool(text) and not text.endswith(_SENTENCE_END)
    return paragraphs


def _is_prose(text: str) -> bool:
    """Whether one line reads as Chinese: enough of it, and no shape of code."""
    han = len(_HAN.findall(text))
    if han < 4 or _CODE_START.match(text) or _CODE_SHAPE.search(text):
        return False
    letters = sum(character.isalnum() for character in text)
    return 3 * han >= letters or (han >= 8 and len(_CHINESE_MARKS.findall(text)) >= 2)
