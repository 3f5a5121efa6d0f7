"""The model card, written from the figures of the training run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twin_nlp.evaluate import table
from twin_nlp.tagging import Thresholds

_CARD = """\
# Model {name}

Finds exchange events between twinned places in English text and tags each with a type (administrative, youth,
cultural, business, donation), government involvement and status, with calibrated probabilities. It is made of
logistic regressions and boosted trees over named features, saved as arrays and JSON; nothing in the folder can run
code.

## Trained on
{trained_on}, with short plain passages for the vocabulary of the labels. The texts are synthetic: written in
the shape of real pages with language models, people invented. Labels follow codebook version {codebook}. Seed {seed}.

## Thresholds
A candidate is an event from probability {event:.2f} on where the text speaks of a tie between places or its places
are a known pair, and from {untied:.2f} on elsewhere. `needs_review` is set below confidence {review:.2f}.

## Figures
On the dev split, measured by the training run (`twin-nlp evaluate` prints them again). The test split has not
been looked at.

```
{figures}
```

{before}## Limits
- English text. Translated English is in the training data, other languages are not.
- Dev is small: differences of a few points mean little.
- No figure here speaks of real news archives; label a random sample of your own to know.
- An event that the text doesn't tell can't be found: no news is not no activity.

## Files
`weights.npz` the weights, `heads.json` the feature names, `manifest.json` their sha256, library versions and figures.
"""


_BEFORE = """\
## Before and after
The model that stood here before was trained on {documents} documents. On the dev split:

| figure | before | now |
|---|---|---|
{rows}

"""
_COMPARED = ("main type macro-F1", "type accuracy", "government macro-F1", "status macro-F1", "direction accuracy",
             "false alarm rate")  # fmt: skip
_COMPARED_F1 = ("events", "partners", "participants", "dates")


def _compared(figures: Mapping[str, Any]) -> dict[str, float]:
    """The figures that two models are compared by."""
    found = {name: figures[name] for name in ("documents", *_COMPARED)}
    found |= {f"{name} F1": figures[name]["f1"] for name in _COMPARED_F1}
    return found | {f"main type {label} F1": f1 for label, f1 in figures["main type by label"].items()}


def before_and_after(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> str:
    """The section that compares a model's dev figures with those of the model it replaces; maybe empty.

    Parameters
    ----------
    before : mapping or None
        The manifest of the model that is replaced.
    now : mapping
        The new model's dev figures.
    """
    try:
        old, new = _compared((before or {})["figures"]["dev"]), _compared(now)
        documents = (before or {})["trained_on"]["documents"]
    except (KeyError, TypeError):
        return ""
    rows = "\n".join(f"| {name} | {old[name]:.4g} | {value:.4g} |" for name, value in new.items())
    return _BEFORE.format(documents=documents, rows=rows)


def model_card(
    name: str, about: Mapping[str, Any], thresholds: Thresholds, before: Mapping[str, Any] | None = None
) -> str:
    """The model card in Markdown; ``before`` is the manifest of the model that this one replaces."""
    trained_on = ", ".join(f"{n} {what}" for what, n in about["trained_on"].items())
    return _CARD.format(
        name=name,
        trained_on=trained_on,
        codebook=about["codebook_version"],
        seed=about["seed"],
        event=thresholds.event,
        untied=thresholds.untied,
        review=thresholds.review,
        figures=table(about["figures"]["dev"]),
        before=before_and_after(before, about["figures"]["dev"]),
    )
