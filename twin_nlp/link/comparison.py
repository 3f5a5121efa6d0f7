"""How alike two reports are: the features of a pair, and each of them in words."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import isnan, log1p, sqrt

import numpy as np
from scipy.sparse import csr_matrix

from twin_nlp.linear import Features
from twin_nlp.link.blocking import SLACK_DAYS
from twin_nlp.link.model import LinkModel
from twin_nlp.link.places import PlaceName, same_place
from twin_nlp.link.reports import Report, Wording

_BATCH = 20_000
_YEAR_DAYS = 365
_MOST_NUMBERS = 3
_COUNTS_ALIKE = 0.8
"""Sources differ by one or two people: 14 or 15 students."""
_NAMES_TO_MISS = 2
_COLUMNS = 2**24


class Vectors:
    """The words and names of all reports as rows of weights, to compare them by the cosine of their angle.

    Each word counts once in a report, by its inverse document frequency (Spärck Jones 1972) in the texts that the
    model learned from, so that two reports compare alike whatever else is linked with them.
    """

    def __init__(self, model: LinkModel) -> None:
        self._words, self._names = _Rows(model), _Rows(model)

    def add(self, wording: Wording) -> None:
        """Take the next report's words."""
        self._words.add(wording.content)
        self._names.add(wording.names)

    def matrices(self, order: Sequence[int]) -> tuple[csr_matrix, csr_matrix]:
        """Unit rows of words and of names, in the order given."""
        return self._words.matrix()[order], self._names.matrix()[order]


class _Rows:
    def __init__(self, model: LinkModel) -> None:
        self._model = model
        self._ends = array("q", [0])
        self._columns = array("i")
        self._weights = array("f")

    def add(self, words: Iterable[str]) -> None:
        # A word's column is its hash: no list of words is kept, and sums don't depend on who came first.
        idf = {
            zlib.crc32(word.encode("utf-8", "surrogatepass")) % _COLUMNS: self._model.idf.get(word, self._model.rarest)
            for word in sorted(words)
        }
        length = sqrt(sum(weight**2 for weight in idf.values()))
        self._columns.extend(sorted(idf))
        self._weights.extend(idf[column] / length for column in sorted(idf))
        self._ends.append(len(self._columns))

    def matrix(self) -> csr_matrix:
        columns, weights = np.asarray(self._columns), np.asarray(self._weights)
        return csr_matrix((weights, columns, np.asarray(self._ends)), shape=(len(self._ends) - 1, _COLUMNS))


def compared(
    reports: Sequence[Report], matrices: tuple[csr_matrix, csr_matrix], pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[list[tuple[int, int]], list[Features]]]:
    """Pairs of reports (indices) with their features, in batches."""
    remaining = iter(pairs)
    words, names = matrices
    named = np.diff(names.indptr)
    while batch := list(islice(remaining, _BATCH)):
        ones, others = (np.asarray(side) for side in zip(*batch, strict=True))
        alike = np.asarray(words[ones].multiply(words[others]).sum(axis=1)).ravel()
        names_alike = np.asarray(names[ones].multiply(names[others]).sum(axis=1)).ravel()
        names_alike[np.minimum(named[ones], named[others]) < _NAMES_TO_MISS] = np.nan
        rows = [
            features(reports[a], reports[b], w, n)
            for (a, b), w, n in zip(batch, alike.tolist(), names_alike.tolist(), strict=True)
        ]
        yield batch, rows


def features(a: Report, b: Report, wording: float, names: float) -> Features:
    """How alike two reports are, feature by feature; what either doesn't tell has no feature.

    Parameters
    ----------
    a, b : Report
    wording, names : float
        Cosine of the weights of their words, and of their names; not a number where either has too few.
    """
    found: Features = {
        "wording": sqrt(max(0.0, wording)),
        "type": sum(p * q for p, q in zip(a.type, b.type, strict=True)),
        "government": a.government * b.government + (1 - a.government) * (1 - b.government),
        "status": float(a.status == b.status),
    }
    if not isnan(names):
        found["names" if names > 0 else "names_differ"] = sqrt(names) if names > 0 else 1.0
    if shared := len(a.numbers & b.numbers):
        found["numbers"] = min(shared, _MOST_NUMBERS) / _MOST_NUMBERS
    found |= _direction(a, b) | _people(a, b) | _goods(a, b) | _dates(a, b)
    return {name: value for name, value in found.items() if value}


def _direction(a: Report, b: Report) -> Features:
    if not (a.senders and b.senders):
        return {}
    if _meet(a.senders, b.senders) or _meet(a.receivers, b.receivers):
        return {"same_direction": 1.0}
    return {"opposite_direction": float(opposite(a, b))}


def _meet(ones: Iterable[PlaceName], others: Iterable[PlaceName]) -> bool:
    others = tuple(others)
    return any(same_place(x, y) for x in ones for y in others)


def opposite(a: Report, b: Report) -> bool:
    """Whether one tells that those sent or travelled who received or hosted by the other."""
    return (_meet(a.senders, b.receivers) or _meet(a.receivers, b.senders)) and not (
        _meet(a.senders, b.senders) or _meet(a.receivers, b.receivers)
    )


def _people(a: Report, b: Report) -> Features:
    found: Features = {}
    if a.roles and b.roles:
        found["roles"] = len(a.roles & b.roles) / len(a.roles | b.roles)
    told = [(x, y) for role, x in a.counts for other, y in b.counts if role == other]
    if told:
        agree = any(min(x, y) >= _COUNTS_ALIKE * max(x, y) for x, y in told)
        found["counts_agree" if agree else "counts_differ"] = 1.0
    return found


def _goods(a: Report, b: Report) -> Features:
    if not (a.goods and b.goods):
        return {}
    found = {"goods": len(a.goods & b.goods) / min(len(a.goods), len(b.goods))}
    if a.quantities and b.quantities:
        found["quantities"] = float(bool(a.quantities & b.quantities))
    return found


def _dates(a: Report, b: Report) -> Features:
    found: Features = {}
    if a.published is not None and b.published is not None:
        found["publication_gap"] = log1p(abs(a.published - b.published)) / log1p(_YEAR_DAYS)
    if not (a.dated and b.dated):
        return found | {"undated": 1.0}
    gap = max(a.start, b.start) - min(a.end, b.end)
    if gap > 0:
        apart = log1p(gap) / log1p(SLACK_DAYS)
        return found | {"dates_near": max(0.0, 1 - apart), "date_gap": apart}
    hull = max(a.end, b.end) - min(a.start, b.start)
    return found | {"dates": max(0.0, 1 - log1p(hull) / log1p(_YEAR_DAYS)), "dates_near": 1.0}
