"""The use case of building: sources → store → (terms → engine) and (mentions → relations → graph) → generation."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import ConfigurationError, SourceUnavailable, StoreDamaged
from corpus.problems import Problem
from corpus.sources import DocumentSource, SourceSpec, open_source
from index.assembly import STORE, Assembly, EngineFactory, Progress, Recipe, SharedWork, silent
from index.document_work import load
from index.durable import telling
from index.errors import IncompatibleGeneration, IndexNotReady
from index.generations import Generations, Whole
from index.processes import Crew, crew
from index.stored_source import stored_sources

#: A generation that continues another so often is made anew, so that what was replaced does not pile up.
MOST_CONTINUED = 50


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build gave. `generation` is the one that serves now; `changed` is false where all was as before.

    `read` documents were read and analysed, `reused` taken over from the generation before, `removed` are gone;
    `left_out` names the sources that could not be had, with the reason; `seconds` is the time from start to switch.
    """

    generation: str
    changed: bool
    documents: int
    sections: int
    concepts: int
    relations: int
    read: int
    reused: int
    removed: int
    seconds: float
    problems: tuple[Problem, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)


def build(
    specs: Sequence[SourceSpec],
    generations: Generations,
    *,
    engine: EngineFactory,
    vocabulary: Path | None = None,
    curation: Path | None = None,
    full: bool = False,
    progress: Progress | None = None,
    processes: int | Crew | None = None,
    shared: SharedWork | None = None,
) -> BuildReport:
    """Reads every source and makes a new generation current; what did not change is taken over, unless `full`.

    `processes` defaults to one a core; those there are already may be given instead. An optional source that cannot
    be had is left out and named. Raises `BuildInProgress`, `SourceUnavailable`, `ConfigurationError`,
    `DataFolderUnusable`, `BuildFailed` and `IncompatibleGeneration` (a newer Xunmai wrote the data); whatever it
    raises, the old generation still serves. What other builders left in `shared` (see `build_part`) is taken over.
    """
    sources, left_out = _opened(specs, generations.sources)
    recipe = Recipe(engine, vocabulary, curation, shared)
    with crew(processes, load) as workers:
        report = _build(sources, generations, recipe, full, progress or silent, workers)
    return replace(report, left_out=left_out)


def build_part(
    specs: Sequence[SourceSpec],
    generations: Generations,
    part: int,
    parts: int,
    *,
    engine: EngineFactory,
    shared: SharedWork,
    vocabulary: Path | None = None,
    curation: Path | None = None,
    full: bool = False,
    processes: int | Crew | None = None,
) -> int:
    """Reads and analyses one of `parts` parts of what `build` would, and leaves it in `shared` for that; how many
    documents that was. Any number of machines may do so at once; which documents belong to a part is told by their
    ids alone. Raises what `build` raises.
    """
    sources, _ = _opened(specs, generations.sources)
    recipe = Recipe(engine, vocabulary, curation)
    base = _base(generations, recipe, full)
    assembly = Assembly(sources, recipe, generations.data, base, silent)
    with crew(processes, load) as workers:
        return assembly.leave_part(shared, part, parts, workers)


def rebuild(
    generations: Generations,
    generation_id: str,
    *,
    engine: EngineFactory,
    vocabulary: Path | None = None,
    curation: Path | None = None,
    progress: Progress | None = None,
    processes: int | Crew | None = None,
) -> BuildReport:
    """Makes a new generation current from the document store alone of a kept one, which may be older or damaged.

    Raises `StoreDamaged` where the store itself is not what was written, and what `build` raises.
    """
    damages = [damage for damage in generations.verify(generation_id) if damage.path in (STORE, "manifest.json")]
    if damages:
        raise StoreDamaged(f"generation {generation_id}: {damages[0]}; build from the sources: `xunmai build --full`")
    recipe = Recipe(engine, vocabulary, curation)
    with generations.hold(generation_id), crew(processes, load) as workers:
        sources = stored_sources(generations.folder(generation_id) / STORE)
        return _build(sources, generations, recipe, True, progress or silent, workers)


def _build(
    sources: Sequence[DocumentSource],
    generations: Generations,
    recipe: Recipe,
    full: bool,
    progress: Progress,
    workers: Crew,
) -> BuildReport:
    started = time.monotonic()
    with generations.begin() as builder, telling(generations.data), ExitStack() as stack:
        base = _base(generations, recipe, full)
        if base:
            stack.enter_context(generations.hold(base.id))
        assembly = Assembly(sources, recipe, builder.folder, base, progress)
        changed = base is None or base.id != generations.current_id() or not assembly.is_idle()
        if base and not changed:
            generation_id, details = base.id, base.manifest.details
        else:
            details = assembly.run(workers)
            generation_id = builder.commit({**details, "seconds": round(time.monotonic() - started, 3)})
    return BuildReport(
        generation=generation_id,
        changed=changed,
        documents=details["documents"],
        sections=details["sections"],
        concepts=details["concepts"],
        relations=details["relations"],
        read=len(assembly.plan.read),
        reused=len(assembly.plan.reused),
        removed=len(assembly.plan.removed),
        seconds=round(time.monotonic() - started, 3),
        problems=tuple(assembly.problems),
    )


def _base(generations: Generations, recipe: Recipe, full: bool) -> Whole | None:
    """The generation to continue: the one that serves, if it is whole and was made by this recipe; none if `full`."""
    if full:
        generations.refuse_newer()
        return None
    try:
        whole = generations.whole()
    except IncompatibleGeneration as error:
        if error.newer:
            raise
        return None
    except IndexNotReady:
        return None
    details = whole.manifest.details
    fits = details.get("fingerprint") == recipe.fingerprint() and details.get("continued", 0) < MOST_CONTINUED
    return whole if fits else None


def _opened(specs: Sequence[SourceSpec], cache: Path) -> tuple[list[DocumentSource], dict[str, str]]:
    sources, left_out = list[DocumentSource](), dict[str, str]()
    for spec in specs:
        source = open_source(spec, cache)
        try:
            source.files()
            sources.append(source)
        except SourceUnavailable as error:
            if not spec.optional:
                raise
            left_out[spec.name] = str(error)
    if not sources:
        told = "; ".join(left_out.values()) or "none is configured"
        raise ConfigurationError(f"sources: there is none to read ({told})")
    return sources, left_out
