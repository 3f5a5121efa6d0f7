"""Links between evidence sentences: what two of them tell about being of one event."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from twin_nlp.assemble.view import View, days_from_publication
from twin_nlp.labels import EVENT_TYPES, ROLES
from twin_nlp.linear import Array
from twin_nlp.parse.mentions import SentenceKind
from twin_nlp.trees import Columns, Table

_NEAR, _FAR = 20, 150
"""Dates are near each other up to so many days, and far apart beyond."""
_UNLIKELY = 0.45
"""A sentence that reports nothing with more than this probability is unlikely to be evidence."""
_IN_ONE = ("cancel", "plan", "history")
_NEWS = ("give", "sign", "youth", "culture", "trade", "talk")
_OPENERS = ("in", "last", "earlier", "also", "meanwhile", "another", "next", "and", "two", "a", "<date>")
_BACKWARD_OPENERS = frozenset(("he", "she", "they", "the", "it", "his", "her", "their", "this", "those"))
_LOOKING_BACK = frozenset(("last", "previous", "previously", "earlier", "ago", "also"))
_KINDS = get_args(SentenceKind)
_HEADLINE = _KINDS.index("headline")
_GAPS = (1, 2, 3, 4, 5, 6, 10, 20)
"""Of these a gap between two sentences counts as the widest that it reaches."""
_SECOND = (
    "second starts a line", "second starts a line and names a place", "opener refers back", "second looks back",
)  # fmt: skip
_NAMES = (
    *(f"gap={gap}" for gap in _GAPS),
    *(f"kinds={a}+{b}" for a in _KINDS for b in _KINDS),
    *(f"types={a}+{b}" for a in EVENT_TYPES for b in EVENT_TYPES),
    *("opener=" + word for word in _OPENERS),
    *_SECOND,
    *(f"{cue} in one" for cue in _IN_ONE), "goods in one",
    *("new cue=" + cue for cue in _NEWS),
    *("new role=" + role for role in ROLES), "new role", "roles shared", "roles apart",
    "same line", "next line", "unlikely between", "headline between", "second without place",
    "places shared", "places apart", "new place", *(f"two places each, {n} shared" for n in range(3)),
    "both undated", "only second dated", "dates near", "dates apart", "dates far apart", "past and future",
    "type likeness", "types apart",
)  # fmt: skip


class _Numbers(NamedTuple):
    """What each of many sentences tells in a number."""

    at: Array
    line: Array
    kind: Array
    opener: Array
    """Which of :data:`_OPENERS`, or -1."""
    likeliest: Array
    """Which type."""
    type_sum: Array
    """The probabilities of all types."""
    unlikely: Array
    """How many sentences before it are no evidence: of any stretch, the difference tells how many there are."""
    unlikely_with: Array
    """The same with the sentence itself."""
    headlines: Array
    headlines_with: Array
    """The same of headlines."""
    places: Array
    dates: Array


_PARTS = tuple(
    accumulate((len(_Numbers._fields), len(EVENT_TYPES), len(_SECOND), len(_IN_ONE) + 1, len(_NEWS), len(ROLES)))
)
"""Where :class:`_Numbers`, types and the flags of a sentence end: of the second, of one only, of news, of roles."""
_FLAG_OF_CUE = {cue: n for n, cue in [*enumerate(_IN_ONE, _PARTS[2]), *enumerate(_NEWS, _PARTS[3])]}
_FLAG_OF_GOODS = _PARTS[3] - 1
_FLAG_OF_ROLE: dict[str, int] = {role: n for n, role in enumerate(ROLES, _PARTS[4])}
_OF_PAIR = 4
"""Numbers of a pair that follow those of its sentences: how many places they share, and :func:`_dates`."""


class _Told(NamedTuple):
    """What one sentence tells as far as it is compared with others."""

    numbers: tuple[float, ...]
    """:class:`_Numbers` and the probabilities of the types."""
    flags: list[int]
    """Those that it has, as :data:`_PARTS` counts them."""
    places: frozenset[int]
    dates: frozenset[str]
    days: list[int]
    """Days of its dates from publication."""


class Links:
    """The evidence sentences of one document as candidates for one event; each is looked at once."""

    def __init__(self, view: View, scores: Array) -> None:
        self.view = view
        self._types = scores[:, 1:].tolist()
        self._unlikely = list(accumulate((scores[:, 0] > _UNLIKELY).tolist(), initial=0))
        self._headlines = list(accumulate([u.sentence.kind == "headline" for u in view.units], initial=0))
        self._told: dict[int, _Told] = {}

    def _of(self, index: int) -> _Told:
        told = self._told.get(index)
        if told is None:
            told = self._told[index] = self._look_at(index)
        return told

    def _look_at(self, index: int) -> _Told:
        view = self.view
        document, unit, types, local = view.document, view.units[index], self._types[index], view.local[index]
        dates = [date for i in unit.dates if (date := document.dates[i]).edtf is not None]
        days = [days_from_publication(date, document.published) for date in dates]
        sentence, opener = unit.sentence, unit.tokens[0] if unit.tokens else ""
        numbers = (
            index,
            sentence.line,
            _KINDS.index(sentence.kind),
            _OPENERS.index(opener) if opener in _OPENERS else -1,
            types.index(max(types)),
            sum(types),
            self._unlikely[index],
            self._unlikely[index + 1],
            self._headlines[index],
            self._headlines[index + 1],
            len(local),
            len(dates),
            *types,
        )
        flags = [_FLAG_OF_CUE[cue] for cue in unit.cues if cue in _FLAG_OF_CUE]
        flags += [_FLAG_OF_ROLE[document.participants[i].role] for i in unit.participants]
        if unit.goods:
            flags.append(_FLAG_OF_GOODS)
        starts = index == 0 or view.units[index - 1].sentence.line != sentence.line
        of_second = starts, starts and local, opener in _BACKWARD_OPENERS, not _LOOKING_BACK.isdisjoint(unit.tokens)
        flags += [n for n, told in enumerate(of_second, _PARTS[1]) if told]
        edtf = frozenset([date.edtf for date in dates if date.edtf is not None])
        return _Told(numbers, flags, local, edtf, [d for d in days if d is not None])

    def features(self, pairs: Sequence[tuple[int, int]]) -> Table:
        """Features of pairs of evidence sentences (the first before the second) for being about one event."""
        order = sorted(set(chain.from_iterable(pairs)))
        told = [self._of(index) for index in order]
        width = _PARTS[-1]
        own = np.zeros((len(told), width))
        own[:, : _PARTS[1]] = [of.numbers for of in told]
        own.put([n * width + flag for n, of in enumerate(told) for flag in of.flags], 1.0)
        row = {index: n for n, index in enumerate(order)}
        first, second = [row[a] for a, _ in pairs], [row[b] for _, b in pairs]
        of_pairs = np.zeros((len(pairs), _OF_PAIR))
        of_pairs[:, 0] = [len(told[a].places & told[b].places) for a, b in zip(first, second, strict=True)]
        for n, (a, b) in enumerate(zip(first, second, strict=True)):
            if told[a].dates and told[b].dates:
                of_pairs[n, 1:] = _dates(told[a], told[b])
        known = np.concatenate((own.take(first, axis=0), own.take(second, axis=0), of_pairs), axis=1)
        return Table(_COLUMNS, known, [{}] * len(pairs))


def _dates(a: _Told, b: _Told) -> tuple[bool, bool, bool]:
    """Whether the dates of two dated sentences are near, far apart, and past in one and to come in the other."""
    apart = [abs(x - y) for x in a.days for y in b.days]
    near = not a.dates.isdisjoint(b.dates) or (bool(apart) and min(apart) <= _NEAR)
    turned = bool(apart) and (max(a.days) < 0) != (max(b.days) < 0)
    return near, bool(apart) and min(apart) > _FAR, turned


def _one_of(which: NDArray[Any], kinds: int) -> NDArray[np.bool_]:
    """For each kind, whether a row is of it."""
    return np.asarray(np.arange(kinds)[:, None] == which)


def _columns(known: Array) -> Array:
    """The features :data:`_NAMES` of pairs of sentences, of which each row has the numbers."""
    of_a, of_b, (shared, near, far, turned) = np.split(np.ascontiguousarray(known.T), (_PARTS[-1], 2 * _PARTS[-1]))
    numbers_a, types_a, _, in_a, news_a, roles_a = np.split(of_a, _PARTS[:-1])
    numbers_b, types_b, second, in_b, news_b, roles_b = np.split(of_b, _PARTS[:-1])
    a, b = _Numbers(*numbers_a), _Numbers(*numbers_b)
    lines, types_apart = b.line - a.line, a.likeliest != b.likeliest
    both, several, dated = a.places * b.places > 0, np.minimum(a.places, b.places) >= 2, a.dates * b.dates > 0
    likeness = (types_a * types_b).sum(axis=0) / np.maximum(1e-9, a.type_sum * b.type_sum)
    new, roles_shared = roles_b > roles_a, (roles_a * roles_b).max(axis=0)
    columns: list[NDArray[Any]] = [
        _one_of(np.searchsorted(_GAPS, b.at - a.at, "right") - 1, len(_GAPS)),
        _one_of(len(_KINDS) * a.kind + b.kind, len(_KINDS) ** 2),
        0.5 * (types_apart & _one_of(len(EVENT_TYPES) * a.likeliest + b.likeliest, len(EVENT_TYPES) ** 2)),
        _one_of(b.opener, len(_OPENERS)),
        second,
        in_a != in_b,
        0.5 * (news_b > news_a),
        0.5 * new,
        new.max(axis=0),
        roles_shared,
        roles_a.max(axis=0) * roles_b.max(axis=0) - roles_shared,
        lines == 0,
        lines == 1,
        np.minimum(3, b.unlikely - a.unlikely_with),
        (b.headlines > a.headlines_with) | ((b.kind == _HEADLINE) & (a.at > 0)),
        b.places == 0,
        both & (shared > 0),
        both & (shared == 0),
        both & (shared < b.places),
        _one_of(np.minimum(shared, 2), 3) & several,
        (a.dates == 0) & (b.dates == 0),
        (a.dates == 0) & (b.dates > 0),
        near,
        dated & (near == 0),
        far,
        turned,
        likeness,
        types_apart,
    ]
    return np.vstack(columns)


_COLUMNS = Columns(_NAMES, _columns)
