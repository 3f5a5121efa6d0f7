"""Why two reports were put together, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from twin_nlp.linear import Features
from twin_nlp.link.model import LinkModel
from twin_nlp.link.reports import Report, Wording

_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A report with what it says in words, and the date that it tells as EDTF or None."""

    report: Report
    wording: Wording
    edtf: str | None


_PHRASES: Mapping[str, Callable[[Told, Told, Mapping[str, float]], str]] = {
    "wording": lambda a, b, idf: f"words in common: {_rarest(a.wording.content & b.wording.content, idf)}",
    "type": lambda a, b, idf: "the same type of exchange",
    "government": lambda a, b, idf: "government's part told alike",
    "status": lambda a, b, idf: f"both tell it as {a.report.status}",
    "names": lambda a, b, idf: f"names in common: {_rarest(a.wording.names & b.wording.names, idf)}",
    "numbers": lambda a, b, idf: f"numbers in common: {_listed(a.report.numbers & b.report.numbers)}",
    "same_direction": lambda a, b, idf: "the same side sends or travels",
    "roles": lambda a, b, idf: f"the same kind of people: {_listed(a.report.roles & b.report.roles)}",
    "counts_agree": lambda a, b, idf: "about as many people",
    "goods": lambda a, b, idf: f"the same goods: {_listed(a.report.goods & b.report.goods)}",
    "quantities": lambda a, b, idf: "the same quantity",
    "dates": lambda a, b, idf: _dates(a, b),
    "dates_near": lambda a, b, idf: _dates(a, b),
}


def _listed(found: Iterable[str]) -> str:
    return ", ".join(sorted(found)[:_MOST_WORDS])


def _dates(a: Told, b: Told) -> str:
    return f"both on {a.edtf}" if a.edtf == b.edtf else f"dates that go together: {a.edtf} and {b.edtf}"


def _rarest(found: Iterable[str], idf: Mapping[str, float]) -> str:
    return ", ".join(sorted(found, key=lambda word: (-idf.get(word, float("inf")), word))[:_MOST_WORDS])


def reasons(model: LinkModel, row: Features, a: Told, b: Told, most: int = 3) -> list[str]:
    """The findings that speak most for one event, the strongest first.

    Parameters
    ----------
    model : LinkModel
    row : Features
        The features of the pair.
    a, b : Told
        Its reports.
    most : int
        How many are told at most.
    """
    _, added = model.pairs.contributions(row, "same", "different")
    speak = [name for name in added if name in _PHRASES and added[name] > 0]
    strongest = sorted(speak, key=lambda name: (-added[name], name))
    return list(dict.fromkeys(_PHRASES[name](a, b, model.idf) for name in strongest))[:most]
