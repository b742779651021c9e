"""What a heading is the name of, so that whoever types just that is led there: `2.2 容器`, `什么是容器`.

A name is indexed as one term of the heading, with a sign before it that no other term begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.analysis.analyzer import normalized

#: What every name's term begins with; no run of text gives a term that holds it.
SIGN = "≡"
#: Longer headings are sentences, and name nothing.
LONGEST = 40

_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十百零\d]{1,6}[章节篇部回]|附录[a-z\d]?|[一二三四五六七八九十]{1,3}(?=、)|\d{1,3}(?:\.\d{1,3}){0,5}|"
    r"(?:步骤|step|q)\d{0,3}(?=[\s:.]))[\s:.、)]*"
)
_INNER = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_PARTS = re.compile(r":|——|--|\s[-–—|/]\s")
#: What says that the meaning of the rest follows.
_MEANING = re.compile(
    r"(?:什么是|何谓|认识|理解|初识|一句话理解|what (?:is|are)\s)(?P<after>.+)|"
    r"(?P<before>.+?)(?:是什么|的?(?:简介|介绍|概述|概念|基本概念|定义))"
)
_AROUND = " \t`'\"*_?!。,;:.、“”‘’"


def names(heading: str, traditional: bool | None = None) -> tuple[str, ...]:
    """What a heading of any text names, folded and without spaces: the whole, the parts beside a colon, what stands
    inside and outside of brackets, and the thing whose meaning it promises. Numbers in front are left out."""
    return tuple(dict.fromkeys(_names(heading, traditional)))


def _names(heading: str, traditional: bool | None) -> Iterator[str]:
    return filter(_is_name, ("".join(part.split()) for part in _parts(heading, traditional)))


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST and not text.isdecimal()


def _parts(heading: str, traditional: bool | None) -> Iterator[str]:
    text = normalized(heading, traditional).strip(_AROUND)
    if number := _NUMBER.match(text):
        text = text[number.end() :].strip(_AROUND) or text
    yield text
    found = [text]
    if inner := _INNER.search(text):
        found += [_INNER.sub(" ", text), inner.group(1)]
    found += [part for piece in found[:2] for part in _PARTS.split(piece)]
    bare = dict.fromkeys(part.strip(_AROUND) for part in found)
    yield from bare
    meanings = (_MEANING.fullmatch(part) for part in bare)
    yield from (match["after"] or match["before"] for match in meanings if match)


def name_terms(heading: str, traditional: bool | None = None) -> tuple[str, ...]:
    """The terms under which the names of a heading are indexed."""
    return tuple(SIGN + name for name in names(heading, traditional))


def own_term(text: str) -> str | None:
    """The term of a heading that says just what a text says, the first of its names; None where it names nothing."""
    name = next(_names(text, None), None)
    return name and SIGN + name
