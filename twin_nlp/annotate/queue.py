"""Which documents of a source are offered to annotators, and in which order."""

from __future__ import annotations

import hashlib
from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from typing import Any

from twin_nlp.formats.corpus import CorpusDocument
from twin_nlp.formats.queues import Queued

RANDOM_SHARE = 0.2
_SEED = "2026"
_Ranked = list[tuple[tuple[Any, ...], CorpusDocument]]
Chosen = list[tuple[Queued, CorpusDocument]]


def in_order(documents: Iterable[CorpusDocument], size: int, by: Callable[[CorpusDocument], Any]) -> Chosen:
    """The first documents in the order of a key."""
    return [(Queued(d.id, "in order", False), d) for d in nsmallest(size, documents, key=by)]


def by_id(document: CorpusDocument) -> str:
    """The key of the order by id."""
    return document.id


def by_date(document: CorpusDocument) -> tuple[bool, str, str]:
    """The key of the order by date of publication, documents without one last."""
    return document.published is None, document.published or "", document.id


def mixed(documents: Iterable[CorpusDocument], size: int, doubt: Callable[[CorpusDocument], float]) -> Chosen:
    """A random sample of all documents and, of the others, those on which the model is least sure.

    Parameters
    ----------
    documents : iterable of CorpusDocument
        Read once; no more than twice ``size`` are held.
    size : int
        How many to choose, one in five of them at random.
    doubt : callable
        The probability that the model is wrong on a document; 0 is never chosen for it.

    Returns
    -------
    list of (Queued, CorpusDocument)
        The random ones spread evenly, so that whoever stops early has their share of them. There are more of them
        where the model is sure of the rest.
    """
    drawn: _Ranked = []
    unsure: _Ranked = []
    total = 0
    for document in documents:
        total += 1
        # Ranking by a hash draws the same sample whatever the order, and needs no second reading.
        number = hashlib.sha256(f"{_SEED} {document.id}".encode("utf-8", "surrogatepass")).hexdigest()
        _offer(drawn, size, (number, document.id), document)
        if wrong := doubt(document):
            _offer(unsure, size, (-wrong, document.id), document)
    size = min(size, total)
    at_random = round(RANDOM_SHARE * size)
    while True:
        ids = {document.id for _, document in drawn[:at_random]}
        rest = [document for _, document in unsure if document.id not in ids][: size - at_random]
        if len(rest) == size - at_random:
            break
        at_random = size - len(rest)
    return _spread(
        [(Queued(d.id, "random", True), d) for _, d in drawn[:at_random]],
        [(Queued(d.id, "unsure", False), d) for d in rest],
    )


def _offer(best: _Ranked, most: int, rank: tuple[Any, ...], document: CorpusDocument) -> None:
    """Keep the documents of lowest rank, in order of it."""
    if len(best) < most or rank < best[-1][0]:
        insort(best, (rank, document), key=lambda ranked: ranked[0])
        del best[most:]


def _spread(few: Sequence[Any], many: Sequence[Any]) -> Chosen:
    """Two lists as one, the first spread evenly over it."""
    total = len(few) + len(many)
    places = {(2 * n + 1) * total // (2 * len(few)) for n in range(len(few))}
    from_few, from_many = iter(few), iter(many)
    return [next(from_few if at in places else from_many) for at in range(total)]
