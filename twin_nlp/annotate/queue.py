"""Which documents of a source are offered to annotators, and in which order."""

from __future__ import annotations

import hashlib
from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import Any

import numpy as np

from twin_nlp.formats.corpus import AnnotatedDocument, CorpusDocument
from twin_nlp.formats.queues import Queued
from twin_nlp.labels import EVENT_TYPES

RANDOM_SHARE = 0.2
_SEED = "2026"
_Ranked = list[tuple[tuple[Any, ...], CorpusDocument]]
Chosen = list[tuple[Queued, CorpusDocument]]
HeldOut = Mapping[str, Mapping[str, Any]]


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


def likely_errors(documents: Sequence[AnnotatedDocument], held_out: HeldOut, size: int) -> Chosen:
    """The documents whose annotations held-out models find least likely, the least likely first.

    Parameters
    ----------
    documents : sequence of AnnotatedDocument
    held_out : mapping
        By id, what :func:`twin_nlp.artefacts.read_held_out` gives; documents that it lacks are left out.
    size : int
        How many to choose.

    Notes
    -----
    Scores are the self-confidence of Northcutt, C., Jiang, L. and Chuang, I. (2021), *Confident Learning: Estimating
    Uncertainty in Dataset Labels*, Journal of Artificial Intelligence Research 70, as cleanlab computes it, of the
    main event's type (or none) and of its government flag; the lower one counts.
    """
    from cleanlab.rank import get_label_quality_scores

    known = [d for d in documents if d.document.id in held_out]
    if not known:
        return []
    said = [held_out[d.document.id] for d in known]
    types = [(None, *EVENT_TYPES).index(d.events[0].type if d.events else None) for d in known]
    scores = get_label_quality_scores(np.array(types), np.array([s["type"] for s in said], dtype=float))
    told = [i for i, d in enumerate(known) if d.events and said[i]["government"] is not None]
    if told:
        yes = np.array([said[i]["government"] for i in told])
        flags = np.array([int(known[i].events[0].government_involved) for i in told])
        of_flag = get_label_quality_scores(flags, np.column_stack([1.0 - yes, yes]))
        scores[told] = np.minimum(scores[told], of_flag)
    worst = np.argsort(scores, kind="stable")[:size]
    return [(Queued(known[i].document.id, "label error", False), known[i].document) for i in worst]


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
