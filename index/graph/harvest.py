"""Finds a document's own terms where no vocabulary names them: what headings, glossaries, brackets, bold, tables and
code single out, and names that recur. They become candidate concepts (`index.graph.terms`)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Block, BlockKind, Document
from index.analysis import chinese
from index.analysis.fold import visible_text
from index.analysis.pinyin import syllables_of
from index.graph.lexicon import words
from index.graph.model import Concept, Status

GLOSSARY, HEADING, BRACKET, BOLD, CELL, CODE, NAME = 3.0, 1.5, 2.0, 0.7, 0.7, 0.5, 0.4
"""What each cue counts; a cue counts once a document."""

_NUMBER = re.compile(
    r"^(?:第\s*[一二三四五六七八九十\d]+\s*[章节步篇部]|[\d.]+\s*[、.：:]?|步骤\s*\d+|附录\S?)\s*[：:、.]?\s*"
)
_PAIR = re.compile(r"(?P<zh>[\u4e00-\u9fff]{2,16})\s?[（(]\s?(?P<en>[A-Za-z][A-Za-z0-9 .+\-/]{1,40}?)\s?[，,)）]")
_TURNED = re.compile(
    r"(?P<en>[A-Z][A-Za-z0-9+\-]*(?: [A-Za-z0-9+\-]+){0,3})\s?[（(]\s?(?P<zh>[\u4e00-\u9fff]{2,10})\s?[)）]"
)
_TERM = re.compile(r"^[\w\u4e00-\u9fff][\w\u4e00-\u9fff .+\-/]*$")
_NAME = re.compile(
    r"(?<![\w./\-@])(?:[A-Z][a-z]*[A-Z0-9][A-Za-z0-9]*|[A-Z]{2,}[a-z]{0,2}|[A-Z][a-z]{2,})"
    r"(?:\s[A-Z][A-Za-z0-9]+){0,2}(?![\w/@\-])"
)
_CODE = re.compile(r"^(?=.*[A-Z0-9_.\-])[A-Za-z_][A-Za-z0-9_]*(?:[-._][A-Za-z0-9_]+){0,5}$")
_LEAD = re.compile(
    r"^\s*(?P<term>[^：:，。（(\n|]{2,24}?)\s*(?:[（(](?P<other>[^)）\n]{2,40})[)）])?\s*[：:](?!//)\s*\S"
)
_SPLIT = re.compile(r"[与和及、/，,：:？?!！()（）《》“”\"]|\s-\s|的")
_LONGEST = 16
_GENERIC = """
注意 警告 提示 说明 示例 例子 概述 简介 介绍 总结 小结 参考 参考资料 更多信息 常见问题 问题 背景 目标 步骤 前提
前提条件 准备 准备工作 限制 使用限制 使用方法 使用 用法 配置 参数 语法 语法图 另请参阅 相关 资源 下一步 探索更多
原因 解决方案 解决办法 解决方法 描述 默认值 类型 单位 取值范围 作用 优点 缺点 场景 使用场景 适用场景 功能 特性 方法
方式 内容 名称 字段名 字段 版本 时间 日期 数据 文件 系统 工具 操作 信息 结果 状态 其他 默认 可选 必填 例如 如下 以下
数量 方面 建议 推荐 输出 输入 注意事项 改进 一步 当前版本 相关资源 前置条件 前置需求 贡献者
Note Warning Tip Example See also
Type Default Description Name Value Field Key TRUE FALSE ON OFF You Yes No OK
HTTP URL ID
"""
"""Headings and labels that every documentation has."""
_SMALL = """
a an the this that these those your our its all any each every both some if while when where what which who how why once
after before then now here there it we is are was be do does can will may must should use using see add get set new
please and or not with from by as at of in on to for
"""
"""English words that no term begins with."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term that one document singles out: `labels` name the same thing, `cue` is how strongly."""

    id: str
    labels: tuple[str, ...]
    cue: float


def harvest(document: Document) -> tuple[Term, ...]:
    """The document's terms, sorted by id; of those that differ in spelling alone the strongest stands last."""
    cues: Counter[str] = Counter()
    pairs: dict[str, str] = {}
    for kind, label in set(_labels(document, pairs)):
        cues[label] += int(kind * 10)
    for zh, en in pairs.items():
        cues[zh] += cues.pop(en, 0)
    terms = []
    for label, cue in cues.items():
        labels = (label, pairs[label]) if label in pairs else (label,)
        terms.append(Term(term_id(label), labels, cue / 10))
    return tuple(sorted(terms, key=lambda term: (term.id, term.cue, term.labels)))


def as_concept(term: Term) -> Concept:
    """A term as a candidate concept."""
    preferred = {"zh" if _has_han(label) else "en": label for label in reversed(term.labels)}
    alternative = tuple(label for label in term.labels if label not in preferred.values())
    return Concept(term.id, "term", dict(sorted(preferred.items(), reverse=True)), alternative, status=Status.CANDIDATE)


def term_id(label: str) -> str:
    """A kebab-case ASCII id of the folded label alone; Chinese is spelt, with a digest against homophones."""
    folded = visible_text(label).strip()
    spelt = " ".join(
        chunk if chunk.isascii() else syllables_of(chunk) for chunk in re.split(r"([^\x00-\x7f]+)", folded)
    )
    slug = re.sub(r"[^a-z0-9]+", "-", spelt.lower()).strip("-") or "term"
    if folded.isascii() and re.sub(r"[ \-_.]", "", folded).isalnum():
        return slug
    return f"{slug}-{hashlib.sha256(folded.encode()).hexdigest()[:4]}"


def _labels(document: Document, pairs: dict[str, str]) -> Iterator[tuple[float, str]]:
    names: Counter[str] = Counter()
    for section in document.sections:
        yield from ((HEADING, label) for label in _from_heading(section.heading))
        _pair_up(section.heading, pairs)
        for block in section.blocks:
            if block.kind in (BlockKind.CODE, BlockKind.DIAGRAM):
                continue
            _pair_up(block.text, pairs)
            yield from _from_block(block)
            names.update(match[0] for match in _NAME.finditer(_without_code(block)))
    yield from ((BRACKET, zh) for zh in pairs)
    yield from ((NAME, name) for name, count in names.items() if count >= 2 and _usable(name))


def _pair_up(text: str, pairs: dict[str, str]) -> None:
    """Names in two languages, one in brackets behind the other."""
    for pattern in (_PAIR, _TURNED):
        for match in pattern.finditer(text):
            zh, en = _noun(match["zh"]), match["en"].strip()
            if zh and _usable(zh) and _usable(en):
                pairs.setdefault(zh, en)


def _from_heading(heading: str) -> Iterator[str]:
    text = _NUMBER.sub("", heading).strip()
    for piece in _SPLIT.split(text):
        label = piece.strip()
        if _has_han(label):
            runs = [run[0] for run in chinese.runs(label)]
            label = _noun(label) if runs == [label] else label
        if label and _usable(label) and (len(label) <= 10 or not _has_han(label)):
            yield label


def _from_block(block: Block) -> Iterator[tuple[float, str]]:
    for run in block.bold_spans:
        label = block.text[run.start : run.end].strip(" ：:")
        if _usable(label):
            yield BOLD, label
    for run in block.code_spans:
        label = block.text[run.start : run.end].strip()
        if _CODE.match(label) and len(label) <= 40 and _usable(label):
            yield CODE, label
    if block.kind is BlockKind.TABLE:
        for line in block.text.split("\n")[1:]:
            label = line.split(" | ", 1)[0].strip()
            if _usable(label):
                yield CELL, label
    elif block.kind is BlockKind.LIST:
        for line in block.text.split("\n"):
            match = _LEAD.match(line)
            label = match["term"].strip() if match else ""
            if label and _usable(label) and (not _has_han(label) or len(label) <= 8):
                yield GLOSSARY if match and match["other"] else BOLD, label


def _noun(run: str) -> str:
    """The last words of a run of Chinese that can be one noun: no small word stands in it, no verb before it."""
    table = words()
    kept: list[str] = []
    for word in reversed(chinese.words(run)):
        tag = table.get(word, ("x", ""))[0]
        if tag not in "xXhHPIK" and not (tag == "v" and kept == []):
            break
        kept.insert(0, word)
    label = "".join(kept)
    return label if 2 <= len(label) <= 10 else ""


def _usable(label: str) -> bool:
    if not 2 <= len(label) <= (_LONGEST if _has_han(label) else 40) or not _TERM.match(label):
        return False
    if label in _GENERIC.split() or label.isdigit() or label.split(" ", 1)[0].lower() in _SMALL.split():
        return False
    return words().get(label, ("x", ""))[0] in "xXhHP" and not re.search(r"^\d|[。，；]", label)


def _has_han(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _without_code(block: Block) -> str:
    text = block.text
    for run in sorted(block.code_spans, key=lambda span: -span.start):
        text = text[: run.start] + "\u3000" * len(run) + text[run.end :]
    return text
