"""When two partner places are the same, though one is spelt otherwise, or named by its province."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from twin_nlp.pairs import shared
from twin_nlp.parse.folding import name_key
from twin_nlp.records import Place

_GENERIC = frozenset(("the", "of", "de", "city", "town", "ville", "village", "borough", "district", "municipality"))
_GENERIC |= {"county", "province", "prefecture", "region", "state"}
_PARTS = re.compile(r"[,;()]")
_ALIKE = 0.75
_SHORTEST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A partner as written with what the gazetteer knows of it.

    ``names`` are its distinguishing words run together, as written ("Warwick, Queensland" gives both parts too)
    and as the gazetteer has it; ``region`` is its first-level division in the same form. ``words`` are all words of
    its names, ``distinguishing`` those of the written one that aren't generic.
    """

    geonames_id: int | None
    names: frozenset[str]
    region: str
    words: frozenset[str]
    distinguishing: frozenset[str]

    def keys(self) -> frozenset[str]:
        """What two names of one place have in common, if not spelt otherwise."""
        return self.names if self.geonames_id is None else self.names | {f"#{self.geonames_id}"}


@lru_cache(maxsize=100_000)
def place_name(written: str, place: Place | None) -> PlaceName:
    """A partner's name in the form that names are compared in."""
    forms = [written, *_PARTS.split(written)[:2], *([place.name] if place else [])]
    return PlaceName(
        geonames_id=place.geonames_id if place else None,
        names=frozenset(_bare(form) for form in forms) - {""},
        region=_bare(place.admin1) if place and place.admin1 else "",
        words=frozenset(word for form in forms for word in name_key(form).split()),
        distinguishing=frozenset(name_key(written).split()) - _GENERIC,
    )


def _bare(name: str) -> str:
    words = [word for word in name_key(name).split() if word not in _GENERIC]
    return "".join(words).replace("'", "").replace("-", "")


@lru_cache(maxsize=200_000)
def same_place(a: PlaceName, b: PlaceName) -> bool:
    """Whether two names can stand for one place.

    The same GeoNames number or name is enough, and so is the province that the other lies in. A name may be read as
    its namesake elsewhere, and that the other partner is the same too (:func:`same_pair`) tells more than the
    reading. Names that only look alike are taken for one where the gazetteer doesn't know them as two places.
    """
    if (a.geonames_id is not None and a.geonames_id == b.geonames_id) or a.names & b.names:
        return True
    if a.region in b.names or b.region in a.names or _shortened(a, b) or _shortened(b, a):
        return True
    return not _two_places(a, b) and any(_alike(x, y) for x in a.names for y in b.names)


def _shortened(short: PlaceName, long: PlaceName) -> bool:
    """Whether one is written with some of the other's words only: Zaragoza for Valle de Zaragoza."""
    return bool(short.distinguishing) and short.distinguishing <= long.distinguishing


def _two_places(a: PlaceName, b: PlaceName) -> bool:
    return a.geonames_id is not None and b.geonames_id is not None and a.geonames_id != b.geonames_id


def _alike(x: str, y: str) -> bool:
    if min(len(x), len(y)) < _SHORTEST_ALIKE:
        return False
    # The ratio isn't quite symmetric.
    return SequenceMatcher(None, min(x, y), max(x, y), autojunk=False).ratio() >= _ALIKE


def shared_places(a: Sequence[PlaceName], b: Sequence[PlaceName]) -> int:
    """How many places of ``a`` stand in ``b``, one to one."""
    return shared(a, b, same_place)


def same_pair(a: Sequence[PlaceName], b: Sequence[PlaceName]) -> bool:
    """Whether two sets of partners can be of one exchange.

    They share two places; or one, where either names only that one and the gazetteer doesn't know it as two.
    """
    n = shared_places(a, b)
    if n == 1 and min(len(a), len(b)) == 1:
        return any(same_place(x, y) and not _two_places(x, y) for x in a for y in b)
    return n >= 2
