"""Score linking on the linked reports, beside simpler ways to link.

    .venv/bin/python scripts/evaluate_links.py [--split dev|test] [--json FILE]

Scored are reports with annotated labels (what isn't annotated, such as people and goods, is what the model finds in
the event), and end to end what the model finds in the texts.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

import twin_nlp
from twin_nlp.edtf import interval
from twin_nlp.evaluate.clusters import Mention, Told, grids, told
from twin_nlp.evaluate.matching import Comparable, from_event, matched, same_name
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.formats.grid import markdown
from twin_nlp.formats.link_model_file import read_link_model
from twin_nlp.formats.linked import LINKED_SPLITS, LinkedEvent, LinkedReport, read_linked
from twin_nlp.formats.output import write_json
from twin_nlp.label import row as event_row
from twin_nlp.labels import EVENT_TYPES, STATUSES
from twin_nlp.link import Reports, pair_probabilities, read_reports
from twin_nlp.link.clusters import Clustering
from twin_nlp.link.model import LinkModel
from twin_nlp.link.places import same_pair
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.records import Article, ExchangeEvent

ROOT = Path(__file__).resolve().parent.parent
VIEWS = ("annotated", "end to end")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """Rows to be linked, with the scene and the real event of each; ``missed`` are events that weren't found."""

    name: str
    rows: tuple[Row, ...]
    scenes: tuple[str, ...]
    true: tuple[str | None, ...]
    missed: tuple[Mention, ...]


class Rows:
    """Rows in memory, as :class:`twin_nlp.link.RowStore` keeps them on disk."""

    def __init__(self) -> None:
        self._rows: list[Mapping[str, Any]] = []

    def append(self, row: Mapping[str, Any]) -> None:
        """Take the next row."""
        self._rows.append(row)

    def __getitem__(self, number: int) -> Mapping[str, Any]:
        return self._rows[number]


def comparable(event: LinkedEvent) -> Comparable:
    """An annotated event as found ones are matched with it."""
    start = event.date.partition("/")[0] if event.date else None
    return Comparable(event.type, event.government_involved, event.status, None, event.partners, start, (), (), ())


def annotated_row(report: LinkedReport, event: LinkedEvent, found: ExchangeEvent | None, places: Gazetteer) -> Row:
    """An annotated event as a row of ``label``; what isn't annotated is taken from the found event, where there is one.

    Without one the whole text is the evidence.
    """
    text = report.document.text
    data: Row = {
        **dict.fromkeys(("known_pairs", "participants", "goods", "senders", "receivers"), ()),
        **dict.fromkeys(("tie", "subtype", "date"), None),
        "evidence": [{"start": 0, "end": len(text), "text": text}],
        "confidence": 1.0,
        "needs_review": False,
        "model": "annotated",
    }
    if found is not None:
        data = found.to_dict()
    of_name = {partner.name: partner.place for partner in found.partners} if found else {}
    partners = []
    for name in event.partners:
        place = next((of_name[other] for other in of_name if same_name(name, other)), None)
        place = place or next(iter(places.readings(name)), None)
        start = text.index(name)
        known = place.to_dict() if place else None
        partners.append({"name": name, "start": start, "end": start + len(name), "place": known})
    for side in ("senders", "receivers"):
        data[side] = [name for name in event.partners if any(same_name(name, other) for other in data[side])]
    if event.date is not None:
        earliest, latest = interval(event.date)
        data["date"] = {"text": "", "start": 0, "end": 0, "edtf": event.date, "earliest": earliest, "latest": latest}
    else:
        data["date"] = None
    return {
        **{"doc_id": report.document.id, "published": report.document.published, "source": report.document.source},
        **data,
        "type": event.type,
        "type_probabilities": {name: float(name == event.type) for name in EVENT_TYPES},
        "government_involved": event.government_involved,
        "government_probability": float(event.government_involved),
        "status": event.status,
        "status_probabilities": {name: float(name == event.status) for name in STATUSES},
        "partners": partners,
    }


def views(reports: Sequence[LinkedReport]) -> tuple[View, View]:
    """The reports as annotated, and as the packaged model reads them."""
    nlp = twin_nlp.load()
    places = Gazetteer.from_tables(read_gazetteer())
    annotated: list[tuple[Row, str, str | None]] = []
    found: list[tuple[Row, str, str | None]] = []
    missed: list[Mention] = []
    for report in reports:
        text = report.document
        article = Article(text.text, text.published, text.id, text.source)
        events = nlp.classify(article.text, article.published)
        of_true = dict(matched([comparable(event) for event in report.events], [from_event(event) for event in events]))
        for i, event in enumerate(report.events):
            own = events[of_true[i]] if i in of_true else None
            annotated.append((annotated_row(report, event, own, places), report.scene, event.event))
            if own is None:
                missed.append(Mention(report.scene, event.event, None))
        of_found = {j: report.events[i].event for i, j in of_true.items()}
        found += [(event_row(article, event, True), report.scene, of_found.get(j)) for j, event in enumerate(events)]
    return _view(VIEWS[0], annotated, ()), _view(VIEWS[1], found, missed)


def _view(name: str, listed: Sequence[tuple[Row, str, str | None]], missed: Sequence[Mention]) -> View:
    rows, scenes, true = zip(*listed, strict=True)
    return View(name, rows, scenes, true, tuple(missed))


def read(view: View, model: LinkModel) -> Reports:
    """The rows of a view taken in, as linking does."""
    reports = read_reports((("", row) for row in view.rows), model, Rows())
    if reports.repeated:
        raise SystemExit(f"{view.name}: {reports.repeated} rows are there twice")
    return reports


Grouping = Callable[[Reports, Sequence[Row]], Sequence[Sequence[int]]]
"""Puts reports (by their position) together; it is given their rows too, in the same order."""


def linked(model: LinkModel) -> Grouping:
    """Linking itself."""
    return lambda reports, rows: list(
        Clustering(reports.reports, pair_probabilities(reports, model), model.threshold).groups()
    )


def joined(same: Callable[[Reports, Sequence[Row], int, int], bool]) -> Grouping:
    """Groups of all that is joined by a chain of pairs."""

    def groups(reports: Reports, rows: Sequence[Row]) -> list[list[int]]:
        found = [(a, b) for a, b in combinations(range(len(rows)), 2) if same(reports, rows, a, b)]
        ones, others = zip(*found, strict=True) if found else ((), ())
        graph = csr_matrix((np.ones(len(found)), (ones, others)), shape=(len(rows), len(rows)))
        _, label = connected_components(graph, directed=False)
        return [np.flatnonzero(label == each).tolist() for each in range(label.max(initial=-1) + 1)]

    return groups


def _year(row: Row) -> str:
    return str(row["date"]["edtf"] if row["date"] else row["published"]).lstrip("./")[:4]


def same_year(reports: Reports, rows: Sequence[Row], a: int, b: int) -> bool:
    """One pair of places, and one year of the event or else of the publication."""
    return same_pair(reports.reports[a].places, reports.reports[b].places) and _year(rows[a]) == _year(rows[b])


def dates_overlap(reports: Reports, rows: Sequence[Row], a: int, b: int) -> bool:
    """One pair of places, and dates that overlap."""
    one, other = reports.reports[a], reports.reports[b]
    return same_pair(one.places, other.places) and one.start <= other.end and other.start <= one.end


PEERS: Mapping[str, Grouping] = {
    "no linking": lambda reports, rows: [[at] for at in range(len(rows))],
    "same pair and same year": joined(same_year),
    "same pair and overlapping dates": joined(dates_overlap),
}


def mentions(view: View, reports: Reports, grouping: Grouping) -> list[Mention]:
    """The events of a view, with what a grouping puts together."""
    numbers = reports.numbers
    found = []
    for name, members in enumerate(grouping(reports, [view.rows[number] for number in numbers])):
        found += [Mention(view.scenes[numbers[at]], view.true[numbers[at]], str(name)) for at in members]
    return [*found, *view.missed]


def evaluate(found: Sequence[View], model: LinkModel) -> dict[str, dict[str, Told]]:
    """The figures of linking and of its peers in each view."""
    systems = {**PEERS, "twin-nlp link": linked(model)}
    return {
        view.name: {name: told(mentions(view, read(view, model), grouping)) for name, grouping in systems.items()}
        for view in found
    }


def record(path: Path, what: str, reports: Sequence[LinkedReport], scored: Mapping[str, Mapping[str, Told]]) -> None:
    """Write figures with what they are of."""
    events = {event.event for report in reports for event in report.events}
    counts = {"reports": len(reports), "events": len(events), "scenes": len({report.scene for report in reports})}
    write_json(path, {"what": what, **counts, "model": twin_nlp.load().model, "figures": scored})


def main() -> int:
    """Score linking and its peers, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", choices=LINKED_SPLITS, default="dev", help="the scenes to score on")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    options = parser.parse_args()
    reports = [r for r in read_linked(ROOT / "corpus", ROOT / "annotations") if r.split == options.split]
    scored = evaluate(views(reports), LinkModel.from_dict(read_link_model()))
    print("\n\n".join(markdown(grid) for grid in grids(scored)))
    if options.json is not None:
        record(options.json, options.split, reports, scored)
    return 0


if __name__ == "__main__":
    sys.exit(main())
