"""The spaCy component: ``nlp.add_pipe("twin_exchanges")`` sets ``doc._.exchanges``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from twin_nlp.pipeline import load

EXTENSION = "exchanges"
PUBLISHED = "published"


class TwinExchanges:
    """Finds the exchange events of a doc.

    Sets ``doc._.exchanges``, a list of :class:`twin_nlp.ExchangeEvent`, main event first. The publication
    date is read from ``doc._.published`` (an ISO string or None), which may be set with ``nlp.pipe(...,
    as_tuples=True)`` or before the component runs.
    """

    def __init__(self, nlp: Language, name: str, model: str | None, places: str | None) -> None:
        self.name = name
        self._twin = load(model, places=places)
        for extension in (EXTENSION, PUBLISHED):
            if not Doc.has_extension(extension):
                Doc.set_extension(extension, default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.exchanges`` and hand the doc on."""
        doc._.exchanges = self._twin.classify(doc.text, doc._.published)
        return doc


@Language.factory("twin_exchanges", default_config={"model": None, "places": None})
def make_twin_exchanges(nlp: Language, name: str, model: str | None, places: str | None) -> TwinExchanges:
    """The factory that spaCy calls; ``model`` and ``places`` are paths, as in :func:`twin_nlp.load`."""
    return TwinExchanges(nlp, name, model, places)
