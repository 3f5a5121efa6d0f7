"""Parse: sentences, places, dates, participants and goods, each with its offsets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin_nlp.parse.dates import find_dates
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.parse.goods import find_goods
from twin_nlp.parse.mentions import ParsedDocument, PlaceMention
from twin_nlp.parse.participants import find_participants
from twin_nlp.parse.places import find_places
from twin_nlp.parse.sentences import find_sentences
from twin_nlp.parse.spacy_annotations import with_annotations

if TYPE_CHECKING:
    from spacy.language import Language


class Parser:
    """A gazetteer and, where the user brings one, a spaCy pipeline, ready to parse texts."""

    def __init__(self, gazetteer: Gazetteer, nlp: Language | None = None) -> None:
        self.gazetteer = gazetteer
        self.nlp = nlp

    def places(self, text: str) -> tuple[PlaceMention, ...]:
        """The places that a text names, without those that only the user's pipeline knows."""
        return find_places(text, self.gazetteer)

    def parse(self, text: str, published: str | None, places: tuple[PlaceMention, ...] | None = None) -> ParsedDocument:
        """Find everything in a text; ``published`` is an ISO date, maybe reduced, or None.

        ``places`` are those that :meth:`places` found, where they are known already.
        """
        document = ParsedDocument(
            text,
            published,
            find_sentences(text),
            self.places(text) if places is None else places,
            find_dates(text, published),
            find_participants(text),
            find_goods(text),
        )
        return document if self.nlp is None else with_annotations(document, self.nlp)


__all__ = ["ParsedDocument", "Parser"]
