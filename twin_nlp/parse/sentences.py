"""Sentences and lines with their offsets.

News pages, minutes and newsletters put as much into lines as into sentences: headlines, bylines, list
entries, table rows. So a text is cut at line ends first, lines that were only wrapped are joined again, and
what is left is cut at sentence ends.
"""

from __future__ import annotations

import re
from itertools import pairwise

from twin_nlp.parse.mentions import Sentence, SentenceKind

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")

# Words before a full stop that seldom end a sentence.
_ABBREVIATIONS = frozenset((
    "mr", "mrs", "ms", "mx", "dr", "prof", "rev", "revd", "fr", "sr", "jr", "st", "ste", "mt", "ft", "gen", "col",
    "capt", "lt", "sgt", "cpl", "maj", "cllr", "coun", "councillr", "cr", "ald", "cm", "gov", "sen", "rep", "hon",
    "pres", "sec", "treas", "dep", "asst", "adm", "supt", "insp", "mme", "mlle", "hr", "fr", "ing", "dipl", "jan",
    "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "mon", "tue", "tues", "wed",
    "thu", "thur", "thurs", "fri", "sat", "no", "nos", "vol", "pp", "art", "ch", "fig", "approx", "ca", "c", "cf",
    "eg", "e.g", "ie", "i.e", "etc", "vs", "v", "al", "inc", "ltd", "co", "corp", "bros", "dept", "univ", "assn",
    "b.c", "n.s", "n.b", "p.e.i", "ont", "alta", "sask", "man", "que", "u.s", "u.k", "d.c", "n.y", "p.m", "a.m",
    "w.r.t", "tel", "ext", "ave", "blvd", "rd", "sq", "bldg", "w", "jpg", "pref",
))  # fmt: skip
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_END = re.compile(r"[.!?…。！？][.!?…。！？]*[\"'”’»)\]]*(?=\s)")
_WORD_BEFORE = re.compile(r"(?<![\w.])[\w.]*\w$")
_STARTS_SENTENCE = re.compile(r"[\"'“‘«(\[]*[^\W_]|[□○■●•▪※*–—-]")
_BULLET = re.compile(r"\s*(?:[□○■●•▪◦※*·►▶-]|[–—](?=\s)|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_META = re.compile(
    r"""\s*(?:by\s+[a-z]|posted|published|updated|last\s+update|share\b|home\s*[>»/:›]|tags?\s*:|photo|source\s*:
    |register|release\s+time|hits|views|print|previous|next\s*:|read\s+(?:more|also)|see\s+also|advert|comments?\b
    |contact|tel\b|phone|e-?mail|copyright|©|\(?editor|editor\s*:|subscribe|follow\s+us|current\s+location
    |skip\s+to|go\s+to|menu|search|related|filed\s+under|department\s*:|\d+\s+comments?)""",
    re.VERBOSE,
)
"""In lower case: a case-blind pattern takes several times as long."""
_WRAPPED = re.compile(r"[a-zà-ÿ,;(\d]")
_MAX_HEADLINE_WORDS = 22


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of each physical line that holds more than white space."""
    found = []
    for m in _LINE.finditer(text):
        raw = m.group()
        inner = raw.strip()
        if inner.strip("\ufeff"):
            start = m.start() + len(raw) - len(raw.lstrip())
            found.append((start, start + len(inner)))
    return found


def _wrap_width(text: str, lines: list[tuple[int, int]]) -> int | None:
    """The column at which a hard-wrapped text was wrapped, or None where lines are paragraphs."""
    continued = [
        end - start
        for (start, end), (following, _) in pairwise(lines)
        if 40 <= end - start <= 110
        and text[end - 1] not in '.!?:"”»)'
        and _WRAPPED.match(text, following)
        and text.count("\n", end, following) == 1
    ]
    if len(continued) < 4 or len(continued) < 0.3 * len(lines):
        return None
    return min(continued)


def _joined(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lines with wrapped ones put together again."""
    width = _wrap_width(text, lines)
    if width is None:
        return lines
    joined: list[tuple[int, int]] = []
    previous_length = 0
    for start, end in lines:
        if (
            joined
            and previous_length >= width
            and text.count("\n", joined[-1][1], start) == 1
            and not _BULLET.match(text, start)
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        previous_length = end - start
    return joined


def _is_abbreviation(text: str, stop: int) -> bool:
    m = _WORD_BEFORE.search(text, max(0, stop - _LONGEST_ABBREVIATION), stop)
    if m is None:
        return False
    word = m.group()
    # A single capital is an initial ("M. Sandhu"); a number before a stop may be an ordinal.
    return (len(word) == 1 and word.isupper()) or word.casefold() in _ABBREVIATIONS


def _cuts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences of one line."""
    pieces = []
    begin = start
    for m in _END.finditer(text, start, end):
        after = m.end()
        while after < end and text[after].isspace():
            after += 1
        # Lower case also goes on after other marks: "Who?" asked the mayor.
        if after >= end or text[after].islower() or not _STARTS_SENTENCE.match(text, after):
            continue
        if text[m.start()] == "." and _is_abbreviation(text, m.start()):
            continue
        pieces.append((begin, m.end()))
        begin = after
    pieces.append((begin, end))
    return [(a, b) for a, b in pieces if b > a]


def _kind(text: str, start: int, end: int, first: int, position: int, pieces: int) -> SentenceKind:
    line = text[start:end]
    if line.count("|") >= 2 or line.count("\t") >= 2:
        return "row"
    words = line.count(" ") + 1
    if words <= 30 and _META.match(line.lower()):
        return "meta"
    if not line[0].isupper() and _BULLET.match(line):
        return "item"
    if pieces == 1 and words <= _MAX_HEADLINE_WORDS and line[-1] not in ".!?,;:" and position <= first:
        return "headline"
    if pieces == 1 and words <= 12 and line[-1] not in ".!?,;" and not line[0].islower():
        return "headline" if line.upper() == line or position == 0 else "item"
    return "body"


def find_sentences(text: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences and lines, in reading order.

    Parameters
    ----------
    text : str
        Of any length; takes time linear in it.

    Returns
    -------
    tuple of Sentence
        Non-overlapping, without the white space around them; together they hold every character that isn't
        white space.
    """
    found: list[Sentence] = []
    lines = _joined(text, _lines(text))
    # Headline lines stand before the first long line.
    first_long = next((i for i, (a, b) in enumerate(lines) if b - a > 160), min(len(lines), 4))
    for position, (start, end) in enumerate(lines):
        cuts = _cuts(text, start, end)
        for a, b in cuts:
            kind = _kind(text, a, b, first_long - 1, position, len(cuts))
            found.append(Sentence(a, b, position, kind))
    return tuple(found)
