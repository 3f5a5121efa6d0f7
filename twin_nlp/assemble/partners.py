"""Which of a document's places are the partners in an event."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.cues import names_tie
from twin_nlp.assemble.view import MOST_ENTITIES, View, place_key
from twin_nlp.linear import Features
from twin_nlp.parse.folding import lowered
from twin_nlp.parse.mentions import PlaceMention

_BEFORE = re.compile(r"(\w+)\W{0,3}$")
_AFTER = re.compile(r"\W{0,3}(\w+)")
_OFFICE_BEFORE = re.compile(
    r"(?:mayor|reeve|governor|council|councillor|city|town|people|citizens|residents|county|delegation|group|pupils"
    r"|students|visitors|guests|friends|members|committee|association|club|government|officials|side)\s+(?:of|from|in)"
    r"\s+(?:the\s+)?(?:city\s+of\s+|town\s+of\s+)?$",
    re.IGNORECASE,
)
_COMMON = frozenset(
    (
        "from", "to", "in", "at", "of", "with", "and", "for", "by", "between", "visited", "the", "its", "our", "near",
        "outside", "via", "through", "into", "towards", "s", "city", "town", "delegation", "mayor", "council",
        "residents", "students", "pupils", "group", "team", "choir", "officials", "where", "which", "is", "has", "was",
        "will", "a",
    )
)  # fmt: skip
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
        self._document_features = [self._document(i) for i in range(len(self.entities))]
        self.country_of = [e.place.country if e.place is not None else None for e in self.entities]
        self.countries = len({country for country in self.country_of if country is not None})
        self.local_in: dict[str, list[int]] = {}
        self.named_countries = set()
        for i, entity in enumerate(self.entities):
            if entity.place is not None and entity.place.country is not None:
                if entity.place.kind == "country":
                    self.named_countries.add(entity.place.country)
                else:
                    self.local_in.setdefault(entity.place.country, []).append(i)

    def _document(self, at: int) -> Features:
        view, entity = self.view, self.entities[at]
        features: Features = {}
        mentions = [view.document.places[m] for m in entity.mentions]
        features[f"mentions={min(len(mentions), 4)}"] = 1.0
        features["kind=" + (entity.place.kind if entity.place else "unknown")] = 1.0
        if len(self.entities) > 1 and len(mentions) == max(len(e.mentions) for e in self.entities):
            features["most mentioned"] = 1.0
        kinds = {view.units[u].sentence.kind for u in entity.units}
        if "headline" in kinds:
            features["in headline"] = 1.0
        if kinds == {"meta"}:
            features["only in meta"] = 1.0
        if entity.units[0] <= 1:
            features["in opening"] = 1.0
        if entity.units[0] >= len(view.units) - 2 and len(view.units) > 5:
            features["only at end"] = 1.0
        for cue in {m.cue for m in mentions}:
            features[f"cue={cue}"] = 1.0
        if all(m.cue == "container" for m in mentions):
            features["always container"] = 1.0
        if all(m.cue == "in name" for m in mentions):
            features["always in name"] = 1.0
        if any(i == at for i, _ in self.pairs):
            features["has known partner"] = 1.0
        if any(i == at for i, _ in self.container_of):
            features["contains another"] = 1.0
        if any(j == at for _, j in self.container_of):
            features["has container"] = 1.0
        if any("tie" in view.units[u].cues for u in entity.units):
            features["beside tie"] = 1.0
        if any(m.name.isupper() for m in mentions) and entity.units[0] <= 2:
            features["capitals in opening"] = 1.0
        return features

    def features(self, at: int, event: Sequence[int]) -> Features:
        """Features of one place as a partner in the event made of the units ``event``."""
        view, entity = self.view, self.entities[at]
        features = dict(self._document_features[at])
        inside = [m for m in entity.mentions if view.unit_of[m] in set(event)]
        features[f"mentions in evidence={min(len(inside), 3)}"] = 1.0
        if not inside:
            nearest = min(abs(u - v) for u in entity.units for v in event)
            features[f"away={min(nearest, 4)}"] = 1.0
            if features.get("most mentioned"):
                features["most mentioned, outside"] = 1.0
            if features.get("in opening"):
                features["in opening, outside"] = 1.0
            if features.get("in headline"):
                features["in headline, outside"] = 1.0
        elif view.unit_of[inside[0]] == event[0]:
            features["in first sentence"] = 1.0
        text = view.text
        for m in inside[:4]:
            mention = view.document.places[m]
            window = text[max(0, mention.start - 50) : mention.start]
            before = _BEFORE.search(window)
            if before and before.group(1).casefold() in _COMMON:
                features["before=" + before.group(1).casefold()] = 1.0
            if _OFFICE_BEFORE.search(window):
                features["after office or group"] = 1.0
            if view.doers[m]:
                features["doer"] = 1.0
            deed = view.deeds[m]
            if deed:
                features["deed " + deed] = 1.0
            after = _AFTER.match(text, mention.end, mention.end + 30)
            if after and after.group(1).casefold() in _COMMON:
                features["after=" + after.group(1).casefold()] = 1.0
            if text[mention.end : mention.end + 2] in ("'s", "’s"):
                features["possessive"] = 1.0
            features[f"evidence cue={mention.cue}"] = 1.0
            if "tie" in view.units[view.unit_of[m]].cues:
                features["tie in sentence"] = 1.0
        near = {view.entity_of[i] for u in event for i in view.units[u].places}
        if any((at, other) in self.pairs for other in near):
            features["known partner in evidence"] = 1.0
        rivals = {i for i in near if i < len(self.entities) and i != at}
        features[f"rivals={min(len(rivals), 4)}"] = 0.5
        if not near:
            features["evidence names no place"] = 1.0
        if any((at, other) in self.container_of for other in near):
            features["contains one in evidence"] = 1.0
        if self.countries == 1:
            features["one country"] = 0.5
        return features | self._among_countries(at, set(event), rivals, inside)

    def _among_countries(
        self, at: int, within: Collection[int], rivals: Collection[int], inside: Sequence[int]
    ) -> Features:
        """How a place with these mentions in the evidence stands among the places of its country and of others.

        Of two partners one is mostly the place that the text comes from; what else is named there lies on the way.
        """
        others = {self.country_of[i] for i in rivals} - {None}
        features: Features = {"countries in evidence": 0.5 * min(len(others), 4)}
        country = self.country_of[at]
        if country is None:
            return features
        features["compatriot in evidence"] = float(country in others)
        features["foreigner in evidence"] = float(bool(others - {country}))
        compatriots = self.local_in.get(country, [])
        if at in compatriots:
            entities = self.entities
            named = [
                m for i in compatriots if i in rivals for m in entities[i].mentions if self.view.unit_of[m] in within
            ]
            features["first of its country"] = float(compatriots[0] == at)
            features["most of its country"] = float(
                len(entities[at].mentions) == max(len(entities[i].mentions) for i in compatriots)
            )
            features["others of its country"] = 0.5 * min(len(compatriots) - 1, 4)
            features["first of its country in evidence"] = float(bool(inside and named) and inside[0] < min(named))
            features["country named"] = float(country in self.named_countries)
        return features

    def choose(self, event: Sequence[int]) -> Asking[list[tuple[int, float]]]:
        """The partners of an event as (entity index, probability), likeliest first; maybe none. Asks "partner"."""
        if not self.entities:
            return []
        ps = (yield "partner", [self.features(i, event) for i in range(len(self.entities))])[:, -1]
        likeliest = int(ps.argmax())
        ps = ps + [_KNOWN * ((likeliest, i) in self.pairs) for i in range(len(ps))]
        for i in self.local_in.get(self.country_of[likeliest] or "", []):
            ps[i] *= 1.0 if i == likeliest else _COMPATRIOT
        ranked = sorted(range(len(self.entities)), key=lambda i: -ps[i])
        chosen: list[tuple[int, float]] = []
        for i in ranked:
            p = min(1.0, float(ps[i]))
            needed = _LEAST if len(chosen) < 2 else _THIRD
            if p < needed or len(chosen) == MOST_PARTNERS:
                break
            place = self.entities[i].place
            if place is not None and place.kind == "country" and (p < _COUNTRY or len(chosen) >= 2):
                continue
            if any((i, j) in self.container_of or (j, i) in self.container_of for j, _ in chosen):
                continue
            if len(chosen) >= 2 and not any(view_unit in event for view_unit in self.entities[i].units):
                continue
            chosen.append((i, p))
        return chosen

    def mention(self, at: int, event: Sequence[int]) -> int:
        """The mention (index) of an entity that serves the event best.

        One in its evidence, not inside another name, and not in capitals, in this order.
        """
        entity, within = self.entities[at], set(event)
        places = self.view.document.places
        return min(
            entity.mentions,
            key=lambda m: (
                self.view.unit_of[m] not in within,
                places[m].cue == "in name",
                places[m].name.isupper(),
                m,
            ),
        )
