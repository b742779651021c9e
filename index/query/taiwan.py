"""Words of Taiwan in characters that both scripts share (伺服器, 硬碟), which no character betrays."""

from __future__ import annotations

from index.analysis.chinese import is_word
from index.analysis.variants import MAINLAND_WORDS, taiwan_words
from index.query.repair import Known, Repair


def repairs(text: str, known: Known) -> list[Repair]:
    """Words of the mainland for those of Taiwan that no document has as a word (documents in Traditional characters
    were read in the mainland's)."""
    found = []
    for match in taiwan_words().finditer(text):
        start, end = match.span()
        better = MAINLAND_WORDS[match.group()]
        across = (text[max(0, start - 1) : start + 1], text[end - 1 : end + 1])
        is_part = any(len(word) == 2 and is_word(word) for word in across)
        if not is_part and not known.is_term(match.group()) and _has(better, known):
            found.append(Repair(start, end, better, "variant"))
    return found


def _has(word: str, known: Known) -> bool:
    return known.is_term(word) or known.stands(word)
