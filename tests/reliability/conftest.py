"""What the reliability tests share: the modules beside them, a small source, and the printing of figures."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def load() -> Callable[[str], ModuleType]:
    """Imports a module of this folder, which is no package."""

    def load(name: str) -> ModuleType:
        if name not in sys.modules:
            spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
            assert spec is not None
            assert spec.loader is not None
            sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
        return sys.modules[name]

    return load


@pytest.fixture
def figure() -> Callable[[str], None]:
    """Prints a figure of docs/reliability.md; seen with `-s`, as `make reliability` runs."""
    return lambda text: print(f"\n  {text}")
