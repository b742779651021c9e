"""Builds, switches and prunes that are killed at random moments, what is found after each, and a reader beside them.

Run as a program, it prints a JSON object: kills tried, kills that hit a process at work, the reader's answers, and what
was lost (a list of sentences, empty where all is well). Processes are forked, so that nothing is imported anew.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.sources import SourceSpec
from corpus.store import DocumentStore
from index.build import build
from index.durable import Disk
from index.engines.whoosh_index import WhooshIndex
from index.errors import NotFound
from index.generations import Generations
from index.model import Query
from index.query.ast import Term

DOCUMENTS = 6


class LethalDisk(Disk):
    """Counts its operations, and kills its own process just before the one with the number `last` (0: never)."""

    def __init__(self, last: int = 0) -> None:
        self.last = last
        self.done = 0

    def _count(self) -> None:
        self.done += 1
        if self.done == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def write(self, path: Path, data: bytes) -> None:
        self._count()
        super().write(path, data)

    def sync_file(self, path: Path) -> None:
        self._count()
        super().sync_file(path)

    def sync_folder(self, path: Path) -> None:
        self._count()
        super().sync_folder(path)

    def rename(self, old: Path, new: Path) -> None:
        self._count()
        super().rename(old, new)

    def remove_file(self, path: Path) -> None:
        self._count()
        super().remove_file(path)

    def remove_folder(self, path: Path) -> None:
        self._count()
        super().remove_folder(path)


@dataclass
class Kills:
    """The state of one run: `acknowledged` is the file in which a victim notes what it was told is done."""

    folder: Path
    chance: random.Random
    seconds: float = 0.0
    operations: int = 0
    hits: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def generations(self) -> Generations:
        return Generations(self.folder / "data")

    @property
    def acknowledged(self) -> Path:
        return self.folder / "acknowledged"

    def prepare(self) -> None:
        """Builds the first generation, and measures the work of a victim."""
        (self.folder / "notes").mkdir(parents=True)
        for number in range(DOCUMENTS):
            self._touch(number)
        self.build(self.generations)
        self._touch(0)
        started, counting = time.monotonic(), LethalDisk()
        self.work(Generations(self.folder / "data", counting))
        self.seconds, self.operations = time.monotonic() - started, counting.done

    def build(self, generations: Generations) -> str:
        specs = [SourceSpec("notes", "directory", "plain", path=str(self.folder / "notes"))]
        return build(specs, generations, engine=WhooshIndex, processes=1).generation

    def work(self, generations: Generations) -> None:
        """What is killed: a build, a switch back and forth, a prune; each acknowledged when it is done."""
        before = generations.whole().id
        made = self.build(generations)
        self._acknowledge(made)
        generations.activate(before)
        self._acknowledge(before)
        generations.activate(made)
        self._acknowledge(made)
        generations.prune(2)

    def kill_once(self) -> None:
        """Forks a victim, kills it at a random moment or disk operation, and looks at what it left."""
        self._touch(self.chance.randrange(DOCUMENTS))
        self.acknowledged.write_text("")
        before = self.generations.whole().id
        last = self.chance.randint(1, self.operations) if self.chance.random() < 0.5 else 0
        victim = os.fork()
        if victim == 0:
            try:
                self.work(Generations(self.folder / "data", LethalDisk(last)))
            finally:
                os._exit(0)
        if not last:
            time.sleep(self.chance.random() * self.seconds)
            os.kill(victim, signal.SIGKILL)
        self.hits += os.WIFSIGNALED(os.waitpid(victim, 0)[1])
        self.lost += self.inspect(before)

    def inspect(self, before: str) -> Iterator[str]:
        """What is not as it must be after a kill; `before` is the generation that served before the victim began."""
        generations, acknowledged = self.generations, self.acknowledged.read_text().split()
        whole = generations.whole()
        if whole.refused:
            yield f"refused: {whole.refused}"
        for kept in generations.list():
            if damages := generations.verify(kept.id):
                yield f"{kept.id} is damaged: {damages[0]}"
        allowed = {before, *acknowledged} if len(acknowledged) < 3 else {acknowledged[-1]}
        newer = whole.manifest.sequence > generations.kept(before).manifest.sequence
        if whole.id not in allowed and (acknowledged or not newer):
            yield f"{acknowledged} were acknowledged, {whole.id} serves"
        with DocumentStore(whole.folder / "store.sqlite") as store:
            if store.counts()["documents"] != DOCUMENTS:
                yield f"{whole.id}: {store.counts()}"
        self._touch(0)
        made = self.build(generations)
        if generations.current_id() != made:
            yield f"the next build made {made}, {generations.current_id()} serves"
        if leftovers := list((self.folder / "data" / "generations").glob(".*")):
            yield f"leftovers: {leftovers}"

    def _touch(self, number: int) -> None:
        text = f"# 第 {number} 篇\n\n容器与镜像 {self.chance.random()}。\n\n## 用法\n\n`docker run image{number}`\n"
        (self.folder / "notes" / f"page{number}.md").write_text(text)

    def _acknowledge(self, generation_id: str) -> None:
        with self.acknowledged.open("a") as file:
            file.write(f"{generation_id}\n")


@dataclass
class Reader:
    """A process that answers from the generation that serves, again and again, as a service does."""

    folder: Path
    process: int = 0

    def start(self) -> None:
        """Forks it."""
        self.process = os.fork()
        if self.process == 0:
            self._answer_until_told()

    def stop(self) -> tuple[int, list[str]]:
        """Ends it; returns how often it answered, and what went wrong."""
        os.kill(self.process, signal.SIGTERM)
        os.waitpid(self.process, 0)
        answers, failures = json.loads((self.folder / "answers.json").read_text())
        return answers, failures

    def _answer_until_told(self) -> None:
        answers, failures = 0, list[str]()
        told = list[int]()
        signal.signal(signal.SIGTERM, lambda number, frame: told.append(number))
        while not told:
            try:
                answers += self._answer()
            except Exception as error:  # whatever it is, a reader must not see it
                failures.append(repr(error))
        (self.folder / "answers.json").write_text(json.dumps([answers, failures]))
        os._exit(0)

    def _answer(self) -> int:
        generations = Generations(self.folder / "data")
        whole = generations.whole()
        try:
            holding = generations.hold(whole.id)
        except NotFound:  # pruned between the two: the next look finds the next one
            return 0
        with holding, DocumentStore(whole.folder / "store.sqlite") as store:
            index = WhooshIndex.open(whole.folder / "text")
            found = index.search(Query(Term("容器")))
            if len(store.sections([hit.section_id for hit in found.hits])) != len(found.hits) or not found.hits:
                raise AssertionError(f"{whole.id}: text and store are not of one generation")
            index.close()
        return 1


def main(folder: str, tried: str, seed: str) -> None:
    """Prints the outcome of `tried` kills."""
    kills = Kills(Path(folder), random.Random(int(seed)))
    kills.prepare()
    reader = Reader(Path(folder))
    reader.start()
    for _ in range(int(tried)):
        kills.kill_once()
    answers, failures = reader.stop()
    outcome = {"tried": int(tried), "hit": kills.hits, "lost": kills.lost, "answers": answers, "failures": failures}
    print(json.dumps(outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
