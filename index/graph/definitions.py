"""Finds the sentences that say what a concept is, and how much each reads like a definition.

The shapes are those of definitional patterns (Hearst 1992; DEFINDER, Klavans and Muresan 2001): `X 是一种…`,
`X 指的是…`, `所谓 X，就是…`, a glossary's `X（E）：…`, and weaker ones that tell what X does. A sentence counts
where the name is its whole subject alone, so that nothing said of a part, a use or a link's page is taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.model import BlockKind, Span
from index.graph.clauses import sentences
from index.graph.mentions import Mention
from index.graph.passage import Part, Passage

LEAST = 0.5
"""What reads less like a definition than this is none."""
COPULA, MEANING, GLOSSARY, CELL, FUNCTION = 0.68, 0.8, 0.58, 0.46, 0.42

NEVER_CODE = frozenset({"object", "property", "state", "resource", "network", "mechanism", "practice", "role"})
"""Kinds whose names, set as code at the head of a line, are those of options and commands."""

_AGAIN = 8
"""Characters from which on a term that is named again is no longer the explanation's subject."""

_OPENING = re.compile(
    r"^[\s*•·\-–—✅❌⚠️💡👉🔹>“\"「『\d.、)）]{0,8}(?:(?:所谓|其中|这里的|这里|那么|而|一个|每个|事实上|本质上)\s*)?"
    r"(?:[^，。：:；\n]{1,16}[，,]\s*)?(?:(?:所谓|其中|这里的|的)\s*)?[“\"「『]?$"
)
_SIDE = r"\s*[”\"」』]?\s*(?:指令|命令|技术|机制|工具|模式)?\s*(?P<other>[（(][^（）()\n]{1,60}[)）])?\s*"
_IS = re.compile(
    _SIDE + r"[，,]?\s*(?:(?:简称|又称|也称|也叫|全称)[^，,。]{1,30}[，,]\s*)?"
    r"(?:实际上|其实|本质上|实质上|通常|一般|可以|都|就|也|则|并|本身)*(?:"
    r"(?P<means>指的是|指的就是|是指|就是指|可以理解为|可以看作|可看作|可以认为是|可以视为|即为|意味着|意为)|(?P<is>是|为|即)"
    r")(?!否|不|非|因|由于|如何|怎|什么|必|可选|相同|这|那|上|下|您|你|我|了|何|默认|在|从|通过|真|空|安全|最(?!小)|很|非常)\s*"
)
_TERM = re.compile(_SIDE + r"(?:——|--(?=\s)|：|:(?=\s|$)|—)\s*(?P<rest>\S.*)$", re.S)
_DOES = re.compile(
    _SIDE + r"(?:主要|专门|可以|能够|能|会|则)*(?:用于|用来|负责|旨在|提供|允许|由[^，。]{2,24}(?:组成|构成|叠合而成))"
)
_COUNTED = re.compile(
    r"^(?:[^，。；]{0,20}?的\s*)?(?:一[种个款套项组类门份块条台张系]|[两三四]种)|^[^，。；]{0,14}?(?:轻量级|开源)"
)
_GENUS = re.compile(r"的\s*(?P<noun>[^的，,。；：:（(\s][^的，,。；：:（(]{1,14})[（(，,。；：:]?")
_ACTION = re.compile(
    r"^(?:主要)?(?:用于|用来|负责|提供|管理|存储|运行|实现|采集|收集|保存|定义|指定|描述|执行|设置|复制|声明|构建|创建|监控|"
    r"查看|包含|包括|由|基于|支持|允许|一[种个款套项组类]|指|是|即)"
)
_ADVICE = re.compile(
    r"建议|推荐(?!的)|请(?!求)|应[该当]?(?!用)|务必|避免|确认|检查|注意|保持|不要|如果|例如|比如|尽量|使用具体|更换|(?<!所)需要?(?!要?的)|"
    r"(?<!文)本[章节书文](?!件)|下面|讲解|介绍|接下来|我们|你|您|适合|快速体验|[?？]$|https?://"
)
_OPEN_END = re.compile(r"[：:]\s*$|的[。]?$|如下[。：:]?$")
_GLOSSARY_PLACE = re.compile(
    r"术语|词汇|名词|概念|组件|组成|词典|glossary|terminology|concept|(?:^|\n)\W*[a-z]\W*$", re.I
)
_PAST = re.compile(r"早期|最初|曾|过去|以前|原先|旧版")
_NO_GENUS = re.compile(r"^(?:在|当|若|从|自动|默认|每|各|这|该|其|\d)")
_PRAISE = re.compile(r"的\s*(?:核心|大脑|心脏|基础|关键|基石|灵魂|重点|首选|优势)(?=[，,。；]|$)")
_ACTS = re.compile(r"\s*(?:[^的，。]{0,4})?(?:可|会|能|通常|拥有|看不到|需|使用|访问|在|于|都|是|不|默认|忽略)")
_OWN_SUBJECT = re.compile(r"^[^，。]{0,10}[，,]")


@dataclass(frozen=True, slots=True)
class Defining:
    """A run of the text that defines the concept which `mention` names."""

    span: Span
    mention: Mention
    score: float


def definitions(passage: Passage, kind_of: Callable[[str], str]) -> Iterator[Defining]:
    """The definitions in a section's sentences and lists, in order; `kind_of` tells a concept's kind."""
    heading = _heading_concepts(passage)
    place = _GLOSSARY_PLACE.search("\n".join((*passage.section.breadcrumbs[-1:], passage.section.heading))) is not None
    first = True
    for part in passage.parts:
        if part.kind not in (BlockKind.PROSE, BlockKind.LIST, BlockKind.QUOTE):
            continue
        for span, begins in _units(passage, part):
            found = _definition(passage, span, kind_of, listed=part.kind is BlockKind.LIST and begins, begins=begins)
            if found is None:
                continue
            mention, score, is_term = found
            score += (0.08 if len(heading) == 1 else 0.05) * (mention.concept_id in heading) + 0.04 * first
            score += 0.1 * (place and is_term) - 0.06 * (is_term and not place and bool(heading - {mention.concept_id}))
            if score >= LEAST:
                yield Defining(span, mention, round(score, 4))
        first = False


def _heading_concepts(passage: Passage) -> set[str]:
    if not passage.parts or passage.parts[0].kind is not None:
        return set()
    return {mention.concept_id for mention in passage.within(passage.parts[0].span)}


def _units(passage: Passage, part: Part) -> Iterator[tuple[Span, bool]]:
    """Sentences, and the lines of lists; whether it begins a line."""
    for line in passage.lines(part.span) if part.kind is BlockKind.LIST else [part.span]:
        for number, sentence in enumerate(sentences(passage.text[line.start : line.end])):
            yield Span(line.start + sentence.start, line.start + sentence.end), number == 0


def _definition(
    passage: Passage, span: Span, kind_of: Callable[[str], str], *, begins: bool, listed: bool
) -> tuple[Mention, float, bool] | None:
    """(the concept, the score, whether it is a glossary's line) where the run says what its first concept is."""
    for mention in passage.within(span)[:3]:
        before = passage.text[span.start : mention.start]
        if not _OPENING.match(before):
            continue
        after = passage.text[mention.end : span.end]
        term = _TERM.match(after) if begins and len(before.strip(" *•·-–—>")) <= 1 else None
        if term:
            rest = Span(mention.end + term.start("rest"), span.end)
            score = GLOSSARY + 0.08 * bool(term["other"]) + 0.04 * listed
            return mention, score + _of_term(passage, mention, kind_of(mention.concept_id), rest), True
        if told := _IS.match(after):
            score = (MEANING if told["means"] else COPULA) + 0.03 * bool(told["other"])
            return mention, score + _of_sentence(after[told.end() :], before), False
        if does := _DOES.match(after):
            return mention, FUNCTION + min(0.0, _of_sentence(after[does.end() :], before)), False
    return None


def _of_sentence(rest: str, before: str) -> float:
    """How much what follows the copula reads like genus and difference."""
    first = re.split(r"[，,。；]", rest, maxsplit=1)[0]
    score = 0.14 * bool(_COUNTED.match(first)) + 0.06 * bool(_GENUS.search(first))
    score -= 0.3 * bool(_OPEN_END.search(rest)) + 0.25 * (len(rest.strip()) < 8) + 0.1 * (len(rest) > 160)
    score -= 0.2 * bool(_ADVICE.search(rest[:40])) + 0.12 * rest.startswith("由") + 0.4 * bool(_PRAISE.search(rest))
    return score - 0.03 * bool(before.strip()) - 0.4 * bool(_PAST.search(before))


def _of_term(passage: Passage, mention: Mention, kind: str, rest: Span) -> float:
    """How much what follows `X：` reads like a glossary's."""
    score = describes(passage.text[rest.start : rest.end])
    score -= (
        0.2 * _repeats(passage, mention, rest)
        + 0.4 * _speaks_of_another(passage, mention, rest)
        + 0.25 * _links(passage, mention)
    )
    return score - 0.3 * (kind in NEVER_CODE and any(r.start <= mention.start < r.end for r in passage.code))


def describes(text: str) -> float:
    """How much a text without a subject says what something is: above 0 for genus or function, below for advice."""
    first = re.split(r"[，,。；]", text, maxsplit=1)[0]
    score = 0.06 * bool(_GENUS.search(first)) + 0.05 * bool(_ACTION.match(text)) + 0.08 * bool(_COUNTED.match(first))
    score -= 0.3 * bool(_ADVICE.search(text[:40])) + 0.3 * (len(text.strip()) < 6) + 0.1 * (len(text) > 160)
    return score - 0.2 * bool(_NO_GENUS.match(text))


def names_whole(text: str, label: str) -> bool:
    """Whether a table's cell holds a name and nothing else but what goes with names."""
    return re.fullmatch(_SIDE, text.replace(label, "", 1)) is not None


def _speaks_of_another(passage: Passage, mention: Mention, rest: Span) -> bool:
    """`网络：…，容器拥有独立的…`: the line goes on with a subject of its own."""
    opening = _OWN_SUBJECT.match(passage.text[rest.start : rest.end])
    places = {rest.start} | ({rest.start + opening.end()} if opening else set())
    for other in passage.within(rest)[:3]:
        if other.start in places and other.concept_id != mention.concept_id:
            return _ACTS.match(passage.text[other.end : rest.end]) is not None
    return False


def _repeats(passage: Passage, mention: Mention, rest: Span) -> bool:
    """`Service：创建具有… 的 Service`: what names the term again behind a verb does not explain it."""
    text = passage.text[rest.start : rest.end]
    first = re.split(r"[，,。；]", text, maxsplit=1)[0] if _ACTION.match(text) else ""
    again = (m.start - rest.start for m in passage.within(rest) if m.concept_id == mention.concept_id)
    return any(_AGAIN <= place < len(first) for place in again)


def _links(passage: Passage, mention: Mention) -> bool:
    """Whether the name is a link's text: what follows tells of the page behind it."""
    return any(
        link.inside and link.span.start <= mention.start and mention.end <= link.span.end for link in passage.links
    )
