"""Which of a document's places are the partners in an event."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.cues import names_tie
from twin_nlp.assemble.view import MOST_ENTITIES, View, place_key
from twin_nlp.linear import Features
from twin_nlp.parse.folding import lowered
from twin_nlp.parse.mentions import PlaceMention

_WORD_AND_GAP = re.compile(r"(\w+)(\W*)")
_OFFICE_BEFORE = re.compile(
    r"(?:mayor|reeve|governor|council|councillor|city|town|people|citizens|residents|county|delegation|group|pupils"
    r"|students|visitors|guests|friends|members|committee|association|club|government|officials|side)\s+(?:of|from|in)"
    r"\s+(?:the\s+)?(?:city\s+of\s+|town\s+of\s+)?$",
)
_LAST_AFTER_OFFICE = ("of", "from", "in", "the")
"""What a match of :data:`_OFFICE_BEFORE` ends with."""
_COMMON = frozenset(
    (
        "from", "to", "in", "at", "of", "with", "and", "for", "by", "between", "visited", "the", "its", "our", "near",
        "outside", "via", "through", "into", "towards", "s", "city", "town", "delegation", "mayor", "council",
        "residents", "students", "pupils", "group", "team", "choir", "officials", "where", "which", "is", "has", "was",
        "will", "a",
    )
)  # fmt: skip
_BEHIND = 50
"""Characters that are read before a name."""
_WIDEST = 3
"""A word with more characters than this between it and a name doesn't belong to it."""
_INSIDE = tuple([f"mentions in evidence={n}" for n in range(4)])
_OUTSIDE = tuple([f"away={n}" for n in range(5)])
_STANDING_OUTSIDE = tuple([(name, name + ", outside") for name in ("most mentioned", "in opening", "in headline")])
MOST_PARTNERS = 6
_LEAST = 0.15
"""A second partner below this probability is left out: a name that isn't told is not invented."""
_KNOWN = 0.2
"""What it adds to a place that the register of ties holds a pair with the likeliest partner."""
_COMPATRIOT = 0.7
"""What is left of a place in the likeliest partner's country: two in a hundred pairs lie in one country."""
_THIRD = 0.6
_COUNTRY = 0.5
"""A country is a partner only when it is the party itself, which is rare."""


def may_have_partners(text: str, places: Sequence[PlaceMention]) -> bool:
    """Whether an event of a text that names these places can have partners: two, or one and a tie."""
    named = {place_key(m.name) for m in places}
    return len(named) >= 2 or (len(named) == 1 and names_tie(lowered(text)))


class PartnerCandidates:
    """The places of one document as candidates for partners; what holds for all events is worked out once."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.entities = view.entities[:MOST_ENTITIES]
        self.pairs = view.pairs
        self.container_of = view.containers
        self._partners: dict[int, set[int]] = {}
        for i, j in view.pairs:
            self._partners.setdefault(i, set()).add(j)
        self._parts: dict[int, set[int]] = {}
        for i, j in view.containers:
            self._parts.setdefault(i, set()).add(j)
        self.country_of = [e.place.country if e.place is not None else None for e in self.entities]
        self.countries = len({country for country in self.country_of if country is not None})
        self.local_in: dict[str, list[int]] = {}
        for i, entity in enumerate(self.entities):
            if entity.place is not None and entity.place.country is not None and entity.place.kind != "country":
                self.local_in.setdefault(entity.place.country, []).append(i)
        self._tied = {unit.index for unit in view.units if "tie" in unit.cues}
        self._document_features = self._document()
        self._around: dict[int, Features] = {}

    def _document(self) -> list[Features]:
        """Features of each place that hold for all events."""
        view = self.view
        most = max([len(e.mentions) for e in self.entities], default=0)
        rows: list[Features] = []
        for at, entity in enumerate(self.entities):
            mentions = [view.document.places[m] for m in entity.mentions]
            features: Features = {f"mentions={min(len(mentions), 4)}": 1.0}
            features["kind=" + (entity.place.kind if entity.place else "unknown")] = 1.0
            if len(self.entities) > 1 and len(mentions) == most:
                features["most mentioned"] = 1.0
            if "headline" in [view.units[u].sentence.kind for u in entity.units]:
                features["in headline"] = 1.0
            if entity.units[0] <= 1:
                features["in opening"] = 1.0
            cues = {m.cue for m in mentions}
            for cue in cues:
                features[f"cue={cue}"] = 1.0
            if cues == {"container"}:
                features["always container"] = 1.0
            if cues == {"in name"}:
                features["always in name"] = 1.0
            if at in self._partners:
                features["has known partner"] = 1.0
            if at in self._parts:
                features["contains another"] = 1.0
            if not self._tied.isdisjoint(entity.units):
                features["beside tie"] = 1.0
            if self.countries == 1:
                features["one country"] = 0.5
            rows.append(features)
        # How a place stands among those of its country in the whole text.
        for compatriots in self.local_in.values():
            most = max([len(self.entities[i].mentions) for i in compatriots])
            for at in compatriots:
                rows[at]["first of its country"] = float(compatriots[0] == at)
                rows[at]["most of its country"] = float(len(self.entities[at].mentions) == most)
                rows[at]["others of its country"] = 0.5 * min(len(compatriots) - 1, 4)
        return rows

    def features(self, event: Sequence[int]) -> list[Features]:
        """Features of each place as a partner in the event made of the units ``event``.

        Of two partners one is mostly the place that the text comes from; what else is named there lies on the way. So
        it counts how a place stands in the event's sentences among the places of its country and of others.
        """
        view, within = self.view, set(event)
        inside = [[m for m in entity.mentions if view.unit_of[m] in within] for entity in self.entities]
        near = {view.entity_of[i] for u in event for i in view.units[u].places}
        told = [self.country_of[i] for i in near if i < len(self.entities)]
        countries = len({*told} - {None})
        first = {
            country: min(named)
            for country, compatriots in self.local_in.items()
            if len(named := [inside[i][0] for i in compatriots if inside[i]]) > 1
        }
        rows = []
        for at, (entity, own, country) in enumerate(zip(self.entities, inside, self.country_of, strict=True)):
            is_near = at in near
            features = dict(self._document_features[at])
            features[_INSIDE[min(len(own), 3)]] = 1.0
            if not own:
                nearest = min([abs(u - v) for u in entity.units for v in event])
                features[_OUTSIDE[min(nearest, 4)]] = 1.0
                for name, outside in _STANDING_OUTSIDE:
                    if name in features:
                        features[outside] = 1.0
            elif view.unit_of[own[0]] == event[0]:
                features["in first sentence"] = 1.0
            for m in own[:4]:
                if m not in self._around:
                    self._around[m] = self._said_around(m)
                features |= self._around[m]
            if at in self._partners and not near.isdisjoint(self._partners[at]):
                features["known partner in evidence"] = 1.0
            if not near:
                features["evidence names no place"] = 1.0
            if at in self._parts and not near.isdisjoint(self._parts[at]):
                features["contains one in evidence"] = 1.0
            compatriots = told.count(country) - is_near
            others = countries - (country is not None and is_near and not compatriots)
            features["countries in evidence"] = 0.5 * min(others, 4)
            if country is not None:
                features["compatriot in evidence"] = float(compatriots > 0)
                features["foreigner in evidence"] = float(others > (compatriots > 0))
                if own and own[0] == first.get(country):
                    features["first of its country in evidence"] = 1.0
            rows.append(features)
        return rows

    def _said_around(self, m: int) -> Features:
        """What is said around a mention."""
        view, mention = self.view, self.view.document.places[m]
        features: Features = {}
        window = view.lowered[max(0, mention.start - _BEHIND) : mention.start]
        words = _WORD_AND_GAP.findall(window.removesuffix("\n"))
        if words:
            before, gap = words[-1]
            if before in _COMMON and len(gap) <= _WIDEST:
                features["before=" + before] = 1.0
            if before in _LAST_AFTER_OFFICE and _OFFICE_BEFORE.search(window):
                features["after office or group"] = 1.0
        if view.text.startswith(("'s", "’s"), mention.end):
            features["possessive"] = 1.0
        if view.unit_of[m] in self._tied:
            features["tie in sentence"] = 1.0
        return features

    def choose(self, event: Sequence[int]) -> Asking[list[tuple[int, float]]]:
        """The partners of an event as (entity index, probability), likeliest first; maybe none. Asks "partner"."""
        if not self.entities:
            return []
        ps: list[float] = (yield "partner", self.features(event))[:, -1].tolist()
        likeliest = ps.index(max(ps))
        for i in self._partners.get(likeliest, ()):
            ps[i] += _KNOWN
        for i in self.local_in.get(self.country_of[likeliest] or "", []):
            ps[i] *= 1.0 if i == likeliest else _COMPATRIOT
        ranked = sorted(range(len(self.entities)), key=lambda i: -ps[i])
        chosen: list[tuple[int, float]] = []
        for i in ranked:
            p = min(1.0, ps[i])
            needed = _LEAST if len(chosen) < 2 else _THIRD
            if p < needed or len(chosen) == MOST_PARTNERS:
                break
            place = self.entities[i].place
            if place is not None and place.kind == "country" and (p < _COUNTRY or len(chosen) >= 2):
                continue
            if any((i, j) in self.container_of or (j, i) in self.container_of for j, _ in chosen):
                continue
            if len(chosen) >= 2 and set(event).isdisjoint(self.entities[i].units):
                continue
            chosen.append((i, p))
        return chosen

    def mention(self, at: int, event: Sequence[int]) -> int:
        """The mention (index) of an entity that serves the event best.

        One in its evidence, not inside another name, and not in capitals, in this order.
        """
        places, unit_of, within = self.view.document.places, self.view.unit_of, set(event)
        found: Sequence[int] = self.entities[at].mentions
        found = [m for m in found if unit_of[m] in within] or found
        found = [m for m in found if places[m].cue != "in name"] or found
        return next((m for m in found if not places[m].name.isupper()), found[0])
