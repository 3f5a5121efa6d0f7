"""What models read in a text before its events are put together: of each sentence, and of the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log, sqrt

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.evidence import mentions, sentence_features
from twin_nlp.assemble.second_reading import second_features
from twin_nlp.assemble.view import View
from twin_nlp.linear import Array, Features


@dataclass(frozen=True, slots=True)
class Reading:
    """Probabilities of :data:`twin_nlp.assemble.evidence.CLASSES`, the first of which is none.

    Attributes
    ----------
    sentences : ndarray, shape (sentences, 6)
        Of what each sentence reports, by both readings.
    document : ndarray, shape (6,)
        Of what the text as a whole is mainly about.
    """

    sentences: Array
    document: Array


def document_features(view: View) -> Features:
    """Words of the whole text, weighed by the logarithm of their number, of Euclidean length 1."""
    counts = Counter([t for unit in view.units for t in unit.tokens])
    weight_of = {n: 1.0 + log(n) for n in set(counts.values())}
    length = sqrt(sum([(w := weight_of[n]) * w for n in counts.values()])) or 1.0
    value_of = {n: w / length for n, w in weight_of.items()}
    return {"w:" + word: value_of[n] for word, n in counts.items()}


def read(view: View) -> Asking[Reading]:
    """Read a text; asks "evidence", "second reading" and "document"."""
    found = [mentions(view, unit) for unit in view.units]
    first = yield "evidence", sentence_features(view, found)
    second = yield "second reading", second_features(view, first, found)
    [document] = yield "document", [document_features(view)]
    return Reading(second, document)
