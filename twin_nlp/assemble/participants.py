"""The participants of an event, chosen among those found in its sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.view import Unit, View
from twin_nlp.linear import Features
from twin_nlp.parse.mentions import PlaceMention

_WORD = re.compile(r"\w+")
_NEXT_WORDS = re.compile(r"\W*+(\w++)(?:\W++(\w++))?")
_QUOTE = re.compile('["“”„«»]')
_THRESHOLD = 0.42
_MOST = 200
"""A "sentence" with more candidates is a table; each is compared with every other."""
_QUOTED = 300
"""How far back a quotation mark is looked for."""
_AROUND = 40
"""Characters before and after a candidate whose words are told."""
_LIGHT = frozenset(("the", "a", "an", "of", "and", "from", "in", "for", "mr", "mrs", "ms", "dr", "s", "our", "their"))
_TAIL = frozenset(("of", "from", "in", "for", "at", "aged"))
_SIZES = (0, 1, 9, 49)
_LINK = 25
"""Two candidates with no more characters than this between them stand in one list or apposition."""


def participant_candidates(view: View, event: Sequence[int]) -> list[int]:
    """The participants (indices) that stand in an event's sentences, in reading order."""
    return [i for u in event for i in view.units[u].participants][:_MOST]


def participant_features(view: View, event: Sequence[int], candidates: Sequence[int]) -> list[Features]:
    """Features of each of an event's candidates as taking part in it."""
    found = [view.document.participants[i] for i in candidates]
    words = [_words(p.text) for p in found]
    content = [_content(w) for w in words]
    heads = [_head(w) for w in words]
    roles = Counter([p.role for p in found])
    place_starts = [m.start for m in view.document.places]
    sentences = [view.units[u].sentence for u in event]
    unit_starts = [s.start for s in sentences]
    text = view.text
    quotes = [m.start() for m in _QUOTE.finditer(text, unit_starts[0], sentences[-1].end)]
    of_event = (f"event sentences={min(len(event), 10)}", f"event candidates={min(len(found), 20)}")
    rows: list[Features] = []
    for n, p in enumerate(found):
        order = bisect_left(unit_starts, p.start + 1) - 1
        unit = view.units[event[order]]
        named = [
            "role=" + p.role,
            "sentence=" + unit.sentence.kind,
            f"words={min(len(words[n]), 8)}",
            f"number={bisect_left(_SIZES, p.count or 0)}",
            f"order={min(order, 6)}",
            *of_event,
            f"same role={min(roles[p.role], 6)}",
            f"into sentence={min((p.start - unit.sentence.start) // 25, 8)}",
            "head=" + heads[n],
        ]
        named += ["word=" + w for w in words[n]]
        named += _context(text, p.start, p.end, unit)
        if n and 0 <= p.start - found[n - 1].end <= _LINK:
            named.append("link=" + text[found[n - 1].end : p.start].strip().casefold())
        if n + 1 < len(found) and 0 <= found[n + 1].start - p.end <= _LINK:
            named.append("next link=" + text[p.end : found[n + 1].start].strip().casefold())
        row = dict.fromkeys(named, 1.0)
        capitals = [w[0].isupper() for w in p.text.split()]
        row["capital"] = float(capitals[0])
        row["capitals"] = sum(capitals) / len(capitals)
        quoted_from = max(unit.sentence.start, p.start - _QUOTED)
        row["quoted"] = float((bisect_left(quotes, p.start) - bisect_left(quotes, quoted_from)) % 2)
        row |= _others(content, heads, n)
        covered = _covered(view.document.places, place_starts, p.start, p.end)
        row["place"] = float(covered > 0)
        row["whole place"] = float(covered > 0.8 * (p.end - p.start))
        rows.append(row)
    return rows


def _head(words: Sequence[str]) -> str:
    """The word before a tail such as "of the club", or the last one."""
    for i, word in enumerate(words):
        if i and word in _TAIL:
            return words[i - 1]
    return words[-1]


def _context(text: str, start: int, end: int, unit: Unit) -> list[str]:
    """The two words before a candidate in its sentence, and the two after it."""
    left = _WORD.findall(text[max(unit.sentence.start, start - _AROUND) : start].casefold())[-2:]
    named = ["before=" + left[-1], "before 2=" + " ".join(left)] if left else []
    right = _NEXT_WORDS.match(text, end, min(unit.sentence.end, end + _AROUND))
    if right:
        first, second = right.groups("")
        named += "after=" + first.casefold(), f"after 2={first} {second}".casefold()
    return named


def _others(content: Sequence[frozenset[str]], heads: Sequence[str], n: int) -> Features:
    """How a candidate stands to the others of its event: said before, a part of another, the fuller mention."""
    row = {"repeats": 0.0, "part of earlier": 0.0, "part of later": 0.0, "fuller": 0.0, "head before": 0.0}
    for m, other in enumerate(content):
        if m == n:
            continue
        if other == content[n]:
            row["repeats" if m < n else "repeated"] = 1.0
        elif content[n] < other:
            row["part of earlier" if m < n else "part of later"] = 1.0
        elif other < content[n]:
            row["fuller"] = 1.0
        if m < n and heads[m] == heads[n]:
            row["head before"] = 1.0
    return row


def _covered(places: Sequence[PlaceMention], starts: Sequence[int], start: int, end: int) -> int:
    """How many characters of a candidate are names of places."""
    covered = 0
    at = bisect_left(starts, end) - 1
    while at >= 0 and places[at].end > start:
        covered += min(places[at].end, end) - max(places[at].start, start)
        at -= 1
    return covered


def choose_participants(view: View, event: Sequence[int]) -> Asking[list[int]]:
    """The participants (indices) of an event, in reading order, each name once; asks "participant"."""
    candidates = participant_candidates(view, event)
    if not candidates:
        return []
    ps = (yield "participant", participant_features(view, event, candidates))[:, -1].tolist()
    likely = [i for i, p in zip(candidates, ps, strict=True) if p >= _THRESHOLD]
    content = [_content(_words(view.document.participants[i].text)) for i in likely]
    return [i for n, i in enumerate(likely) if not _told(content, n)]


def _told(content: Sequence[frozenset[str]], n: int) -> bool:
    """Whether another mention says all that the nth says, an earlier one in the same words or any in more."""
    return any(content[n] < other or (content[n] == other and m < n) for m, other in enumerate(content))


def _words(text: str) -> list[str]:
    return [w.casefold() for w in _WORD.findall(text)]


def _content(words: Sequence[str]) -> frozenset[str]:
    distinct = frozenset(words)
    return distinct - _LIGHT or distinct
