"""Text folded for name matching, with a way back to the offsets of the original.

Folding lower-cases, strips accents (precomposed and combining), drops invisible format characters,
turns typographic apostrophes into ``'``, dashes into ``-``, every other mark into ``"`` and every space into a plain
one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

_NON_ASCII_RUN = re.compile(r"[^\x00-\x7f]+")
_APOSTROPHES = "‘’‛ʻʼʽʾʿ′`´＇"
_DASHES = "‐‑‒–—―−﹘﹣－"
_SPELLED = {
    "ß": "ss",
    "ẞ": "ss",
    "æ": "ae",
    "Æ": "ae",
    "œ": "oe",
    "Œ": "oe",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
    "ð": "d",
    "Ð": "d",
    "þ": "th",
    "Þ": "th",
    "ı": "i",
    "ħ": "h",
    "Ħ": "h",
    "ŋ": "n",
    "Ŋ": "n",
    "ŧ": "t",
    "Ŧ": "t",
    "ə": "a",
    "Ə": "a",
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_DASHES, "-"),
}


def _folded_character(char: str) -> str:
    if char in _SPELLED:
        return _SPELLED[char]
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category[0] == "Z":
        return " "
    if category[0] == "P":
        return '"'
    if category == "Cs":
        # A lone surrogate can't be encoded, which the automaton would refuse.
        return "\ufffd"
    if category[0] == "L":
        bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
        bare = bare.lower()
        if bare and bare.isascii():
            return bare
        lower = char.lower()
        return lower if len(lower) == 1 else char
    return char


class _FoldingTable(dict[int, str]):
    """Folded characters, worked out the first time that each one is met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded_character(chr(code))
        return folded


_TABLE = _FoldingTable()


@dataclass(frozen=True, slots=True)
class Offsets:
    """Maps positions in a folded text to positions in the text it came from.

    From ``folded[i]`` on, up to the next breakpoint, an original position is the folded one plus
    ``shifts[i]``; where there are no breakpoints, the positions are the same.
    """

    original: str
    folded: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def position(self, at: int) -> int:
        """Where the character that gave the folded character ``at`` stands in the original."""
        if not self.folded:
            return at
        i = bisect_right(self.folded, at) - 1
        return at + self.shifts[i] if i >= 0 else at

    def aligned(self) -> str:
        """The original's characters, one for each of the folded text."""
        if not self.folded:
            return self.original
        pieces = [self.original[: self.folded[0]]]
        ends = (*self.folded[1:], len(self.original) - self.shifts[-1])
        for start, end, shift in zip(self.folded, ends, self.shifts, strict=True):
            pieces.append(self.original[start + shift : end + shift])
        return "".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span of ``folded[start:end]`` (not empty), combining marks at its end included."""
        if not self.folded:
            return start, end
        first, last = self.position(start), self.position(end - 1) + 1
        while last < len(self.original) and unicodedata.category(self.original[last]) in ("Mn", "Me"):
            last += 1
        return first, last


def fold(text: str) -> tuple[str, Offsets]:
    """Fold ``text`` for matching.

    Parameters
    ----------
    text : str
        Any Unicode, lone surrogates included.

    Returns
    -------
    tuple of str and Offsets
        The folded text, and the map back. For ASCII text this is ``text.lower()`` and the identity.
    """
    if text.isascii():
        return text.lower(), Offsets(text)
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    done = 0
    length = 0
    for run in _NON_ASCII_RUN.finditer(text):
        start, end = run.span()
        plain = text[done:start]
        pieces.append(plain)
        length += len(plain)
        done = end
        chars = run.group()
        translated = chars.translate(_TABLE)
        if len(translated) == end - start and (
            end - start == 1 or all(len(_TABLE[ord(char)]) == 1 for char in set(chars))
        ):
            pieces.append(translated)
            length += end - start
            continue
        for at, char in enumerate(chars, start):
            folded = _TABLE[ord(char)]
            pieces.append(folded)
            # Every folded character of one original points to it; what follows points past it.
            for extra in range(1, len(folded)):
                starts.append(length + extra)
                shifts.append(at - length - extra)
            length += len(folded)
            if len(folded) != 1:
                starts.append(length)
                shifts.append(at + 1 - length)
    pieces.append(text[done:])
    return "".join(pieces).lower(), Offsets(text, tuple(starts), tuple(shifts))


def lowered(text: str) -> str:
    """A text in lower case, character for character: offsets stay.

    Patterns that need not mind the case are several times as fast.
    """
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def folded(text: str) -> str:
    """Only the folded text, for dictionary keys."""
    return text.lower() if text.isascii() else fold(text)[0]


# Over bytes, since str.translate takes ten times as long on text that isn't all ASCII.
_PUNCTUATION = bytes(c if c > 127 or chr(c).isalnum() or chr(c) == "'" else 0x20 for c in range(256))
_LOOSE_APOSTROPHE = re.compile(r"'(?:(?<![a-z0-9]')|(?![a-z0-9]))")


def matching_text(folded_text: str) -> str:
    """A folded text with a plain space for every ASCII mark, apostrophes inside words excepted.

    Same length as ``folded_text``: positions stay.
    """
    marked = folded_text.encode("utf-8", "surrogatepass").translate(_PUNCTUATION).decode("utf-8", "surrogatepass")
    return _LOOSE_APOSTROPHE.sub(" ", marked) if "'" in marked else marked


def name_key(name: str) -> str:
    """The key under which a name stands in the gazetteer: folded, marks as single spaces."""
    return " ".join(matching_text(folded(name)).split())
