"""A Prodigy recipe for exchange events: one task an event, with spans for its slots and choices for its labels.

    prodigy exchange.events DATASET tasks.jsonl -F docs/prodigy_recipe.py

``twin-nlp convert annotations.jsonl tasks.jsonl --to prodigy`` writes the tasks and reads the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
import spacy
from prodigy.components.loaders import JSONL
from prodigy.components.preprocess import add_tokens

SPANS = [
    "evidence",
    "partner",
    "sender",
    "receiver",
    "date",
    "goods",
    "participant: official",
    "participant: civil servant",
    "participant: student",
    "participant: teacher",
    "participant: artist",
    "participant: athlete",
    "participant: business",
    "participant: citizen",
    "participant: organisation",
]
CHOICES = [
    "administrative",
    "youth",
    "cultural",
    "business",
    "donation",
    "held",
    "planned",
    "cancelled",
    "government",
    "tie: sister",
    "tie: friendship",
    "tie: twin",
    "tie: partner",
    "tie: province",
    "tie: other",
    "none",
]


def with_choices(tasks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The tasks with the choices that an annotator has."""
    for task in tasks:
        yield {**task, "options": [{"id": choice, "text": choice} for choice in CHOICES]}


@prodigy.recipe(
    "exchange.events",
    dataset=("Dataset to save answers to", "positional", None, str),
    source=("Tasks as JSON Lines", "positional", None, str),
)
def exchange_events(dataset: str, source: str) -> dict[str, Any]:
    """Annotate the slots and labels of exchange events."""
    return {
        "dataset": dataset,
        # Offsets of the corpus need not fall on tokens, so single characters can be marked.
        "stream": add_tokens(spacy.blank("en"), with_choices(JSONL(source)), use_chars=True),
        "view_id": "blocks",
        "config": {
            "labels": SPANS,
            "choice_style": "multiple",
            "blocks": [
                {"view_id": "spans_manual"},
                {"view_id": "choice", "text": None},
                {"view_id": "text_input", "field_id": "subtype", "field_label": "Subtype, such as signing"},
            ],
        },
    }
