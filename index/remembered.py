"""Remembers the last answers of a method without keeping its object, and the map beneath it, alive."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast
from weakref import WeakMethod

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def remembered(method: Callable[Asked, Answer], size: int) -> Callable[Asked, Answer]:
    """`method`, bound to an object, with its last `size` answers kept; arguments must be hashable.

    An `lru_cache` of the bound method, held by its own object, is a cycle: the file that the object maps would stay
    open until the garbage is collected, deleted or not.
    """
    reference = WeakMethod(method)

    @lru_cache(maxsize=size)
    def answer(*asked: Asked.args, **named: Asked.kwargs) -> Answer:
        bound = reference()
        if bound is None:
            raise ReferenceError("the object whose answers are remembered is gone")
        return bound(*asked, **named)

    return cast(Callable[Asked, Answer], answer)
