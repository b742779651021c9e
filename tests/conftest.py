"""What all tests share: the way to the corpora and judgments that lie beside the project, where they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


#: `make` and users set variables for their own service and data, which no test may read or write.
for _name in [name for name in os.environ if name.startswith("XUNMAI_")]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and judgments beside the project; a test that needs it is skipped where it is not."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the corpora beside the project are not here")
    return SHARED
