"""Annotate: an annotator's session at a round, without the page that shows it."""

from twin_nlp.annotate.rounds import Job, Order, begun
from twin_nlp.annotate.session import Session
from twin_nlp.annotate.suggestions import Reader

__all__ = ["Job", "Order", "Reader", "Session", "begun"]
