"""What keeps a processor busy is done one at a time in a process; the rest is not."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask

from service.api.answering import Answering, Body, KeptAnswers
from service.api.operation import Operation
from service.api.parameters import Parameters
from service.library import Library, Opened

THREADS = 4


class Asked(Parameters):
    number: int


class OneGeneration:
    """A library that lends a generation which nothing is read from."""

    @contextmanager
    def lease(self) -> Iterator[Opened]:
        class Named:
            generation = "g"

        yield cast(Opened, Named())


def ask_at_once(operation: Operation) -> list[int]:
    """The statuses that threads are given which all ask something else at the same time."""
    app, statuses = Flask("turns"), list[int]()
    answering = Answering(cast(Library, OneGeneration()), KeptAnswers[Body](0), lambda *_: None)
    app.add_url_rule(operation.rule, operation.name, answering.view(operation))

    def ask(number: int) -> None:
        statuses.append(app.test_client().get(f"/work?number={number}").status_code)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_operations_in_turn_never_overlap() -> None:
    under_way = threading.Semaphore(1)

    def handle(_opened: Opened, _parameters: Asked) -> dict[str, bool]:
        alone = under_way.acquire(blocking=False)
        time.sleep(0.01)
        under_way.release()
        assert alone
        return {"alone": alone}

    operation = Operation("work", "/work", "", "", Asked, handle=handle, in_turn=True)
    assert ask_at_once(operation) == [200] * THREADS


def test_other_operations_run_side_by_side() -> None:
    all_there = threading.Barrier(THREADS)

    def handle(_opened: Opened, _parameters: Asked) -> dict[str, int]:
        return {"place": all_there.wait(60)}

    assert ask_at_once(Operation("work", "/work", "", "", Asked, handle=handle)) == [200] * THREADS
