"""Which answers of a round are final, and where each document goes in the corpus.

No copy of a text that is measured on may be trained on: a new document goes where the texts are that it nearly
repeats, or that tell of the same pair of places, and into train only where there are none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from scipy.cluster.hierarchy import DisjointSet

from twin_nlp.adjudicate.differences import differences, final_events, settled_values
from twin_nlp.errors import AnnotationError
from twin_nlp.evaluate.matching import normal
from twin_nlp.formats.corpus import AnnotatedEvent, CorpusDocument, Home
from twin_nlp.formats.rounds import Settlement
from twin_nlp.link.duplicates import Sketches
from twin_nlp.link.reports import words

Events = tuple[AnnotatedEvent, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one annotator found in a document, and whether without seeing any labels."""

    annotator: str
    events: Events
    blind: bool


@dataclass(frozen=True, slots=True)
class Final:
    """A document's final annotation, and who gave it."""

    document: CorpusDocument
    events: Events
    annotator: str


class LeftOut(Exception):
    """Why a document has no final annotation, or no place."""


def final_answer(document: CorpusDocument, answers: Sequence[Answer], settled: Sequence[Settlement]) -> Final:
    """The annotation that a document's answers come to.

    Parameters
    ----------
    document : CorpusDocument
    answers : sequence of Answer
        Of each annotator the one that stands, in order of name; at least one.
    settled : sequence of Settlement
        Those of this document, in order of time.

    Raises
    ------
    LeftOut
        Where annotators differ and it isn't settled, or a blind answer still lacks another to compare with.
    """
    names = ", ".join(a.annotator for a in answers)
    first, *others = answers
    if not others and first.blind:
        raise LeftOut(f"labelled blind, by {names} alone; a second annotator is missing")
    apart = [(a, found) for a in others if (found := differences(first.events, a.events))]
    if not apart:
        return Final(document, first.events, names)
    if len(answers) > 2:
        raise LeftOut(f"{names} differ; only differences of two annotators can be settled")
    ((second, found),) = apart
    outcome = settled_values(found, settled)
    try:
        events = final_events(first.events, second.events, outcome, document.text)
    except AnnotationError as error:
        raise LeftOut(f"what was settled doesn't go together ({error}); adjudicate it again") from None
    if events is None:
        open_ = ", ".join(dict.fromkeys(d.what for d in found if (d.what, d.event) not in outcome))
        raise LeftOut(f"{names} differ and it isn't settled: {open_}")
    return Final(document, events, names)


# Where a document goes


def pairs_of(event: AnnotatedEvent) -> set[tuple[str, str]]:
    """The pairs of partner places of an event, names without case, accents, spaces and words such as City."""
    names = {normal(p.text).replace(" ", "") for p in event.partners} - {""}
    return set(combinations(sorted(names), 2))


@dataclass(frozen=True, slots=True)
class Places:
    """The homes of all documents once new ones are in, by id, and why some new ones have none."""

    homes: Mapping[str, Home]
    left_out: Mapping[str, str]


def _ties(texts: Mapping[str, str], events: Mapping[str, Events]) -> Iterator[tuple[str, str]]:
    """Documents that belong together, two at a time: near-duplicates, and those that share a pair of places."""
    ids, sketches = list(texts), Sketches()
    for text in texts.values():
        sketches.add(words(text))
    yield from ((ids[one], ids[other]) for one, other in sketches.near_duplicates(range(len(ids))))
    first: dict[tuple[str, str], str] = {}
    for name, found in events.items():
        for pair in sorted(set().union(*map(pairs_of, found))):
            yield first.setdefault(pair, name), name


def places(
    adopted: Sequence[Final], texts: Mapping[str, str], events: Mapping[str, Events], homes: Mapping[str, Home]
) -> Places:
    """Where documents go, each with what belongs together.

    Parameters
    ----------
    adopted : sequence of Final
    texts, events : mapping
        Of the corpus as it is, by document id.
    homes : mapping
        Group and split of the corpus's documents, by id.

    Returns
    -------
    Places
        Groups that a new document holds together become one. What would hold groups of two splits together has no
        place.
    """
    names = [f.document.id for f in adopted]
    together: DisjointSet = DisjointSet([*homes, *(name for name in names if name not in homes)])
    for members in _by(homes, lambda name: homes[name].group).values():
        for other in members[1:]:
            together.merge(members[0], other)
    all_texts = {**texts, **{f.document.id: f.document.text for f in adopted}}
    all_events = {**events, **{f.document.id: f.events for f in adopted}}
    for one, other in _ties(all_texts, all_events):
        together.merge(one, other)
    found = dict(homes)
    left_out: dict[str, str] = {}
    for own in _by(names, lambda name: together[name]).values():
        there = sorted(name for name in together.subset(own[0]) if name in homes)
        splits = sorted({homes[name].split for name in there})
        if len(splits) > 1:
            shown = (next(f"{name} ({split})" for name in there if homes[name].split == split) for split in splits)
            left_out |= {name: f"belongs with documents of {len(splits)} splits: {', '.join(shown)}" for name in own}
            continue
        home = homes[there[0]] if there else Home("train", own[0])
        found |= dict.fromkeys((*there, *own), home)
    return Places(found, left_out)


def _by(names: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found[key(name)].append(name)
    return found
