"""The model card, written from the manifest of the model alone, so that it can be written anew without training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from twin_nlp.artefacts import WEIGHTS
from twin_nlp.evaluate.counts import HEADLINE, LABELS
from twin_nlp.evaluate.tables import (
    CALIBRATED,
    UNDEFINED,
    calibration_grid,
    confusion_grid,
    figure,
    found_grid,
    gate_grid,
    group_grid,
    interval,
    main_grid,
    shown,
    subtype_grid,
    type_grid,
)
from twin_nlp.formats.grid import Grid, markdown
from twin_nlp.train.review import LEAST_COVERAGE

_INTRODUCTION = """\
# Model {model}

Finds exchange events between twinned places (sister cities, friendship cities, sister provinces) in English text and
tags each with a type (administrative, youth, cultural, business, donation), government involvement and status, with
calibrated probabilities. It is made of logistic regressions and boosted trees over named features, saved as arrays and
JSON; nothing in the folder can run code.

## Intended use

- To label archives of news, minutes and newsletters, and count: how active a pair is, of what kind, with or without
  government. Publish such counts with the error that you measured on a random sample of your own archive.
- To suggest labels to annotators.
- Not to decide anything about a person, and not as a record that something happened: it repeats what a text says.

## Trained on

{documents} documents with {events} events; {without} of them report none. Short plain passages lend the vocabulary of
the labels. The texts are synthetic: written in the shape of real pages with language models, people invented. Labels
follow codebook version {codebook_version}. Seed {seed}.

## Thresholds

A candidate is an event from probability {event:.2f} on where the text speaks of a tie between places or its places
are a known pair, and from {untied:.2f} on elsewhere. `needs_review` is set below confidence {review:.2f}. That is the
threshold which made the type of the other events right most often among training events that the models were not
fitted on, while at least {coverage} per cent of them were left without review.
"""

_FIGURES = """\
## Figures

On the {documents} documents of the dev split, measured by the training run (`twin-nlp evaluate` prints them again).
Intervals are bootstrap intervals over documents.
"""

_CALIBRATED = """\
Cross-validated: over {events} found events of the training texts, each tagged by models that were fitted on other
texts, the other four of five folds. A share of {right} has the right type; of those that need
no review, which are {coverage} of all, it is {sure}.

The expected error is the mean distance between probability and share that is right, in ten bins; by chance alone it is
above 0. The debiased error is a root mean square that chance has been subtracted from (Kumar, Liang and Ma 2019).
"""

_GATE = """\
The gate is what every text meets first; what it drops isn't read. Its height was chosen on the held-out train
documents. How much of other news it drops is measured by `make bench`.
"""

_END = """\
## Limits

- English text. Translated English is in the training data, other languages are not.
- Dev is small, and was looked at while the software was made: differences of a few points mean little, and the
  figures are a little flattered. Groups of less than 30 documents say next to nothing.
- No figure here speaks of real news archives; label a random sample of your own to know.
- An event that the text doesn't tell can't be found: no news is not no activity.

## Files

`weights.npz` the weights, `heads.json` the feature names, `manifest.json` their sha256, library versions and figures.
"""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should reach, and what the value is taken from where the project didn't set it."""

    value: float
    source: str = ""
    at_most: bool = False


AIMS: Mapping[str, Aim] = {
    "main type macro-F1": Aim(0.85),
    "events F1": Aim(0.80),
    "type accuracy without review": Aim(0.93),
    "coverage without review": Aim(0.70),
    "government macro-F1": Aim(0.88),
    "status macro-F1": Aim(0.80),
    "partners F1": Aim(0.85),
    "participants F1": Aim(0.65),
    "dates F1": Aim(0.80),
    "direction accuracy": Aim(0.70),
    "false alarm rate": Aim(0.10, at_most=True),
    "type calibration error, debiased, cross-validated": Aim(0.04, at_most=True),
    "government calibration error, debiased, cross-validated": Aim(0.04, at_most=True),
}
"""What the project asks for, by figure of the card's first table."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the test split: when it was, and the figures of ``twin-nlp evaluate``."""

    when: str
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Additions:
    """What a card holds beside what its manifest says.

    ``docs`` is where the pictures are, as seen from the card; ``peers`` Markdown that compares the model with
    other systems; ``aims`` more of what is aimed at.
    """

    docs: str | None = None
    peers: str | None = None
    looks: Sequence[Look] = ()
    aims: Mapping[str, Aim] = field(default_factory=dict)


_COMPARED = ("main type macro-F1", "type accuracy", "government macro-F1", "status macro-F1", "direction accuracy",
             "false alarm rate", "events F1", "partners F1", "participants F1", "dates F1")  # fmt: skip


def _compared(figures: Mapping[str, Any]) -> dict[str, float | None]:
    """The figures that two models are compared by."""
    found = {name: figure(figures, name) for name in ("documents", *_COMPARED)}
    return found | {f"main type {label} F1": figures["main type by label"][label] for label in LABELS}


def replaced(manifest: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a new model's manifest keeps of the one that it replaces; None where there is nothing to keep.

    Parameters
    ----------
    manifest : mapping or None
        The manifest of the model that is replaced.
    """
    try:
        old = manifest or {}
        return {"documents": old["trained_on"]["documents"], "figures": _compared(old["figures"]["dev"])}
    except (KeyError, TypeError):
        return None


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n{text.rstrip()}\n" if text else ""


def _picture(additions: Additions, name: str, words: str) -> str:
    return f"![{words}]({additions.docs}/{name}.svg)\n" if additions.docs else ""


def _told(aim: Aim) -> str:
    source = f", {aim.source}" if aim.source else ""
    return f"{'≤' if aim.at_most else '≥'} {aim.value:.3f}{source}"


def _reached(aim: Aim, value: float | None, ends: Sequence[float] | None) -> str:
    if value is None:
        return UNDEFINED
    if value <= aim.value if aim.at_most else value >= aim.value:
        return "yes"
    best = ends[0 if aim.at_most else 1] if ends else value
    return "within the interval" if (best <= aim.value if aim.at_most else best >= aim.value) else "no"


def _aims_grid(figures: Mapping[str, Any], additions: Additions) -> Grid:
    dev, aims = figures["dev"], {**additions.aims, **AIMS}
    values = {name: (figure(dev, name), dev["intervals"][name], interval(dev, name)) for name in HEADLINE}
    for head in CALIBRATED:
        of = figures["cross-validated"]["calibration"][head]
        error = of["debiased error"] if of else None
        values[f"{head} calibration error, debiased, cross-validated"] = (error, None, "")
    rows = []
    for name, (value, ends, told) in values.items():
        aim = aims.get(name)
        asked = _told(aim) if aim else ""
        rows.append((name, shown(value), told, asked, _reached(aim, value, ends) if aim else ""))
    return Grid("Headline", ("figure", "dev", "95 % interval", "aim", "reached"), tuple(rows))


def _calibration_section(figures: Mapping[str, Any], additions: Additions) -> str:
    held_out, dev = figures["cross-validated"], figures["dev"]
    told = _CALIBRATED.format(
        events=held_out["events"],
        right=shown(held_out["type accuracy"]),
        sure=shown(held_out["type accuracy without review"]),
        coverage=shown(held_out["coverage without review"]),
    )
    grid = calibration_grid({"dev": dev["calibration"], "cross-validated": held_out["calibration"]})
    pictures = (
        _picture(additions, "model/reliability", "Share of right labels against their probability"),
        _picture(additions, "model/risk-coverage", "Error of type against coverage as confidence falls"),
    )
    return "\n".join(("### " + markdown(grid) + "\n", told, *filter(None, pictures)))


def _gate_section(figures: Mapping[str, Any]) -> str:
    grid = gate_grid({"train, held out": figures["cross-validated"]["gate"], "dev": figures["dev"]["gate"]})
    return "### " + markdown(grid) + "\n\n" + _GATE


def _test_section(looks: Sequence[Look], weights: str) -> str:
    """Every look at the test split, and the figures of the last one at these weights."""
    if not looks:
        return ""
    names = ("main type macro-F1", "events F1", "false alarm rate")
    rows = tuple(
        (
            look.when,
            look.figures["model"],
            look.figures["weights"][:12],
            *(f"{shown(figure(look.figures, name))} ({interval(look.figures, name)})" for name in names),
        )
        for look in looks
    )
    text = markdown(Grid("Every look at it:", ("when", "model", "weights", *names), rows)) + "\n"
    own = [look.figures for look in looks if look.figures["weights"] == weights]
    if not own:
        return text + "\nNone of them was at this model.\n"
    last = own[-1]
    grids = (
        main_grid(last),
        found_grid(last),
        type_grid(last),
        group_grid(last, "region"),
        confusion_grid(last),
        gate_grid({"test": last["gate"]}),
        subtype_grid(last),
    )
    return "\n".join((text, *(f"### {g.title} (test)" + markdown(g).removeprefix(g.title) + "\n" for g in grids)))


def _before_section(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> str:
    if not before:
        return ""
    old = before["figures"]

    def cell(value: float | None) -> str:
        return UNDEFINED if value is None else f"{value:.4g}"

    rows = tuple((name, cell(old.get(name)), cell(value)) for name, value in _compared(now).items())
    title = f"The model that stood here before was trained on {before['documents']} documents. On the dev split:"
    return markdown(Grid(title, ("figure", "before", "now"), rows)) + "\n"


def model_card(manifest: Mapping[str, Any], additions: Additions | None = None) -> str:
    """The model card in Markdown.

    Parameters
    ----------
    manifest : mapping
        The model's manifest, or what it will hold: "model", "thresholds", "trained_on", "figures" and so on.
    additions : Additions, optional
    """
    additions = additions or Additions()
    figures, dev = manifest["figures"], manifest["figures"]["dev"]
    sizes = manifest["trained_on"]
    trained_on = {name: sizes[name] for name in ("documents", "events")} | {
        "without": sizes["documents without an event"]
    }
    grids = (found_grid(dev), type_grid(dev), subtype_grid(dev), confusion_grid(dev))
    picture = _picture(additions, "model/confusion", "Types of main events, annotated and found")
    groups = (group_grid(dev, "region"), group_grid(dev, "register"))
    curve = _picture(additions, "learning-curve", "Scores on dev by the number of documents trained on")
    curve += f"\nMore on [its page]({additions.docs}/learning-curve.md)." if additions.docs else ""
    parts = (
        _INTRODUCTION.format(
            **{**manifest, **manifest["thresholds"], **trained_on, "coverage": round(100 * LEAST_COVERAGE)}
        ),
        _FIGURES.format(documents=dev["documents"]),
        *("### " + markdown(g) + "\n" for g in (_aims_grid(figures, additions), *grids)),
        picture,
        _calibration_section(figures, additions),
        _gate_section(figures),
        *("### " + markdown(g) + "\n" for g in groups),
        _section("Beside other systems", additions.peers or ""),
        _section("Test split", _test_section(additions.looks, manifest.get("files", {}).get(WEIGHTS, ""))),
        _section("Learning curve", curve),
        _section("Before and after", _before_section(manifest.get("before"), dev)),
        _END,
    )
    return "\n".join(filter(None, parts))
