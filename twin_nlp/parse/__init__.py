"""Parse: sentences, places, dates, participants and goods, each with its offsets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twin_nlp.parse.dates import find_dates
from twin_nlp.parse.folding import folded, matching_text
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

    def may_name_pair(self, text: str) -> bool:
        """Whether the places of a text can be a pair of the register; quicker than finding them."""
        return self.gazetteer.may_name_pair(matching_text(folded(text)))

    def parse(self, text: str, published: str | None) -> ParsedDocument:
        """Find everything in a text; ``published`` is an ISO date, maybe reduced, or None."""
        return self.parse_all([(text, published, self.places(text))])[0]

    def parse_all(self, texts: Sequence[tuple[str, str | None, tuple[PlaceMention, ...]]]) -> list[ParsedDocument]:
        """Find everything in texts, given when they were published and what :meth:`places` found in each."""
        sentences = [find_sentences(text) for text, *_ in texts]
        # All of a text at once: they are found in the same tokens.
        in_tokens = [
            (find_dates(text, published), find_participants(text), find_goods(text)) for text, published, _ in texts
        ]
        documents = [
            ParsedDocument(text, published, sentences[n], places, *in_tokens[n])
            for n, (text, published, places) in enumerate(texts)
        ]
        return documents if self.nlp is None else [with_annotations(d, self.nlp) for d in documents]


__all__ = ["ParsedDocument", "Parser"]
