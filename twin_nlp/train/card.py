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
logistic regressions over named features, saved as arrays and JSON; nothing in the folder can run code.

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

## Limits
- English text. Translated English is in the training data, other languages are not.
- Dev is small: differences of a few points mean little.
- No figure here speaks of real news archives; label a random sample of your own to know.
- An event that the text doesn't tell can't be found: no news is not no activity.

## Files
`weights.npz` the weights, `heads.json` the feature names, `manifest.json` their sha256, library versions and figures.
"""


def model_card(name: str, about: Mapping[str, Any], thresholds: Thresholds) -> str:
    """The model card in Markdown."""
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
    )
