"""The tokens of a text as the rules for people see them, and what these find among them."""

from __future__ import annotations

import re
from itertools import compress
from typing import NamedTuple

from twin_nlp.labels import Role
from twin_nlp.parse import people
from twin_nlp.parse.people_letters import letter_of
from twin_nlp.parse.tokens import Tokens, tokenized

_FAMILY_TITLES = frozenset(["sister", "brother", "twin"])
_TWINNED = frozenset(
    ["city", "cities", "state", "states", "town", "towns", "province", "provinces", "county", "school"]
)
_ABBREVIATING = "IH" + "".join(
    sorted({letter_of(form) for word in people.ABBREVIATED for form in (word, word.capitalize(), word.upper())})
)
_UNSURE = re.compile(rf"H|N|;(?<![;:];)(?!;)|\.(?<=[{_ABBREVIATING}]\.)")
"""Letters of tokens that those around them can make something else."""


class Found(NamedTuple):
    """A candidate over the tokens ``start`` to ``end``.

    ``number`` tells how many people they are, and ``name`` where a person's name begins, or -1.
    """

    start: int
    end: int
    role: Role
    number: int | None = None
    name: int = -1


def read_tokens(text: str) -> Tokens:
    """The tokens of ``text`` with the letters that those around them tell; a line broken by its width is no break."""
    tokens = tokenized(text)
    words, lowered, ends, letters = tokens.words, tokens.lowered, tokens.ends, list(tokens.classes)
    for unsure in _UNSURE.finditer(tokens.classes):
        i = unsure.start()
        letter, before = letters[i], letters[i - 1] if i else ";"
        if letter == ".":
            abbreviated = before in "IH" or (i and lowered[i - 1] in people.ABBREVIATED)
            if abbreviated and words[i] == "." and ends[i - 1] == ends[i] - 1:
                letters[i] = "_"
                if lowered[i - 1] == "m":
                    letters[i - 1] = "H"
        elif letter == "N":
            if words[i][0].isdigit() and i:
                in_month = before == "L" and i > 1 and letters[i - 2] == "i"
                if (before == "L" and not in_month) or lowered[i - 1] in people.LABELS:
                    letters[i] = "#"
        elif letter == "H":
            if lowered[i] in _FAMILY_TITLES and i + 1 < len(words) and lowered[i + 1] in _TWINNED:
                letters[i] = "C"
        elif before != "." and 8 < i < len(words) - 1 and words[i + 1][0].islower() and ";" not in letters[i - 8 : i]:
            letters[i] = " "  # a line broken in mid-sentence by its width
    classes, marks, dates = "".join(letters), tokens.marks, tokens.dates
    if " " in classes:
        kept = [letter != " " for letter in letters]
        words, lowered, ends = list(compress(words, kept)), list(compress(lowered, kept)), list(compress(ends, kept))
        classes = classes.replace(" ", "")
        marks, dates = "".join(compress(marks, kept)), "".join(compress(dates, kept))
    return Tokens(words, lowered, ends, classes, marks, dates)
