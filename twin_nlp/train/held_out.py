"""What models say of the training texts that they were not fitted on, for the search for wrong annotations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twin_nlp.train.gold import Example
from twin_nlp.train.heads import Heads
from twin_nlp.train.stages import Read

_DIGITS = 4
_LEAST = 1e-12


def held_out_labels(examples: Sequence[Example], read: Read, heads: Heads) -> dict[str, dict[str, Any]]:
    """What held-out models say of the main event of each document, JSON-ready.

    Returns
    -------
    dict
        By id: ``type``, the probabilities of :data:`~twin_nlp.assemble.evidence.CLASSES`, the first of which is no
        event; and ``government``, that of government in the annotated main event, None where there is none.

    Notes
    -----
    Whether there is an event is told by the one of two models that is surer of one: that of the whole text, and that
    of its candidates. The type of the annotated main event is what the model of types says of its sentences, whatever
    the assembly made of them, so that a document isn't suspected because its event is hard to find.
    """
    main: dict[str, int] = {}
    for n, instance in enumerate(heads.instances):
        events = instance.example.events
        if instance.candidate is None and events and instance.mention.units == events[0].units:
            main.setdefault(instance.example.id, n)
    found = {}
    for example in (e for e in examples if e.plain is None):
        whole = read[example.id].document
        event = max(1.0 - float(whole[0]), float(heads.chances[example.id].max(initial=0.0)))
        government: float | None = None
        types = whole[1:] / max(float(whole[1:].sum()), _LEAST)
        if example.id in main:
            at = main[example.id]
            types = heads.unseen["type"][at]
            government = round(float(heads.unseen["government"][at][1]), _DIGITS)
        said = [round(float(p), _DIGITS) for p in (1.0 - event, *(event * types))]
        found[example.id] = {"type": said, "government": government}
    return found
