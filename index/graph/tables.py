"""Reads tables: a row's first cell is the subject of its other cells, the columns of a comparison differ."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from corpus.model import Span
from index.graph.clauses import Token
from index.graph.definitions import CELL, describes, names_whole
from index.graph.findings import Claim, Findings
from index.graph.lexicon import words
from index.graph.mentions import Mention
from index.graph.passage import Part, Passage
from index.graph.prose import Topic, read_text

MOST_BESIDE = 10
COMPARED = re.compile(
    r"^(?:|特性|对比|对比项|维度|方面|比较|比较项|项目|特点|区别|指标|能力|属性|场景|差异|功能|类别|考量)$"
)
DESCRIBES = re.compile(r"说明|描述|作用|功能|用途|含义|定义|职责|特点|类型|定位|内容|机制|解释|简介|备注|角色|效果")
DEFINES = re.compile(r"说明|描述|作用|功能|用途|含义|定义|职责|定位|解释|简介")
EXAMPLES = re.compile(r"示例|例子|代表|产品|常见|典型")
ISOLATES = re.compile(r"隔离(?:内容|对象|资源|的资源)")
VERBS_IN_HEADERS = (
    (ISOLATES, "isolates"),
    (re.compile(r"底层技术|使用技术|依赖|使用的?(?:技术|机制)"), "uses"),
    (re.compile(r"包含|组成"), "contains"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's run of the text and the mentions in it."""

    span: Span
    text: str
    mentions: tuple[Mention, ...]

    @property
    def foremost(self) -> list[Mention]:
        """The mentions before the cell's first comma: what it names, not what it remarks."""
        end = self.span.start + len(re.split("[，；。（(]", self.text, maxsplit=1)[0])
        return [m for m in self.mentions if m.end <= end]

    @property
    def subject(self) -> Mention | None:
        """The concept that the cell names, where it says little else."""
        if not self.mentions or len({m.concept_id for m in self.mentions}) != 1:
            return None
        rest = self.text
        for mention in self.mentions:
            rest = rest.replace(mention.label, "", 1)
        says = words().get(rest.strip(), ("", ""))[0]
        return self.mentions[0] if len(rest) <= MOST_BESIDE and says not in ("v", "V") else None


def read_table(passage: Passage, part: Part, findings: Findings) -> None:
    """Reads the header, then each row under it."""
    rows = [_cells(passage, line) for line in passage.lines(part.span)]
    if not rows:
        return
    header, *body = rows
    _read_header(passage, header, findings)
    for row in body:
        _read_row(passage, header, row, findings)


def _cells(passage: Passage, line: Span) -> list[Cell]:
    cells, start = [], line.start
    for match in re.finditer(r" \| |$", passage.text[line.start : line.end]):
        span = Span(start, line.start + match.start())
        cells.append(Cell(span, passage.text[span.start : span.end].strip(), tuple(passage.within(span))))
        start = line.start + match.end()
    return cells


def _token(mention: Mention) -> Token:
    return Token("m", mention.start, mention.end, mention.label, mention.concept_id)


def _read_header(passage: Passage, header: list[Cell], findings: Findings) -> None:
    """`| 特性 | A | B |`: what is compared differs."""
    if len(header) < 3 or not COMPARED.match(header[0].text):
        return
    subjects = [cell.subject for cell in header[1:]]
    for a, b in itertools.combinations([s for s in subjects if s], 2):
        line = Span(header[0].span.start, header[-1].span.end)
        findings.add(passage, line, Claim("table.compare", "differs_from", 0.85, safe=True), _token(a), _token(b))


def _read_row(passage: Passage, header: list[Cell], row: list[Cell], findings: Findings) -> None:
    if not row:
        return
    line = Span(row[0].span.start, row[-1].span.end)
    at = 0 if row[0].subject else _command_cell(row, findings)
    subject = row[0].subject if at == 0 else row[at].mentions[0] if at else None
    if subject and at == 0 and _short_for_other(header[0], row[0], subject, findings):
        return
    for number, cell in enumerate(row):
        name = header[number].text if number < len(header) else ""
        if subject is None:
            read_text(passage, cell.span, findings)
        elif number != at:
            _read_cell(passage, line, _token(subject), name, cell, findings)
            if number == at + 1 and DEFINES.search(name) and names_whole(row[at].text, subject.label):
                pair = Span(row[at].span.start, cell.span.end)
                findings.define(passage, pair, _token(subject), CELL + describes(cell.text))


def _short_for_other(head: Cell, cell: Cell, subject: Mention, findings: Findings) -> bool:
    """`USER` below `Namespace` means the USER namespace, whatever USER means alone."""
    return bool(
        head.subject and findings.gates.named(f"{cell.text} {head.subject.label}") not in (None, subject.concept_id)
    )


def _command_cell(row: list[Cell], findings: Findings) -> int:
    """`| 创建数据卷 | docker volume create |`: the cell that begins with a command is the subject of the others."""
    for number, cell in enumerate(row[1:], 1):
        first = cell.mentions[0] if cell.mentions else None
        if first and first.start == cell.span.start and findings.gates.kind(first.concept_id) == "command":
            return number
    return 0


def _read_cell(passage: Passage, line: Span, subject: Token, name: str, cell: Cell, findings: Findings) -> None:
    if EXAMPLES.search(name):
        for mention in cell.mentions:
            findings.add(passage, line, Claim("table.example", "is_a", 0.5), _token(mention), subject)
        return
    for pattern, type_ in VERBS_IN_HEADERS:
        if pattern.search(name):
            for mention in cell.foremost:
                findings.add(passage, line, Claim(f"table.{type_}", type_, 0.75, safe=True), subject, _token(mention))
            return
    defines = bool(DESCRIBES.search(name))
    read_text(passage, cell.span, findings, Topic(subject, above=not defines, defines=defines))
