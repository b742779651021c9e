"""Measures how long something takes."""

from __future__ import annotations

import time
from collections.abc import Callable


def timer() -> Callable[[], float]:
    """Starts now; the function returned gives the seconds since."""
    began = time.perf_counter()
    return lambda: time.perf_counter() - began
