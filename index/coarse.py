"""Rows of numbers kept in a byte each: a quarter of what they were, near enough to tell what lies near what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64] | Sequence[int] | slice

#: The greatest number of a row is kept as this.
_GREATEST = 127


@dataclass(frozen=True)
class Coarse:
    """`codes` are rows of numbers from -127 to 127; a row of them times its scale in `scales` is what was meant."""

    codes: npt.NDArray[np.int8]
    scales: Floats

    @classmethod
    def of(cls, rows: npt.NDArray[np.floating]) -> Coarse:
        """The rows of a matrix; each number is off by less than a 250th of the greatest of its row."""
        scales = np.max(np.abs(rows), axis=1, initial=0.0) / _GREATEST
        codes = np.rint(rows / np.where(scales > 0, scales, 1.0)[:, None])
        return cls(codes.astype(np.int8), scales.astype(np.float32))

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return int(self.codes.shape[1])

    def at(self, places: Places) -> Floats:
        """Some rows as numbers."""
        return self.codes[places] * self.scales[places][:, None]

    def taken(self, places: Places) -> Coarse:
        """Some rows, as they are kept."""
        return Coarse(self.codes[places], self.scales[places])

    def followed_by(self, other: Coarse) -> Coarse:
        """These rows, then those of another of the same width."""
        return Coarse(np.concatenate([self.codes, other.codes]), np.concatenate([self.scales, other.scales]))

    def save(self, folder: Path, name: str) -> None:
        """Writes two files into an existing folder."""
        codes, scales = _files(folder, name)
        np.save(codes, self.codes, allow_pickle=False)
        np.save(scales, self.scales, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, name: str) -> Coarse:
        """Opens what `save` wrote; it stays on disk until it is touched."""
        codes, scales = (np.load(path, mmap_mode="r", allow_pickle=False) for path in _files(folder, name))
        return cls(np.asarray(codes), np.asarray(scales))


def _files(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / f"{name}.npy", folder / f"{name}.scales.npy"
