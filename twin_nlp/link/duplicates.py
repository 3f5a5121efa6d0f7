"""Reports of nearly the same wording: an item that another source picked up, shortened or with a new headline."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

SHINGLE_WORDS = 4
CONTAINED = 0.6
"""The share of the shorter's runs of four words, as MinHash estimates it, that makes two reports the same item."""
FEWEST_RUNS = 8
"""Shorter evidence is too little to tell a copy from a stock phrase."""
_BANDS, _BAND = 48, 2
"""Of two reports with a Jaccard index of .3, 99 % share a band of hashes."""
_SEED = 2026


class Sketches:
    """The MinHash (Broder 1997) of every report's evidence: 384 bytes for each, however long it is."""

    def __init__(self) -> None:
        self._blank = MinHash(num_perm=_BANDS * _BAND, seed=_SEED, hashfunc=int)
        self._found: list[NDArray[np.uint32] | None] = []
        self._runs: list[int] = []

    def add(self, words: Sequence[str]) -> None:
        """Take the next report's evidence, its words in order."""
        runs = {
            zlib.crc32(" ".join(words[i : i + SHINGLE_WORDS]).encode("utf-8", "surrogatepass"))
            for i in range(len(words) - SHINGLE_WORDS + 1)
        }
        self._runs.append(len(runs))
        if len(runs) < FEWEST_RUNS:
            self._found.append(None)
            return
        sketch = self._blank.copy()
        sketch.update_batch(sorted(runs))
        self._found.append(np.asarray(sketch.hashvalues, dtype=np.uint32))

    def near_duplicates(self, order: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pairs of positions in ``order`` that are near-duplicates, the smaller first, each once.

        Of reports that share a band each is compared with the first of them and with the one before it, which is
        enough to hold copies of one item together and keeps a stock phrase from making a pair of every two.
        """
        at = [position for position, number in enumerate(order) if self._found[number] is not None]
        if not at:
            return
        hashes = np.stack([found for number in order if (found := self._found[number]) is not None])
        seen: set[tuple[int, int]] = set()
        for band in range(_BANDS):
            part = hashes[:, band * _BAND : (band + 1) * _BAND]
            by_band = np.lexsort(part.T)
            ordered = part[by_band]
            begins = np.flatnonzero(np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)])
            for begin, end in zip(begins, np.r_[begins[1:], len(by_band)], strict=True):
                if end - begin < 2:
                    continue
                members = sorted(by_band[begin:end].tolist())
                for before, own in pairwise(members):
                    seen.update(((members[0], own), (before, own)))
        for one, other in sorted(seen):
            jaccard = float((hashes[one] == hashes[other]).mean())
            shorter, longer = sorted((self._runs[order[at[one]]], self._runs[order[at[other]]]))
            if jaccard * (shorter + longer) / (1 + jaccard) >= CONTAINED * shorter:
                yield at[one], at[other]
