"""Tells Chinese prose that was indented by four spaces from code, which CommonMark takes it for."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CODE_START = re.compile(r"[$#>%;<{}\[\]|@*+\\/-]|//|\w+\s*[=(:]")
_CODE_SHAPE = re.compile(r"[{};]\s*$|^\S+\s*(?:=|:=|<-|\|)\s*\S|[│├└─┌┐┘]")
_CHINESE_MARKS = re.compile(r"[，。；：！？、（）《》“”]")
_LIST_MARK = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s+")
_FENCE = ("```", "~~~")
_SENTENCE_END = ("。", "！", "？", "；", "：", "…")


def is_prose(content: str) -> bool:
    """Whether an indented block is prose, perhaps with lists and fences in it: most of its lines read as Chinese and
    look like neither a program nor a terminal. Lines in fences and lines indented still deeper have no say."""
    prose = lines = 0
    fenced = False
    for line in content.split("\n"):
        text = line.strip()
        if text.startswith(_FENCE):
            fenced = not fenced
        elif text and not fenced and not line.startswith(("    ", "\t")):
            lines += 1
            prose += _reads_as_prose(_LIST_MARK.sub("", text, count=1))
    return 2 * prose > lines


def _reads_as_prose(text: str) -> bool:
    han = len(_HAN.findall(text))
    if han < 4 or _CODE_START.match(text) or _CODE_SHAPE.search(text):
        return False
    if text.endswith(_SENTENCE_END):
        return True
    letters = sum(character.isalnum() for character in text)
    return 3 * han >= letters or (han >= 8 and len(_CHINESE_MARKS.findall(text)) >= 2)


def split_sentences(content: str, line: int) -> list[tuple[str, int]]:
    """A paragraph that was indented, cut after each line that ends a sentence: such authors write a paragraph a line.

    `line` is the paragraph's first line in the file; each part comes with its own.
    """
    parts: list[tuple[list[str], int]] = []
    ended = True
    for number, text in enumerate(content.split("\n"), line):
        if ended:
            parts.append(([], number))
        parts[-1][0].append(text)
        ended = text.rstrip().endswith(_SENTENCE_END)
    return [("\n".join(texts), number) for texts, number in parts]
