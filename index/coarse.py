"""Rows of numbers kept in a few bits each: near enough to tell what lies near what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64] | Sequence[int] | slice

#: How often the scale of a row is fitted to the levels that its numbers fell on.
_ROUNDS = 3


@dataclass(frozen=True)
class Grain:
    """A number is kept as one of `levels`, evenly spaced around 0, so many in a byte; before the scale of a row is
    fitted, the outermost level stands at `reach` of its greatest number."""

    levels: int
    in_a_byte: int
    reach: float

    @cached_property
    def table(self) -> Floats:
        """By byte, the numbers in it, which a scale makes what they were."""
        digits = np.arange(self.levels**self.in_a_byte)[:, None] // self._powers % self.levels
        return np.ascontiguousarray(digits - self._middle, np.float32)

    def nearest(self, rows: npt.NDArray[np.floating]) -> tuple[npt.NDArray[np.uint8], Floats]:
        """The bytes and the scale of each row."""
        scales = np.max(np.abs(rows), axis=1, initial=0.0) * (self.reach / self._middle)
        levels = np.zeros(rows.shape, np.float32)
        for _ in range(_ROUNDS):
            levels = np.rint(rows / np.where(scales > 0, scales, 1.0)[:, None] + self._middle)
            levels = np.clip(levels, 0, self.levels - 1) - self._middle
            scales = np.einsum("ij,ij->i", levels, rows) / np.maximum(np.einsum("ij,ij->i", levels, levels), 1e-12)
        count, width = rows.shape
        digits = np.zeros((count, -(-width // self.in_a_byte), self.in_a_byte), np.int64)
        digits.reshape(count, digits.shape[1] * self.in_a_byte)[:, :width] = levels + self._middle
        return (digits @ self._powers).astype(np.uint8), scales

    @property
    def _middle(self) -> float:
        return (self.levels - 1) / 2

    @property
    def _powers(self) -> npt.NDArray[np.int64]:
        return self.levels ** np.arange(self.in_a_byte)


#: For what is compared one by one, and for what is only added up.
FINE, ROUGH = Grain(16, 2, 0.9), Grain(3, 5, 0.5)


@dataclass(frozen=True)
class Coarse:
    """`codes` are the bytes of rows of `width` numbers; what they stand for times the row's scale in `scales` is what
    was meant."""

    codes: npt.NDArray[np.uint8]
    scales: npt.NDArray[np.float16]
    width: int
    grain: Grain

    @classmethod
    def of(cls, rows: npt.NDArray[np.floating], grain: Grain) -> Coarse:
        """The rows of a matrix; `FINE` keeps 98 hundredths of what makes them, `ROUGH` three quarters."""
        codes, scales = grain.nearest(rows)
        return cls(codes, scales.astype(np.float16), rows.shape[1], grain)

    def __len__(self) -> int:
        return len(self.codes)

    def at(self, places: Places) -> Floats:
        """Some rows as numbers."""
        codes = self.codes[places]
        count, length = codes.shape
        rows: Floats = self.grain.table.take(codes, axis=0).reshape(count, length * self.grain.in_a_byte)
        return rows[:, : self.width] * self.scales[places].astype(np.float32)[:, None]

    def taken(self, places: Places) -> Coarse:
        """Some rows, as they are kept."""
        return Coarse(self.codes[places], self.scales[places], self.width, self.grain)

    def followed_by(self, other: Coarse) -> Coarse:
        """These rows, then those of another of the same width and grain."""
        codes = np.concatenate([self.codes, other.codes])
        return Coarse(codes, np.concatenate([self.scales, other.scales]), self.width, self.grain)

    def save(self, folder: Path, name: str) -> None:
        """Writes two files into an existing folder."""
        codes, scales = _files(folder, name)
        np.save(codes, self.codes, allow_pickle=False)
        np.save(scales, self.scales, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, name: str, width: int, grain: Grain) -> Coarse:
        """Opens what `save` wrote of so many numbers a row; it stays on disk until it is touched."""
        codes, scales = (np.load(path, mmap_mode="r", allow_pickle=False) for path in _files(folder, name))
        return cls(np.asarray(codes), np.asarray(scales), width, grain)


def _files(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / f"{name}.npy", folder / f"{name}.scales.npy"
