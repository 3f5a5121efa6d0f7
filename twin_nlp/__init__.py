"""Find, parse and classify exchange events between twinned places in text.

>>> import twin_nlp
>>> twin_nlp.classify("")
[]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from twin_nlp.records import Article, ExchangeEvent

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language

    from twin_nlp.pipeline import TwinNLP

__version__ = "0.1.0"
__all__ = ["Article", "ExchangeEvent", "__version__", "classify", "classify_many", "load"]


def load(path: str | Path | None = None, *, nlp: Language | None = None, places: str | Path | None = None) -> TwinNLP:
    """Load a model.

    Parameters
    ----------
    path : str or Path, optional
        A model folder; by default the model that came with the package.
    nlp : spacy.language.Language, optional
        A pipeline of the user's own, whose sentences and entities are used where it sets them.
    places : str or Path, optional
        A CSV of place names to add, with the column ``name`` and, where known, ``country``, ``admin1``,
        ``kind``, ``latitude``, ``longitude``, ``aliases``.

    Raises
    ------
    twin_nlp.errors.ModelError
        When the folder is no model or a file doesn't match its manifest.
    twin_nlp.errors.InputError
        When the names file can't be read.
    """
    from twin_nlp.pipeline import load as load_model

    return load_model(path, nlp=nlp, places=places)


@cache
def _packaged() -> TwinNLP:
    return load()


def classify(text: str, published: str | dt.date | None = None) -> list[ExchangeEvent]:
    """Find and tag the exchange events of one text with the packaged model.

    Parameters
    ----------
    text : str
        Of any length.
    published : str or datetime.date, optional
        The publication date: ISO, maybe reduced ("2020-05", "2020").

    Returns
    -------
    list of ExchangeEvent
        The main event first; empty where the text reports none.

    Raises
    ------
    twin_nlp.errors.InputError
        When ``text`` isn't a str or ``published`` no date.
    """
    return _packaged().classify(text, published)


def classify_many(texts: Iterable[str | Article], jobs: int = 1) -> Iterator[list[ExchangeEvent]]:
    """Classify texts or articles lazily and in order, in ``jobs`` processes."""
    return _packaged().classify_many(texts, jobs=jobs)
