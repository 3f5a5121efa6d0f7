"""What models read in a text before its events are put together: of each sentence, and of the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain, pairwise
from math import log, sqrt

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.evidence import mentions, sentence_features
from twin_nlp.assemble.second_reading import second_features
from twin_nlp.assemble.view import View
from twin_nlp.linear import Array, Features

_FIRST_WIDE = "\u2e00"
"""From here on both bytes of a character can be those of plain ones."""


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
    """Words and word pairs of the whole text, weighed by the logarithm of their number, of Euclidean length 1.

    Words of wide letters alone, such as Chinese ones, count for the length, but are left out.
    """
    tokens = [t for unit in view.units for t in unit.tokens]
    counts = Counter(chain(tokens, map(" ".join, pairwise(tokens))))
    weight_of = {n: 1.0 + log(n) for n in set(counts.values())}
    length = sqrt(sum([(w := weight_of[n]) * w for n in counts.values()])) or 1.0
    value_of = {n: w / length for n, w in weight_of.items()}
    features = {term: value_of[n] for term, n in counts.items()}
    if not "".join(tokens).isascii():
        # No name of a feature may have wide letters alone; see NameIndex.
        for wide in {token for token in tokens if min(token) >= _FIRST_WIDE}:
            del features[wide]
    return features


def read(view: View) -> Asking[Reading]:
    """Read a text; asks "evidence", "second reading" and "document"."""
    found = [mentions(view, unit) for unit in view.units]
    first = yield "evidence", sentence_features(view, found)
    second = yield "second reading", second_features(view, first, found)
    [document] = yield "document", [document_features(view)]
    return Reading(second, document)
