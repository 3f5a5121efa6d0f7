"""Which answers of a round are final, and where each document goes in the corpus.

No copy of a text that is measured on may be trained on: a new document goes where the texts are that it nearly
repeats, or that tell of the same pair of places, and into train only where there are none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from scipy.cluster.hierarchy import DisjointSet

from twin_nlp.adjudicate.differences import differences, final_events, settled_values
from twin_nlp.errors import AnnotationError
from twin_nlp.evaluate.matching import normal
from twin_nlp.formats.adoption import write_adopted
from twin_nlp.formats.answers import verdict
from twin_nlp.formats.corpus import (
    SPLITS,
    AnnotatedEvent,
    CorpusDocument,
    Home,
    read_annotations,
    read_documents,
    read_splits,
)
from twin_nlp.formats.grid import Grid
from twin_nlp.formats.rounds import Round, Settlement, read_round
from twin_nlp.formats.table import plain
from twin_nlp.link.duplicates import Sketches
from twin_nlp.link.reports import words

Events = tuple[AnnotatedEvent, ...]


@dataclass(frozen=True, slots=True)
class Final:
    """A document's final annotation, and who gave it."""

    document: CorpusDocument
    events: Events
    annotator: str

    def line(self) -> dict[str, Any]:
        """The line of annotations."""
        events = [event.to_dict() for event in self.events]
        return {"id": self.document.id, "annotator": self.annotator, "events": events}


@dataclass(frozen=True, slots=True)
class Adopted:
    """What came of a round: new documents with their homes, those whose annotation was replaced, those that had it
    already, and why others were left out, all by id; ``notices`` tell what couldn't be read of it."""

    round: str
    added: Mapping[str, Home]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    left_out: Mapping[str, str]
    notices: tuple[str, ...]


class _LeftOut(Exception):
    """Why a document has no final annotation."""


def final_answers(round_: Round) -> tuple[list[Final], dict[str, str]]:
    """The documents of a round whose annotation is final, and why the other answered ones' isn't."""
    settled: dict[str, list[Settlement]] = defaultdict(list)
    for settlement in round_.settled or ():
        settled[settlement.id].append(settlement)
    finals, left_out = [], {}
    for doc_id in sorted(set().union(*round_.standing.values())):
        try:
            if final := _final(round_, doc_id, settled[doc_id]):
                finals.append(final)
        except _LeftOut as reason:
            left_out[doc_id] = str(reason)
    return finals, left_out


def _final(round_: Round, doc_id: str, settled: Sequence[Settlement]) -> Final | None:
    """A document's final annotation; None where nobody answered or flagged it."""
    document = round_.documents[doc_id]
    lines = {name: standing[doc_id] for name, standing in round_.standing.items() if doc_id in standing}
    if flagged := [name for name, line in lines.items() if verdict(line) == "flagged"]:
        raise _LeftOut(f"flagged by {', '.join(flagged)}")
    answers = {name: events[doc_id] for name, events in round_.annotations.items() if doc_id in events}
    if not answers:
        return None
    names = ", ".join(answers)
    first, *others = answers.values()
    if not others:
        if len(round_.annotations) > 1 and any(line.get("blind") for line in lines.values()):
            raise _LeftOut(f"labelled blind by {names} alone; a second annotator's answer is missing")
        return Final(document, first, names)
    apart = [found for other in others if (found := differences(first, other))]
    if apart and len(others) > 1:
        raise _LeftOut(f"{names} differ; only differences of two annotators can be settled")
    outcome = settled_values(apart[0], settled) if apart else {}
    try:
        events = final_events(first, others[0], outcome, document.text)
    except AnnotationError as error:
        raise _LeftOut(f"what was settled doesn't go together ({error}); adjudicate it again") from None
    if events is None:
        open_ = ", ".join(dict.fromkeys(d.what for d in apart[0] if (d.what, d.event) not in outcome))
        raise _LeftOut(f"{names} differ and it isn't settled: {open_}")
    return Final(document, events, names)


# Where a document goes


def pairs_of(event: AnnotatedEvent) -> set[tuple[str, str]]:
    """The pairs of partner places of an event, names without case, accents, spaces and words such as City."""
    names = {normal(p.text).replace(" ", "") for p in event.partners} - {""}
    return set(combinations(sorted(names), 2))


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


def homes_of(
    finals: Sequence[Final],
    texts: Mapping[str, str],
    events: Mapping[str, Events],
    homes: Mapping[str, Home],
    splits: Container[str],
) -> tuple[dict[str, Home], dict[str, str]]:
    """Where documents go, each with what belongs together.

    Parameters
    ----------
    finals : sequence of Final
    texts, events : mapping
        Of the corpus as it is, by document id.
    homes : mapping
        Split and group of the corpus's documents, by id.
    splits : container of str
        Those that may be changed.

    Returns
    -------
    homes : dict of str to Home
        Of the documents that have one now or another than before: groups that a document holds together become one.
    left_out : dict of str to str
        Why the others of ``finals`` have none: what they belong with is in several splits, or in one that isn't to be
        changed.
    """
    names = [f.document.id for f in finals]
    together: DisjointSet = DisjointSet([*homes, *(name for name in names if name not in homes)])
    for members in _by(homes, lambda name: homes[name].group).values():
        for other in members[1:]:
            together.merge(members[0], other)
    all_texts = {**texts, **{f.document.id: f.document.text for f in finals}}
    all_events = {**events, **{f.document.id: f.events for f in finals}}
    for one, other in _ties(all_texts, all_events):
        together.merge(one, other)
    found: dict[str, Home] = {}
    left_out: dict[str, str] = {}
    for own in _by(names, lambda name: together[name]).values():
        there = sorted(name for name in together.subset(own[0]) if name in homes)
        first = {homes[name].split: name for name in reversed(there)}
        home = homes[there[0]] if there else Home("train", own[0])
        if len(first) > 1:
            shown = ", ".join(f"{name} in {split}" for split, name in sorted(first.items()))
            left_out |= dict.fromkeys(own, f"belongs with documents of {len(first)} splits: {shown}")
        elif home.split not in splits:
            for name in own:
                where = "is" if name in homes else f"belongs with {there[0]}"
                left_out[name] = f"{where} in {home.split}, which models are measured on; --dev-and-test takes it"
        else:
            found |= {name: home for name in (*there, *own) if homes.get(name) != home}
    return found, left_out


def _by(names: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found[key(name)].append(name)
    return found


# The whole round


def adopt(folder: Path, corpus: Path, annotations: Path, *, measured_too: bool = False) -> Adopted:
    """Take the final answers of a round into the corpus, all of them or, where anything fails, none.

    Parameters
    ----------
    folder : Path
        Of the round.
    corpus, annotations : Path
        The folders that :func:`twin_nlp.formats.corpus.read_corpus` reads. New texts and annotations go into files
        named like the round; the annotation of a document that is there is replaced where it stands.
    measured_too : bool
        Whether the splits dev and test may be changed.

    Raises
    ------
    AnnotationError
        When round or corpus break their format.
    OutputError
        When the corpus can't be written; it is then as it was.
    """
    round_ = read_round(folder, corpus, annotators=1)
    documents = read_documents(corpus / "documents")
    splits = read_splits(annotations / "splits.csv")
    # A run that was killed while it wrote may have left texts without annotation, which this one gives them.
    there = {one.id: one.events for one in read_annotations(annotations / "documents", documents)}
    finals, left_out = final_answers(round_)
    for final in finals:
        name = final.document.id
        if name in documents and documents[name].text != final.document.text:
            left_out[name] = "the corpus has another text under this id"
    finals = [f for f in finals if f.document.id not in left_out]
    unchanged = tuple(f.document.id for f in finals if there.get(f.document.id) == f.events)
    finals = [f for f in finals if f.document.id not in unchanged]
    texts = {name: document.text for name, document in documents.items()}
    homes, homeless = homes_of(finals, texts, there, splits, SPLITS if measured_too else ("train",))
    left_out |= homeless
    finals = [f for f in finals if f.document.id not in homeless]
    added, replaced = ([f for f in finals if (f.document.id in there) is known] for known in (False, True))
    if finals:
        write_adopted(
            corpus,
            annotations,
            f"{round_.name}.jsonl",
            texts=[f.document for f in added if f.document.id not in documents],
            replaced={f.document.id: f.line() for f in replaced},
            added=[f.line() for f in added],
            homes={**splits, **homes},
        )
    return Adopted(
        round_.name,
        {f.document.id: homes.get(f.document.id) or splits[f.document.id] for f in added},
        tuple(f.document.id for f in replaced),
        unchanged,
        dict(sorted(left_out.items())),
        round_.notices,
    )


# To be read


def headline(adopted: Adopted) -> str:
    """What was adopted, in a line."""
    of_split = Counter(home.split for home in adopted.added.values())
    shown = ", ".join(f"{of_split[split]} in {split}" for split in SPLITS if of_split[split])
    return (
        f"Round {plain(adopted.round)}: {len(adopted.added)} new documents{f' ({shown})' if shown else ''}, "
        f"{len(adopted.replaced)} annotated anew, {len(adopted.unchanged)} as they were, "
        f"{len(adopted.left_out)} left out"
    )


def grids(adopted: Adopted) -> tuple[Grid, ...]:
    """The documents that were left out, and why."""
    rows = tuple((plain(name), plain(why)) for name, why in adopted.left_out.items())
    return (Grid("Left out", ("document", "why"), rows),) if rows else ()
