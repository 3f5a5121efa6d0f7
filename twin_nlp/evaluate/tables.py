"""The figures of a split as tables that a person reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from twin_nlp.evaluate.counts import HEADLINE, LABELS
from twin_nlp.formats.grid import Grid
from twin_nlp.labels import EVENT_TYPES, SUBTYPES

UNDEFINED = "–"
CALIBRATED = ("type", "government")
"""The labels whose probabilities are measured."""
_PRF = ("precision", "recall", "f1")
_SLOTS = ("events", "partners", "participants", "dates")


def shown(value: float | None) -> str:
    """A figure with three decimals."""
    return UNDEFINED if value is None else f"{value:.3f}"


def figure(figures: Mapping[str, Any], name: str) -> float | None:
    """A figure by its name, such as "events F1" or "type accuracy"."""
    if name not in figures and name.endswith(" F1"):
        found: float | None = figures[name.removesuffix(" F1")]["f1"]
        return found
    value: float | None = figures[name]
    return value


def interval(figures: Mapping[str, Any], name: str) -> str:
    """The 95 % interval of a figure."""
    ends = figures["intervals"][name]
    return UNDEFINED if ends is None else f"{ends[0]:.3f} to {ends[1]:.3f}"


def summary(figures: Mapping[str, Any]) -> str:
    """What was scored, in a line; the model is named where the figures name it."""
    begin = f"Model {figures['model']} on {figures['split']}: " if "model" in figures else ""
    return (
        f"{begin}{figures['documents']} documents, {figures['documents without an event']} of them without an event; "
        f"{figures['annotated events']} events annotated, {figures['found events']} found"
    )


def main_grid(figures: Mapping[str, Any]) -> Grid:
    """The headline figures with their intervals, and what false alarms are made of."""
    rows = [(name, shown(figure(figures, name)), interval(figures, name)) for name in HEADLINE]
    more = ("document recall", "false alarm rate, tie named", "false alarm rate, no tie named")
    rows += [(name, shown(figures[name]), "") for name in more]
    return Grid("Figures, with 95 % intervals over documents", ("figure", "value", "interval"), tuple(rows))


def _prf(values: Mapping[str, float | None]) -> tuple[str, ...]:
    return tuple(shown(values[k]) for k in _PRF)


def found_grid(figures: Mapping[str, Any]) -> Grid:
    """Precision, recall and F1 of events and of the slots of main events."""
    rows = tuple((name, *_prf(figures[name])) for name in _SLOTS)
    return Grid("Events, and slots of main events", ("what", "precision", "recall", "F1"), rows)


def type_grid(figures: Mapping[str, Any]) -> Grid:
    """What was found of each type."""
    header = ("type", "annotated", "found", "main type F1", "precision", "recall", "F1")
    rows = [
        (
            kind,
            str(of["annotated events"]),
            str(of["found events"]),
            shown(of["main type F1"]),
            *_prf(of["events"]),
        )
        for kind, of in ((kind, figures["by type"][kind]) for kind in EVENT_TYPES)
    ]
    rows.append(("none", "", "", shown(figures["main type by label"]["none"]), "", "", ""))
    return Grid("By type: main event of documents, and events with the right type", header, tuple(rows))


def subtype_grid(figures: Mapping[str, Any]) -> Grid:
    """Subtypes of the events that were found."""
    of_name = figures["by subtype"]
    rows = tuple((name, str(of_name[name]["annotated events"]), *_prf(of_name[name])) for name in SUBTYPES)
    return Grid("Subtypes of events that were found", ("subtype", "annotated", "precision", "recall", "F1"), rows)


def confusion_grid(figures: Mapping[str, Any]) -> Grid:
    """Types of main events as annotated and as found."""
    table = figures["confusion"]
    rows = tuple((gold, *(str(table[gold][found]) for found in LABELS)) for gold in LABELS)
    return Grid("Main event, annotated (rows) and found (columns)", ("", *LABELS), rows)


def group_grid(figures: Mapping[str, Any], name: str) -> Grid:
    """What was found in each region or register."""
    header = (name, "documents", "events", "main type acc.", "events F1", "type acc.", "partners F1", "false alarms")
    rows = []
    for group, of in sorted(figures[f"by {name}"].items()):
        alarms = shown(of["false alarm rate"])
        without = of["documents without an event"]
        scores = (of["main type accuracy"], of["events"]["f1"], of["type accuracy"], of["partners F1"])
        sizes = (str(of["documents"]), str(of["annotated events"]))
        rows.append((group, *sizes, *map(shown, scores), f"{alarms} of {without}" if without else UNDEFINED))
    return Grid(f"By {name}", header, tuple(rows))


def calibration_grid(of_name: Mapping[str, Mapping[str, Mapping[str, Any] | None]]) -> Grid:
    """Calibration errors of type and government, one row for each by where it was measured."""
    rows = []
    for where, heads in of_name.items():
        for head in CALIBRATED:
            of = heads[head]
            if of is not None:
                figures = (of[k] for k in ("mean probability", "share right", "expected error", "debiased error"))
                rows.append((f"{head}, {where}", str(of["events"]), *map(shown, figures)))
    header = ("label", "events", "mean probability", "share right", "expected error", "debiased error")
    return Grid("Calibration of the chosen label", header, tuple(rows))


def gate_grid(of_name: Mapping[str, Mapping[str, Any]]) -> Grid:
    """How many documents with events pass the gate, one row for each by where it was measured."""
    rows = []
    for where, of in of_name.items():
        share = of["passed"] / of["documents"] if of["documents"] else None
        told = f"{of['interval'][0]:.3f} to {of['interval'][1]:.3f}" if of["interval"] else UNDEFINED
        rows.append((where, str(of["documents"]), str(of["passed"]), shown(share), told))
    return Grid("Gate", ("where", "documents with events", "pass", "recall", "interval"), tuple(rows))


def grids(figures: Mapping[str, Any]) -> Sequence[Grid]:
    """All tables; "–" stands where there is nothing to count."""
    return (
        main_grid(figures),
        found_grid(figures),
        type_grid(figures),
        subtype_grid(figures),
        confusion_grid(figures),
        gate_grid({str(figures.get("split", "dev")): figures["gate"]}),
        calibration_grid({str(figures.get("split", "dev")): figures["calibration"]}),
        group_grid(figures, "region"),
        group_grid(figures, "register"),
    )
