"""Assemble: which sentences, places and date make up one event."""

from twin_nlp.assemble.asking import Asked, Asking, answered
from twin_nlp.assemble.events import (
    EventMention,
    assemble,
    context_features,
    directed,
    event_features,
    type_features,
)
from twin_nlp.assemble.partners import may_have_partners
from twin_nlp.assemble.reading import Reading, read
from twin_nlp.assemble.subtypes import subtype_features
from twin_nlp.assemble.view import View, names_known_pair, view

__all__ = [
    "Asked",
    "Asking",
    "EventMention",
    "Reading",
    "View",
    "answered",
    "assemble",
    "context_features",
    "directed",
    "event_features",
    "may_have_partners",
    "names_known_pair",
    "read",
    "subtype_features",
    "type_features",
    "view",
]
