"""The rules that read relations from prose, as data: short regular expressions over the tags of a clause.

Tags are listed in `index.graph.lexicon`. A rule's groups name what it found: `s` and `o` the mentions at both ends
(lists), `v` the verbs that give the type, `n` a denial, `weak` an unknown word behind the object. All repetitions
are bounded and clauses are short, so matching is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

LIST = r"m[hP]?(?:c[qa]{0,2}m[hP]?){0,8}"
START = r"^[saqgr]{0,4}x?(?:z[qxhdomP]{1,6}l)?[saq]{0,3}(?:[aqxhomHP]{1,4}d)?q{0,2}"
ADVERBS = r"[agl]{0,4}x?[agl]{0,2}"
PHRASE = r"(?:[wzfptk][qxmohHldcPX]{1,7}?[al]?)?"
VERBS = r"(?P<v>(?:[vV]c)?v(?:c[vV]){0,2})"
MODIFIERS = r"(?:[qxXohHmaPIlVvc]{1,7}d)?[qxH]{0,3}"
TAIL = r"[hP]?(?:d?[qx]?H)?(?P<weak>[xX])?(?![dmoI])"
OBJECT = rf"{MODIFIERS}(?P<o>{LIST}){TAIL}"
SUBJECT = rf"(?P<s>{LIST})(?:a?[HI])?"
WITH = rf"[wv]{MODIFIERS}(?P<s>m)[hPl]{{0,2}}[aH]{{0,3}}"
DENIAL = r"(?P<n>n?)"
END = r"(?=$|[,):e.TN])"


@dataclass(frozen=True, slots=True)
class Rule:
    """`type` is fixed, or "" where the verb gives it; `swap` exchanges the ends.

    `verbs`, when not empty, are the verb classes it wants; `without` those it does not; `under` those it wants of the
    verb in its group `u`, `denials` the words it wants in its group `n`. `ends` names a test of the
    two concepts (`index.graph.gates`); `cue` must stand in the sentence. `safe`: one sentence is enough to accept
    what it finds. `needs` are letters without which it finds nothing; `headed` says that a clause must begin with its
    subject.
    """

    name: str
    pattern: re.Pattern[str]
    type: str = ""
    confidence: float = 0.7
    swap: bool = False
    safe: bool = False
    verbs: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    ends: str = ""
    cue: re.Pattern[str] | None = None
    under: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    headed: bool = False


_CLASS = re.compile(r"\[[^\]]*\](?:[?*+]|\{[\d,]+\})?\??")
_MAY_MISS = re.compile(
    r"\(\?[=!<][^()]*\)|\((?:\?:|\?P<\w+>)?[^()]*\)(?:[?*]|\{0,\d+\})|\((?:\?:|\?P<\w+>)?[^()|]*\|[^()]*\)|\w(?:[?*]|\{0,\d+\})"
)
_GROUP = re.compile(r"\((?:\?:|\?P<\w+>)?([^()|]*)\)")


def needed(pattern: str) -> frozenset[str]:
    """Letters that every match of a rule's pattern holds: those outside classes, choices, and what may be missing."""
    left, before = _CLASS.sub("", pattern), ""
    while left != before:
        left, before = _GROUP.sub(r"\1", _MAY_MISS.sub("", left)), left
    return frozenset() if "|" in left else frozenset(filter(str.isalpha, re.sub(r"\{[\d,]+\}", "", left)))


def _rule(
    name: str, pattern: str, type_: str = "", confidence: float = 0.7, *, swap: bool = False, safe: bool = False,
    verbs: str = "", without: str = "", ends: str = "", cue: str = "", under: str = "",
    denials: str = "",
) -> Rule:  # fmt: skip
    return Rule(
        name, re.compile(pattern), type_, confidence, swap, safe,
        frozenset(verbs.split()), frozenset(without.split()), ends, re.compile(cue) if cue else None,
        frozenset(under.split()), frozenset(denials.split()), needed(pattern), pattern.startswith(START + SUBJECT),
    )  # fmt: skip


HEADED = re.compile(START + SUBJECT)


MADE = "creates builds starts runs"

CLAUSE_RULES: tuple[Rule, ...] = (
    _rule("verb", rf"{START}{SUBJECT}{ADVERBS}{PHRASE}{ADVERBS}{DENIAL}{ADVERBS}{VERBS}{OBJECT}"),
    _rule("verb.second", rf"{START}{SUBJECT}{ADVERBS}(?:v|w){MODIFIERS}{LIST}a{{0,2}}{VERBS}{OBJECT}", "", 0.6,
          without="connects_to works_with similar_to"),
    _rule("nominal", rf"{START}{SUBJECT}{ADVERBS}[aV]{MODIFIERS}(?P<o>{LIST})[dhH]{{0,2}}{VERBS}[hx]?{END}", "", 0.65,
          without="uses has depends_on"),
    _rule("function",
          rf"{START}{SUBJECT}{ADVERBS}b[^mvn]{{0,5}}{VERBS}{MODIFIERS}(?P<o>{LIST})h?(?![xXmo])[^n]{{0,4}}d[^,m]*$", "",
          0.75, without="has similar_to"),
    _rule("with", rf"{WITH}x?{PHRASE}[al]{{0,2}}{VERBS}{OBJECT}", "", 0.65,
          without="uses has similar_to replaces", ends="instrument"),
    _rule("made_from", rf"(?:w|v|f|y){MODIFIERS}(?P<o>m)[hPl]{{0,2}}[aH]{{0,3}}{VERBS}{MODIFIERS}(?P<s>m){TAIL}",
          "created_from", 0.7, verbs=MADE, ends="material"),
    _rule("passive.by", rf"{START}{SUBJECT}{ADVERBS}{DENIAL}y(?P<o>{LIST})[^nvm]{{0,6}}{VERBS}(?!m)", "", 0.75,
          swap=True, without="uses has contains depends_on based_on"),
    _rule("passive.bei", rf"{START}{SUBJECT}{ADVERBS}{DENIAL}j(?P<o>{LIST})[^nvm]{{0,4}}{VERBS}(?!m)", "", 0.75,
          swap=True),
    _rule("composed", rf"{START}{SUBJECT}{ADVERBS}y[qx]{{0,3}}(?P<o>{LIST})[^m,]{{0,4}}G", "contains", 0.8, safe=True),
    _rule("into", rf"k{MODIFIERS}(?P<s>{LIST})[hHad]{{0,2}}{VERBS}{MODIFIERS}(?P<o>m)(?!d)", "stored_in", 0.65,
          verbs="stored_in"),
    _rule("from", rf"f{MODIFIERS}(?P<s>m)[hl]{{0,2}}[a]?{VERBS}{OBJECT}", "distributes", 0.7, verbs="downloads",
          ends="place"),
    _rule("run_in", rf"z{MODIFIERS}(?P<o>m)[hl]{{1,2}}[a]{{0,2}}{VERBS}{MODIFIERS}(?P<s>m){TAIL}", "runs_on", 0.65,
          verbs="runs"),
    _rule("is_a", rf"{START}{SUBJECT}{ADVERBS}{DENIAL}b(?:[^bn?!]{{0,12}}d)?[qx]{{0,3}}(?P<o>m)[h]?{END}", "is_a", 0.7,
          ends="kindred"),
    _rule("is_not", rf"{START}{SUBJECT}{ADVERBS}(?P<n>B)(?:[^bn?!]{{0,12}}d)?[qx]{{0,3}}(?P<o>m)[h]?{END}", "is_a",
          0.7),
    _rule("part_of",
          rf"{START}{SUBJECT}{ADVERBS}{DENIAL}b(?:[^bn?!]{{0,8}}d)?[qx]{{0,3}}(?P<o>m)h?[dl]{{0,2}}[qxa]{{0,4}}P(?!d)",
          "contains", 0.8, swap=True, safe=True),
    _rule("instance_of", rf"{START}{SUBJECT}{ADVERBS}{DENIAL}b[qx]{{0,3}}(?P<o>m)[hxV]{{0,2}}d[qxv]{{0,3}}I",
          "instance_of", 0.9, safe=True),
    _rule("basis", rf"{START}{SUBJECT}{ADVERBS}{DENIAL}b[qx]{{0,3}}(?P<o>m)h?dq{{0,2}}x?K", "based_on", 0.75,
          swap=True),
    _rule("provided", rf"{START}{SUBJECT}{ADVERBS}b[qx]{{0,3}}(?P<o>m)h?[a]?{VERBS}d", "provides", 0.8, swap=True,
          safe=True, verbs="provides contains"),
    _rule("substitute", rf"{START}{SUBJECT}{ADVERBS}{DENIAL}b[qx]{{0,3}}(?P<o>m)h?d[qx]{{0,2}}{VERBS}",
          "alternative_to", 0.75, verbs="replaces"),
    _rule("difference", r"(?P<s>m)[hP]?c(?P<o>m)[hP]?[ald]{0,3}[qx]{0,3}(?P<n>n?)[qx]?~(?!m)", "differs_from",
          0.85, safe=True),
    _rule("versus", r"(?P<s>m)[hP]?a?(?P<n>n?)~(?P<o>m)", "differs_from", 0.85, safe=True),
    _rule("instead", rf"[vw]{MODIFIERS}(?P<s>m)[hP]?N{MODIFIERS}(?P<o>m)(?!d)", "alternative_to", 0.7),
    _rule("moved", r"f(?P<o>m)[hx]{0,2}(?P<v>[vV])t?(?P<s>m)", "replaces", 0.7, verbs="replaced_by", ends="kindred"),
    _rule("such_as", rf"(?P<o>m)h?u(?P<s>{LIST})(?=$|[,e):])", "is_a", 0.7, ends="kindred"),
    _rule("and_others", rf"(?P<s>{LIST})e[qx]{{0,3}}d?[qx]{{0,2}}(?P<o>m)[h]?(?![dmox])", "is_a", 0.75, ends="kindred"),
    _rule("based_attribute", r"v(?P<o>m)h?[vV]?d[qx]{0,4}(?P<s>m)(?![dmoxX])", "based_on", 0.6, verbs="based_on"),
    _rule("possessive", r"(?<![vVwzfpkytjN])(?P<s>m)l?d(?P<o>m)(?![dmoxXIPHv])", "contains", 0.35, ends="possessive"),
    _rule("founded", rf"{START}{SUBJECT}[aglx]{{0,3}}[wz]{MODIFIERS}(?P<o>m)h?b[qx]{{0,3}}K", "based_on", 0.65),
    _rule("as", rf"[vw]{MODIFIERS}(?P<s>m)[hP]?a?(?P<w>b)[qxh]{{0,3}}(?P<o>m)h?{END}", "is_a", 0.65, ends="kindred",
          cue="作为|当作"),
    _rule("beside", rf"{START}(?P<s>m)h?[aP]{{0,2}}[cp]q{{0,2}}(?P<o>m)[hPx]?[ax]{{0,3}}{DENIAL}{VERBS}(?![mqdV])", "",
          0.65, verbs="works_with connects_to similar_to"),
    _rule("with.takes", rf"{WITH}k{MODIFIERS}(?P<o>{LIST})[hHd]{{0,2}}[al]{{0,2}}{VERBS}", "", 0.65,
          without="identifies contains uses has", ends="instrument"),
    _rule("with.into", rf"{WITH}[^,b]{{0,9}}[vV]x?b[qx]{{0,3}}(?P<o>m)(?![dmox])",
          "creates", 0.6, ends="command", cue="为|成"),
    _rule("instead_of", rf"[vw]{MODIFIERS}(?P<s>m)[hPl]?[ax]{{0,3}}(?P<v>v){MODIFIERS}(?P<o>m)(?!d)",
          "alternative_to", 0.75, verbs="replaces"),
    _rule("implementation", rf"{START}{SUBJECT}{ADVERBS}b{MODIFIERS}(?P<o>m)[hq]{{0,2}}d?q?(?P<v>v)$", "implements",
          0.7, verbs="implements"),
    _rule("moves_into", rf"{START}{SUBJECT}{ADVERBS}k[^,]{{1,8}}(?P<v>v)t{MODIFIERS}(?P<o>m)(?!d)", "", 0.55,
          without="processes"),
    _rule("hands_to", rf"{START}{SUBJECT}{ADVERBS}k[^,]{{1,8}}(?P<v>v)t{MODIFIERS}(?P<o>m)(?!d)", "uses", 0.6,
          verbs="processes"),
    _rule("capability",
          rf"{START}{SUBJECT}{ADVERBS}(?P<u>v)[^mvn]{{0,3}}(?:z[qx]{{0,2}}ml)?{VERBS}{MODIFIERS}(?P<o>{LIST})[^,]{{0,8}}d?[^m,]*$",
          "", 0.65, under="provides", without="has uses depends_on"),
    _rule("by_means", rf"{START}{SUBJECT}{ADVERBS}w[qx]{{0,3}}(?P<o>{LIST})[hPl]?[aH]{{1,3}}[vV]", "uses", 0.55),
    _rule("tool_for", rf"{START}{SUBJECT}{ADVERBS}b(?:[^bn?!]{{0,8}}d)?[qx]{{0,3}}(?P<o>m){VERBS}[qx]?[hP]$", "", 0.7,
          without="has uses depends_on"),
    _rule("belongs", rf"{START}{SUBJECT}{ADVERBS}b[qx]{{0,3}}(?P<o>m)h?d[qx]{{0,3}}[hP]$", "contains", 0.6, swap=True,
          ends="maker"),
    _rule("standard", rf"{START}{SUBJECT}{ADVERBS}b[qx]{{0,3}}(?P<o>m)[xhHvV]{{1,3}}$", "defines", 0.7, ends="standard",
          cue="规范|标准|格式|协议"),
    _rule("carries_out", rf"{START}{SUBJECT}{ADVERBS}p{MODIFIERS}(?P<o>m)[hPl]?[al]{{0,2}}V[qx]{{0,2}}{VERBS}(?!m)", "",
          0.65, cue="进行|实施|执行", without="has uses depends_on"),
    _rule("lacks.has", rf"{START}{SUBJECT}l?{ADVERBS}(?P<n>n)[qx]{{0,3}}(?P<o>{LIST}){TAIL}", "contains", 0.7,
          denials="没有 不具备 没 无 并没有 缺少"),
    _rule("needs_not", rf"{START}{SUBJECT}l?{ADVERBS}(?P<n>n)[qx]{{0,3}}(?P<o>{LIST}){TAIL}", "depends_on", 0.7,
          denials="不需要 无需 不依赖于 不依赖"),
    _rule("takes", rf"{START}{SUBJECT}{ADVERBS}k{MODIFIERS}(?P<o>{LIST})[hHd]{{0,2}}[al]{{0,2}}{VERBS}", "", 0.65,
          without="stored_in identifies contains uses"),
    _rule("turns_into", rf"{START}{SUBJECT}{ADVERBS}k[^,b]{{1,8}}[vV]x?[bt][qx]{{0,3}}(?P<o>m)(?![dmox])", "creates",
          0.6, ends="instrument", cue="为|成"),
    _rule("made_into", rf"k{MODIFIERS}(?P<o>m)[hHd]{{0,2}}[al]{{0,2}}[vV]x?[bt][qx]{{0,3}}(?P<s>m)(?![dmox])",
          "created_from", 0.6, ends="material", cue="为|成"),
    _rule("developed", rf"{START}{SUBJECT}{ADVERBS}b?[^mv,]{{0,3}}y?[qx]{{0,2}}(?P<o>m)[hP]?[^m,]{{0,4}}[vVxX]d",
          "creates", 0.7, swap=True, ends="maker",
          cue="自研|自行开发|开发|研发|推出|发起|开源|创立|贡献"),
)  # fmt: skip
"""Read over every clause with its own or a borrowed subject."""

CHAIN = re.compile(rf"^[ca]{{0,3}}{VERBS}{OBJECT}")
"""A second verb phrase behind a matched one: `创建镜像并管理容器`."""

SENTENCE_RULES: tuple[Rule, ...] = (
    _rule("unlike", r"c(?P<o>m)h?[a]?~,(?P<s>m)", "differs_from", 0.8, safe=True),
    _rule("evolved", rf"(?=(?P<o>m)h?>(?P<s>{LIST}))m", "replaces", 0.75, cue="演|取代|替代|迁移|升级|发展"),
    _rule("kinds_listed",
          rf"(?:^[saqgr]{{0,4}}(?P<s>m)h?d?|(?P<t>m)d)[aqxHhVlvcdP]{{1,7}}:(?P<o>{LIST})(?=$|[,e])", "contains", 0.65,
          cue="[两三四五六七八几多0-9] ?[种类个大层]|以下|如下|包括|包含|组成"),
    _rule("want",
          rf"[ig]{{1,2}}[^m,]{{0,4}}{VERBS}{MODIFIERS}(?P<o>m)[^m,]{{0,5}},[^m,]{{0,4}}[vw][^m,]{{0,3}}(?P<s>m)",
          "", 0.75, ends="command"),
)  # fmt: skip
"""Read over whole sentences, commas included."""

BRACKET_KINDS = re.compile(r"^u?:?(?P<s>m[hP]?(?:[c,][qa]{0,2}m[hP]?){0,8})(?=$|e)")
"""What stands in brackets behind a concept and lists its kinds (with a cue) or its parts."""


@lru_cache(maxsize=8192)
def in_clause(tags: str) -> Sequence[tuple[Rule, re.Match[str]]]:
    """What each of `CLAUSE_RULES` finds in a clause's tags; the same few strings come again and again."""
    return _found(_possible(frozenset(tags), HEADED.match(tags) is not None), tags)


@lru_cache(maxsize=8192)
def in_sentence(tags: str) -> Sequence[tuple[Rule, re.Match[str]]]:
    """What each of `SENTENCE_RULES` finds in a sentence's tags."""
    letters = set(tags)
    return _found((rule for rule in SENTENCE_RULES if rule.needs <= letters), tags)


def _found(rules: Iterable[Rule], tags: str) -> Sequence[tuple[Rule, re.Match[str]]]:
    return tuple((rule, match) for rule in rules for match in rule.pattern.finditer(tags))


@lru_cache(maxsize=8192)
def _possible(letters: frozenset[str], headed: bool) -> Sequence[Rule]:
    """Those of `CLAUSE_RULES` that can find something in a clause of such tags."""
    return tuple(rule for rule in CLAUSE_RULES if rule.needs <= letters and (headed or not rule.headed))
