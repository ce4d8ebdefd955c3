"""What words have to do with each other in either language, learned by `learn` from texts and their
translations: each stem's direction, and how rare it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
FILE = Path(__file__).parent / "vectors.npz"
_COMMON = 2.0  # rarity below which a word gives no direction


@dataclass(frozen=True)
class Vectors:
    """`rows[stem]` is a stem's row; `rarity` the logarithm of one in how many texts have it; `directions`
    (stems, dimensions) of length 1."""

    rows: dict[str, int]
    rarity: Floats
    directions: Floats

    def direction(self, stems: list[str]) -> Floats:
        """Where a text of these stems points, of length 1; zeros where none is known."""
        found = [self.rows[stem] for stem in stems if stem in self.rows]
        weights = np.maximum(self.rarity[found] - _COMMON, 0)
        whole = weights @ self.directions[found]
        length = float(np.linalg.norm(whole))
        return np.asarray(whole / length if length > 0 else whole, np.float32)


@cache
def vectors() -> Vectors:
    """Those that come with Tertulia."""
    with np.load(FILE) as file:
        stems = bytes(file["stems"]).decode().split("\n")
        directions = file["directions"].astype(np.float32)
        rarity = file["rarity"].astype(np.float32)
    directions /= np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-9)
    return Vectors({stem: row for row, stem in enumerate(stems)}, rarity, directions)
