"""Batch labelling: every document of an archive through the pipeline, with a tally of what came of it."""

from __future__ import annotations

from twin_nlp.label.job import Job, run
from twin_nlp.label.labelling import Labelled, OnError, Tagger, label
from twin_nlp.label.rows import document_rows, event_rows, row
from twin_nlp.label.tally import Counts, Tally

__all__ = [
    "Counts",
    "Job",
    "Labelled",
    "OnError",
    "Tagger",
    "Tally",
    "document_rows",
    "event_rows",
    "label",
    "row",
    "run",
]
