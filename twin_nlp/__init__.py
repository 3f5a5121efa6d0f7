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

    import pandas as pd
    from spacy.language import Language

    from twin_nlp.pipeline import TwinNLP

__version__ = "0.1.0"
__all__ = ["Article", "ExchangeEvent", "__version__", "classify", "classify_many", "label_frame", "load"]


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
    """Classify texts or articles lazily and in order, in ``jobs`` processes.

    They are drawn on in batches, the first of one text and later ones of up to two thousand.
    """
    return _packaged().classify_many(texts, jobs=jobs)


def label_frame(
    df: pd.DataFrame,
    text: str = "text",
    published: str | None = None,
    id: str | None = None,
    *,
    jobs: int = 1,
    nlp: TwinNLP | None = None,
) -> pd.DataFrame:
    """Find and tag the exchange events in a pandas DataFrame of documents.

    Parameters
    ----------
    df : DataFrame
        A row per document, with an index that tells the rows apart.
    text : str
        The column of the text.
    published, id : str, optional
        The columns of the publication date and of the document's id; by default "published" and none.
    jobs : int
        Processes to share the work.
    nlp : TwinNLP, optional
        A model of your own, as :func:`load` gives it.

    Returns
    -------
    DataFrame
        A row per event, under the index of the row of ``df`` that it was found in, in that order; documents
        without events have none. The columns are those of the CSV form of ``twin-nlp label`` without
        ``published`` and ``source``; what it joins is lists here, ``date`` is called ``date_edtf``, and
        ``date_earliest`` and ``date_latest`` are days. ``event`` holds the whole :class:`ExchangeEvent`. There is
        a ``doc_id`` if ``id`` was given.

    Raises
    ------
    twin_nlp.errors.InputError
        When a column isn't there, or naming the first row whose text is null or not text, whose date is no
        date, or on whose text the pipeline fails.
    """
    from twin_nlp.frame import label_frame as frame_of

    return frame_of(df, nlp or _packaged(), text=text, published=published, id=id, jobs=jobs)
