"""Adjudication: a third person settles where two annotators differ."""

from twin_nlp.adjudicate.session import Session, begun

__all__ = ["Session", "begun"]
