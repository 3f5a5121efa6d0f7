"""Linking across documents: reports of the same real-world event become one row.

Reports of near the same wording, and reports of one pair of places with dates that can go together, are compared
(:mod:`blocking`, :mod:`duplicates`, :mod:`comparison`), put together into events (:mod:`clusters`) and each event
written as one row (:mod:`merge`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from scipy.sparse import csr_matrix

from twin_nlp.linear import Features
from twin_nlp.link.blocking import candidates
from twin_nlp.link.clusters import Clustering, Merge
from twin_nlp.link.comparison import Vectors, compared
from twin_nlp.link.decisions import Decision, resolved
from twin_nlp.link.duplicates import Sketches
from twin_nlp.link.merge import Source, event_id, merged
from twin_nlp.link.model import LinkModel
from twin_nlp.link.places import shared_places
from twin_nlp.link.reasons import Told, reasons
from twin_nlp.link.reports import Report, digest, event_of, evidence_start, numbered, report_of, wording_of

_KNOWN_COMPANY = 8
"""With how many others a report of the dev scenes is compared at most."""
_LEAST = 0.01
"""Pairs less likely than that are as good as never compared, and needn't be kept."""


class RowStore(Protocol):
    """Keeps rows where they take no memory, and gives them back by their number."""

    def append(self, row: Mapping[str, Any]) -> None:
        """Take the next row."""

    def __getitem__(self, number: int) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Reports:
    """All reports in their order: by publication, then id, those without a date last.

    ``numbers`` are their numbers in the store, ``repeated`` how many rows were there twice and left out.
    """

    reports: tuple[Report, ...]
    ids: tuple[str, ...]
    numbers: tuple[int, ...]
    matrices: tuple[csr_matrix, csr_matrix]
    copies: frozenset[tuple[int, int]]
    repeated: int


def read_reports(rows: Iterable[tuple[str, Mapping[str, Any]]], model: LinkModel, store: RowStore) -> Reports:
    """Take in the rows of ``label``, each with its place for messages; rows go into ``store``.

    Raises
    ------
    InputError
        At the first row that isn't one.
    """
    found: list[Report] = []
    heads: list[tuple[str, int, bytes]] = []
    vectors, sketches = Vectors(model), Sketches()
    seen: set[bytes] = set()
    repeated = 0
    for where, row in rows:
        event = event_of(where, row)
        mark = digest(row)
        if mark in seen:
            repeated += 1
            continue
        seen.add(mark)
        store.append(row)
        found.append(report_of(row, event))
        heads.append((row["doc_id"], evidence_start(event), mark))
        wording = wording_of(event)
        vectors.add(wording)
        sketches.add(wording.words)
    ids = numbered(heads)
    order = sorted(range(len(found)), key=lambda at: (found[at].published is None, found[at].published or 0, ids[at]))
    return Reports(
        reports=tuple(found[at] for at in order),
        ids=tuple(ids[at] for at in order),
        numbers=tuple(order),
        matrices=vectors.matrices(order),
        copies=frozenset(sketches.near_duplicates(order)),
        repeated=repeated,
    )


def pair_probabilities(found: Reports, model: LinkModel) -> dict[tuple[int, int], float]:
    """The probability of pairs of reports to be of one event; pairs that aren't there have as good as none.

    Where a pair of places has more reports at a time than those that the weights were fitted on, any two of them are
    less likely of one event: the odds go down by as much as there are more.

    Near-duplicates that share a place are of one event for sure, unless a rule forbids it.
    """
    linked: dict[tuple[int, int], float] = {}
    company = _company(found.reports)
    for pairs, rows in compared(found.reports, found.matrices, candidates(found.reports)):
        for (one, other), probability in zip(pairs, model.pairs.positive(rows).tolist(), strict=True):
            odds = 1 / max(1.0, min(company[one], company[other]) / _KNOWN_COMPANY)
            crowded = odds * probability / (odds * probability + 1 - probability)
            if crowded >= _LEAST:
                linked[one, other] = crowded
    for one, other in sorted(found.copies):
        if shared_places(found.reports[one].places, found.reports[other].places):
            linked[one, other] = 1.0
    return linked


def _company(reports: Sequence[Report]) -> Sequence[int]:
    """With how many others each report is compared."""
    counted = [0] * len(reports)
    for one, other in candidates(reports):
        counted[one] += 1
        counted[other] += 1
    return counted


def link(found: Reports, model: LinkModel, decisions: Sequence[Decision] = ()) -> Clustering:
    """Put reports together into events.

    Raises
    ------
    InputError
        When the decisions contradict one another or name reports that aren't there.
    """
    index = {name: at for at, name in enumerate(found.ids)}
    # The id of an event stands for its first report.
    index.update((event_id(name), at) for at, name in enumerate(found.ids))
    together, apart = resolved(decisions, index)
    return Clustering(found.reports, pair_probabilities(found, model), model.threshold, together, apart)


def events(
    found: Reports, clustering: Clustering, model: LinkModel, store: RowStore
) -> Iterator[tuple[dict[str, Any], list[Source]]]:
    """One row per real-world event with its reports, in order of their first reports."""
    groups = list(clustering.groups())
    group_of = {at: number for number, members in enumerate(groups) for at in members}
    steps: dict[int, list[tuple[Merge, Features]]] = defaultdict(list)
    pairs = [(merge.one, merge.other) for merge in clustering.merges]
    compared_again = chain.from_iterable(rows for _, rows in compared(found.reports, found.matrices, pairs))
    for merge, row in zip(clustering.merges, compared_again, strict=True):
        steps[group_of[merge.one]].append((merge, row))
    for number, members in enumerate(groups):
        sources = {at: Source(found.ids[at], found.reports[at], store[found.numbers[at]]) for at in members}
        why = [_why(found, merge, row, sources, model) for merge, row in steps[number]]
        yield merged(list(sources.values()), why), list(sources.values())


def _why(
    found: Reports, merge: Merge, row: Features, sources: Mapping[int, Source], model: LinkModel
) -> dict[str, Any]:
    one, other = sources[merge.one], sources[merge.other]
    told = ["a decision merges them"]
    if not merge.decided:
        told = ["near the same wording"] if (merge.one, merge.other) in found.copies else []
        told += reasons(model, row, _told(one), _told(other))
    ids = [one.report_id, other.report_id]
    return {"reports": ids, "probability": round(merge.probability, 4), "reasons": told}


def _told(source: Source) -> Told:
    event = event_of(source.report_id, source.row)
    return Told(source.report, wording_of(event), event.date.edtf if event.date else None)
