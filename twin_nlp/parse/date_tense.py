"""Whether the text around a date speaks of something over or something to come.

No tagger: the nearest verb cue in the sentence decides. Words are looked up; only those that can open a longer
cue ("were to", "is being held") are matched further.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Literal

from twin_nlp.parse.date_lexicon import words_of

Tense = Literal["over", "past", "future", "intended", "near", "unclear"]
"""over: past beyond doubt ("since"); intended: it was to be, and may be over; near: decided or off, to come or just
been."""

_REACH = 240
# A class of marks first, for which a search skips the text quickly.
_BOUNDARY = re.compile(
    r"[.!?\r\n|•–—-](?:(?<=[\r\n|])"
    r"|(?<=[.!?])(?=[\"'”’)\]]{0,3}\s)(?<!\b[A-Z].)(?<!\bMr.)(?<!\bMs.)(?<!\bDr.)(?<!\bSt.)(?<!\bMrs.)(?<!\bJan.)(?<!\bFeb.)(?<!\bMar.)"
    r"(?<!\bApr.)(?<!\bAug.)(?<!\bSept.)(?<!\bSep.)(?<!\bOct.)(?<!\bNov.)(?<!\bDec.)(?<!\bGov.)(?<!\bCoun.)"
    r"(?<!\bCllr.)(?<!\bRev.)(?<!\bNo.)[\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]{0,3}[A-Z0-9])"
    r"|(?<=[•–—-])\s(?=[A-Z][a-z]{1,20}:))"
)


def sentence_start(text: str, start: int) -> int:
    """Roughly where the sentence of a span that begins at ``start`` begins: cheap, at most 240 characters before."""
    left = max(0, start - _REACH)
    # One character more: a boundary is only seen with what opens the next sentence, which may be the span.
    for boundary in _BOUNDARY.finditer(text, left, start + 1):
        left = min(boundary.end(), start)
    return left


def sentence_end(text: str, end: int) -> int:
    """Roughly where the sentence of a span that ends at ``end`` ends: at most 240 characters after."""
    most = min(len(text), end + _REACH)
    right = _BOUNDARY.search(text, end, most)
    return right.start() + 1 if right else most


_ADVERBS = r"(?:(?:not|now|also|again|still|then|both|soon|already|currently|\w{2,12}ly)\s+){0,2}"
_OPENERS: dict[str, tuple[re.Pattern[str], Tense]] = {}


def _opens(words: str, rest: str, tense: Tense = "future") -> None:
    pattern = re.compile(rf"\w+(?:['’]\w+)?{rest}", re.IGNORECASE)
    for word in words_of(words):
        _OPENERS[word] = pattern, tense


_opens("will shall won't would", rf"(?:\s+{_ADVERBS}(?:(?:be|have|go)\s+){{0,2}}\w+)?")
_TO_COME = (
    rf"(?:n['’]t)?\s+{_ADVERBS}(?:to|due|set\s+(?=to|for)|scheduled|planned|slated|expected|bound|booked|going|hoping|"
    r"about|confirmed)\b(?:\s+(?:to|be|have|for|go)\b){0,3}(?:\s+\w+)?"
)
_opens("is are am be", _TO_COME)
_opens("was were been", _TO_COME, "intended")
_opens("had", r"\s+(?:planned|hoped|intended|expected|meant)\s+to\s+\w+", "intended")
_opens(
    "plan plans hope hopes intend intends expect expects aim aims invited agreed set ready voted decided resolved "
    "named chosen selected picked appointed elected cleared approved due",
    r"\s+(?:\w+\s+)?to\s+\w+",
)
_opens("announced planned scheduled slated booked billed foreseen set", r"\s+(?:for|on|in|to)\b")
_opens("to", r"\s+be\s+(?:held|given|taken|sent|\w{3,14}ed)\b")
_PROGRESSIVE = re.compile(
    rf"(?:is|are|am|\w{{1,10}}['’](?:re|m))\s+{_ADVERBS}(?!according|being|including|during|evening|morning|something)"
    r"\w{2,14}ing\b",
    re.IGNORECASE,
)
_CALLED_OFF = re.compile(
    r"(?:called\s+off|(?:is|are|was|been)\s+off|fallen\s+through|not\s+(?:now\s+)?(?:go|take|be))\b", re.IGNORECASE
)
_DONE_BY = re.compile(r"\s+by\s+(?!\d)")
"""After a participle: "buyers invited by the club" may as well be to come; "was invited by" has its own cue."""
_OFF = frozenset(
    words_of("cancelled canceled scrapped shelved suspended postponed withdrawn withdrew rescinded annulled")
)
_DECIDED = frozenset(
    words_of(
        "approved authorised authorized voted invited booked reserved agreed decided resolved granted earmarked "
        "allocated intended meant envisaged foreseen tabled"
    )
)
_OWN_DATE = 4
"""Characters between a decision and a date that is its own: "voted in April", not "approved the trip in April"."""
_FUTURE = frozenset(
    [
        "upcoming",
        "forthcoming",
        "please",
        "register",
        "registration",
        "ticket",
        "tickets",
        "rsvp",
        "deadline",
        "starting",
        "beginning",
        "departure",
        "he'll",
        "she'll",
        "they'll",
        "we'll",
        "i'll",
        "you'll",
        "it'll",
    ]
)
_PAST = frozenset(
    [
        "was",
        "were",
        "had",
        "did",
        "has",
        "have",
        "been",
        "came",
        "went",
        "left",
        "took",
        "gave",
        "met",
        "held",
        "saw",
        "brought",
        "sent",
        "began",
        "flew",
        "spent",
        "made",
        "paid",
        "won",
        "lost",
        "sang",
        "got",
        "drove",
        "put",
        "ran",
        "sat",
        "shook",
        "stood",
        "spoke",
        "wrote",
        "bought",
        "sold",
        "built",
        "became",
        "grew",
        "fell",
        "led",
        "laid",
        "ate",
        "heard",
        "found",
        "kept",
        "knew",
        "rode",
        "rose",
        "wore",
        "slept",
        "unveiled",
        "cut",
        "ago",
    ]
)
_NO_CUE = frozenset(
    [
        "said",
        "says",
        "told",
        "announced",
        "reported",
        "noted",
        "explained",
        "added",
        "according",
        "published",
        "posted",
        "updated",
        "used",
        "limited",
        "united",
        "interested",
        "needed",
        "aged",
        "called",
        "based",
        "renowned",
        "related",
        "indeed",
        "hundred",
        "unaudited",
        "red",
        "bed",
        "need",
        "speed",
        "feed",
        "seed",
        "wanted",
        "experienced",
        "dedicated",
    ]
)
_PRESENT = frozenset(
    verb + ending
    for verb in [
        "leave",
        "arrive",
        "depart",
        "bring",
        "send",
        "travel",
        "visit",
        "host",
        "return",
        "welcome",
        "open",
        "start",
        "begin",
        "perform",
        "play",
        "run",
        "head",
        "close",
        "lapse",
        "meet",
        "tour",
        "attend",
        "celebrate",
        "represent",
        "gather",
        "expire",
        "come",
        "join",
        "move",
        "sail",
        "land",
        "stay",
        "compete",
        "end",
        "take",
        "fly",
    ]
    for ending in ("", "s")
) | {"flies", "goes", "go", "teaches", "presents"}
_WORD = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)?)")
_NEGATED = {f"{verb}n't": verb for verb in words_of("is are was were did had has have would could should does")}
_CUE_WORDS = (
    frozenset(_OPENERS)
    | _OFF
    | _DECIDED
    | _FUTURE
    | _PRESENT
    | _PAST
    | frozenset(_NEGATED)
    | {"called", "fallen", "not"}
)
_CUE_ENDINGS = ("ed", "'re", "'m")
_CLAUSE_BREAK = re.compile(r"[;:()–—]|,\s+(?:which|who|when|where|while|and|but|as)\b|\s(?:who|which|when|that|but)\s")
_NO_VERB_AFTER = frozenset(
    [
        "to",
        "did",
        "will",
        "not",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "the",
        "a",
        "an",
        "of",
        "our",
        "their",
        "his",
        "her",
        "its",
        "this",
        "that",
    ]
)


def _cue(text: str, word: str, start: int, end: int, before: str) -> tuple[int, Tense, int] | None:
    """The end of the cue that a word opens, its tense, and a handicap in characters."""
    if opener := _OPENERS.get(word):
        found = opener[0].match(text, start)
        if found:
            return found.end(), opener[1], 0
    if word in ("is", "are", "am") or word.endswith(("'re", "'m")):
        found = _CALLED_OFF.match(text, start)
        if found:
            return found.end(), "near", 0
        found = _PROGRESSIVE.match(text, start)
        return (found.end(), "future", 0) if found else None
    if word in _OFF or word in _DECIDED:
        return end, "near", 0
    if word in ("called", "was", "been", "fallen", "not"):
        found = _CALLED_OFF.match(text, start)
        if found:
            return found.end(), "near", 0
    if word in _FUTURE:
        return end, "future", 0
    if word in _PRESENT:
        return None if before in _NO_VERB_AFTER else (end, "future", 15)
    if word in _NO_CUE:
        return None
    if word in _PAST or (word.endswith("ed") and len(word) > 4):
        return None if before and _DONE_BY.match(text, end) else (end, "past", 0)
    return None


def tense_around(text: str, start: int, end: int) -> Tense:
    """The tense of the verb cue nearest to the span ``[start, end)``; a clause break counts as distance."""
    left, right = sentence_start(text, start), sentence_end(text, end)
    best: tuple[int, Tense] = (10_000, "unclear")
    # What lies between words and the words in turn.
    parts = _WORD.split(text[left:right])
    words = [_NEGATED.get(word, word) for word in "\n".join(parts[1::2]).lower().replace("’", "'").split("\n")]
    starts = list(accumulate(map(len, parts), initial=left))[1::2]
    taken = left
    for i in [i for i, word in enumerate(words) if word in _CUE_WORDS or word.endswith(_CUE_ENDINGS)]:
        word, at = words[i], starts[i]
        if at < taken or start <= at < end:
            continue
        cue = _cue(text, word, at, at + len(parts[2 * i + 1]), words[i - 1] if i else "")
        if cue is None:
            continue
        taken, tense, handicap = cue
        # An English date mostly follows its verb; what comes after the date is weaker evidence.
        gap = text[taken:start] if at < start else text[end:at]
        if tense == "near" and word in _DECIDED and at < start and len(gap) <= _OWN_DATE:
            tense = "past"
        distance = len(gap) + handicap + (6 if at >= end else 0)
        if distance < best[0]:
            distance += 60 * len(_CLAUSE_BREAK.findall(gap))
            if distance < best[0]:
                best = distance, tense
        elif at >= end:
            break
    return best[1]


class Wording:
    """The words around a date; their tense is read when it is first asked for, which costs more than all the rest."""

    __slots__ = ("_end", "_start", "_tense", "_text")

    def __init__(self, text: str, start: int, end: int, tense: Tense | None = None) -> None:
        self._text, self._start, self._end = text, start, end
        self._tense = tense

    @property
    def tense(self) -> Tense:
        """That of the nearest verb cue, unless it was known beforehand."""
        if self._tense is None:
            self._tense = tense_around(self._text, self._start, self._end)
        return self._tense
