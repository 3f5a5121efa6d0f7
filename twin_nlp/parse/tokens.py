"""The tokens of a text, with what each can be for people, goods and dates, looked up once for each way of writing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, compress
from sys import intern

from twin_nlp.kept import Kept
from twin_nlp.parse.date_lexicon import kind_of
from twin_nlp.parse.goods_terms import mark_of
from twin_nlp.parse.people_letters import letter_of
from twin_nlp.parse.quantities import TOKEN

_WITH_BLANK = re.compile(rf"[ ][A-Za-z]++(?=[ ,.\n])|[,.\n]|[ ]?(?:{TOKEN.pattern})|[^\S\n]+", re.VERBOSE)
"""A token with the blank before it, or other white space: together they are the whole text, so that their lengths
tell where each ends. The first two alternatives, for speed, only find what the third would find."""
_SPACE = ("", "", "")


def _known(token: str) -> tuple[str, str, str]:
    """Of a token, a blank before it or not: the word, the same in lower case, and its three letters together."""
    word = token.removeprefix(" ")
    if not word.strip() and word != "\n":
        return _SPACE
    # Equal strings are one: much of the time goes to memory that is touched for each token.
    if (lowered := word.lower()) == word:
        lowered = word
    return word, lowered, intern(letter_of(word) + mark_of(lowered) + kind_of(word))


_KNOWN = Kept(_known)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, not to be changed.

    ``lowered`` has them in lower case and ``ends`` where each ends. ``classes`` has a letter a token for what it can
    be in the name of a participant (:mod:`twin_nlp.parse.people_letters`), ``marks`` one for what it can be among
    goods (:mod:`twin_nlp.parse.goods_terms`), ``dates`` one for what it can be in a date
    (:mod:`twin_nlp.parse.date_lexicon`).
    """

    words: list[str]
    lowered: list[str]
    ends: list[int]
    classes: str
    marks: str
    dates: str

    def start(self, index: int) -> int:
        """Where the token begins in the text."""
        return self.ends[index] - len(self.words[index])


@lru_cache(maxsize=1)
def tokenized(text: str) -> Tokens:
    """The tokens of a text; one text's are kept, for what is in it is looked for one after the other."""
    pieces = _WITH_BLANK.findall(text)
    # Word, word in lower case and its three letters, of all tokens in turn.
    known = list(chain.from_iterable(map(_KNOWN.__getitem__, pieces)))
    words, lowered, letters = known[::3], known[1::3], "".join(known[2::3])
    ends = list(accumulate(map(len, pieces)))
    if len(letters) < 3 * len(words):  # some are white space
        ends = list(compress(ends, words))
        words, lowered = list(filter(None, words)), list(filter(None, lowered))
    return Tokens(words, lowered, ends, letters[::3], letters[1::3], letters[2::3])
