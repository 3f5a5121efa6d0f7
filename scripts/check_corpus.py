"""Check the corpus for what reading it can't tell: copies, leaks between splits, give-away shapes, gaps.

    .venv/bin/python scripts/check_corpus.py

Prints how many texts and events of each kind there are against what is needed, then all offenders with the
ids of their documents, and ends with 1 where there are any. Offsets, EDTF, label sets, ids and the split of
every document are checked by reading. Words of the test split are never printed, only ids.
"""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from datasketch import MinHash, MinHashLSH
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from twin_nlp.adopt import pairs_of
from twin_nlp.errors import AnnotationError
from twin_nlp.evaluate.matching import normal
from twin_nlp.formats.corpus import AnnotatedDocument, AnnotatedEvent, PlainPassage, read_corpus, read_plain
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.formats.linked import LinkedReport, read_linked
from twin_nlp.labels import EVENT_TYPES, EventType, Region, Status
from twin_nlp.linear import Array
from twin_nlp.parse.gazetteer import Gazetteer

ROOT = Path(__file__).resolve().parent.parent

SHARED_RUN = 8
"""So many words in a row that two texts share are a copy."""
SHINGLE, NEAR_DUPLICATE = 5, 0.5
NEAR_DUPLICATE_SHARE = 0.3
OPENING, CLOSING = 6, 5
LIST_ITEM = 30
"""The longest sentence or line, in words, that counts as one of a list."""
LONGEST_AUC = {"length": 0.65, "register": 0.60}
"""How well a shape alone may tell texts with an event from texts without (ROC AUC, chance is .5).

.65 is about what Cohen calls a medium effect (d = .54): what tells of an event runs a little longer in life as
well. The register is the writers' free choice, so less is let pass there. Chance moves either by about .035 (twice
the standard error with 360 texts without an event).
"""
_PERMUTATIONS = 128
_CANDIDATE = 0.25
"""MinHash finds pairs from here on, well below the bound, and their overlap is then counted exactly."""
_SEED = 2026
_TABLE_LINES = 3

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_TIE_WORDS = re.compile(
    r"\bsister|\btwin|\b(?:friendship|partner)[ \u00a0-](?:cit|town|village|municip|commun|count|district|prov|prefect|"
    r"region|state)",
    re.IGNORECASE,
)
_TABLE_LINE = re.compile(r"\t|\s\|\s|^\||\S {3,20}\S")
# The project names no real person: the first 16 digits of the SHA-256 of names and of titles with surnames,
# in lower case, without accents, words parted by one space.
_REAL_PEOPLE = frozenset(
    (
        "1fb0e386a8ba3fc7",
        "450362a593e67163",
        "5c385b90b72b45cf",
        "63e569408b988913",
        "6402d1389f17aa86",
        "72d3c727de24cdca",
        "744d5d886b842d68",
        "8aba55db5c8e57d9",
        "919ba1565f27dd51",
        "9a76d92bf6d134f1",
        "bdef9f70555f6793",
        "d126add08e2d8343",
        "e3f0c8cbeb816c58",
        "edf0a714dfc0a353",
        "fce5d5316a86d83b",
    )
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that is checked, with the register of pairs to look partners up in."""

    documents: Sequence[AnnotatedDocument]
    passages: Sequence[PlainPassage]
    gazetteer: Gazetteer
    linked: Sequence[LinkedReport] = ()

    def texts(self) -> Iterator[tuple[str, str]]:
        """Id and text of every document and passage."""
        yield from ((d.document.id, d.document.text) for d in self.documents)
        yield from ((p.id, p.text) for p in self.passages)

    def events(self) -> Iterator[tuple[AnnotatedDocument, AnnotatedEvent]]:
        """Every event with its document."""
        return ((d, e) for d in self.documents for e in d.events)


def load() -> Corpus:
    """Read the corpus of this checkout; raises :class:`AnnotationError` at the first fault of its format."""
    folders = ROOT / "corpus", ROOT / "annotations"
    gazetteer = Gazetteer.from_tables(read_gazetteer())
    return Corpus(read_corpus(*folders), read_plain(*folders), gazetteer, read_linked(*folders))


def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, with plain apostrophes."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


def runs(tokens: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    """All runs of so many words; the whole text where it is shorter."""
    if tokens:
        yield from (tuple(tokens[i : i + length]) for i in range(max(1, len(tokens) - length + 1)))


def _shown(run: Sequence[str], ids: Sequence[str], hidden: frozenset[str]) -> str:
    return "(test split)" if hidden.intersection(ids) else f'"{" ".join(run)}"'


def _hidden(corpus: Corpus) -> frozenset[str]:
    return frozenset(d.document.id for d in corpus.documents if d.split == "test")


# Copies


def shared_runs(corpus: Corpus) -> list[str]:
    """Pairs of texts with a run of eight words in common."""
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, text in corpus.texts():
        for run in runs(words(text), SHARED_RUN):
            if len(run) == SHARED_RUN:
                holders[run].add(name)
    of_pair: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for run, names in holders.items():
        for pair in combinations(sorted(names), 2):
            of_pair[pair].append(run)
    hidden = _hidden(corpus)
    return [
        f"{a} and {b}: {len(found)} runs of {SHARED_RUN} words in common, such as {_shown(found[0], (a, b), hidden)}"
        for (a, b), found in sorted(of_pair.items())
    ]


def near_duplicates(corpus: Corpus) -> list[str]:
    """Pairs of texts that share half of their runs of five words (Jaccard index, candidates by MinHash)."""
    split = {d.document.id: d.split for d in corpus.documents}
    shingles = {name: set(runs(words(text), SHINGLE)) for name, text in corpus.texts()}
    index = MinHashLSH(threshold=_CANDIDATE, num_perm=_PERMUTATIONS)
    blank = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, hashfunc=zlib.crc32)
    offenders = []
    for name, own in shingles.items():
        if not own:
            continue
        sketch = blank.copy()
        sketch.update_batch([" ".join(run).encode("utf-8", "surrogatepass") for run in own])
        for other in sorted(index.query(sketch)):
            jaccard = len(own & shingles[other]) / len(own | shingles[other])
            if jaccard >= NEAR_DUPLICATE:
                where = " and ".join(dict.fromkeys(split.get(x, "plain") for x in (other, name)))
                offenders.append(f"{other} and {name}: near-duplicates ({where}), Jaccard index {jaccard:.2f}")
        index.insert(name, sketch)
    return offenders


def _used_twice(corpus: Corpus, what: str, cut: Callable[[tuple[str, ...]], tuple[str, ...]]) -> list[str]:
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, text in corpus.texts():
        if part := cut(words(text)):
            holders[part].append(name)
    hidden = _hidden(corpus)
    return [
        f"{', '.join(names)}: the same {what} {_shown(part, names, hidden)}"
        for part, names in holders.items()
        if len(names) > 1
    ]


def openings(corpus: Corpus) -> list[str]:
    """Texts that begin with the same six words."""
    return _used_twice(corpus, "opening", lambda tokens: tokens[:OPENING])


def closings(corpus: Corpus) -> list[str]:
    """Texts that end with the same five words."""
    return _used_twice(corpus, "closing", lambda tokens: tokens[-CLOSING:])


def name_hash(name: str) -> str:
    """A name as the list of real people holds it."""
    decomposed = unicodedata.normalize("NFKD", name.lower().replace("’", "'"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    tokens = [t.removesuffix("'s") for t in _WORD.findall(bare)]
    return hashlib.sha256(" ".join(tokens).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def real_people(corpus: Corpus, listed: frozenset[str] = _REAL_PEOPLE) -> list[str]:
    """Texts with the name of a real person of the articles that the texts are shaped after."""
    known: dict[str, bool] = {}
    offenders = []
    hidden = _hidden(corpus)
    for name, text in (*corpus.texts(), *((r.document.id, r.document.text) for r in corpus.linked)):
        tokens = words(text)
        for length in (2, 3):
            for run in runs(tokens, length):
                joined = " ".join(run)
                if joined not in known:
                    known[joined] = name_hash(joined) in listed
                if known[joined]:
                    offenders.append(f"{name}: a real person {_shown(run, [name], hidden)}")
    return offenders


# Linked reports


def linked_copies(corpus: Corpus) -> list[str]:
    """Linked reports with a run of eight words of a text that they aren't marked as a near-duplicate of.

    Near-duplicates are those of one report, however many hands it went through. Each is to share a share of the
    shorter's runs, :data:`NEAR_DUPLICATE_SHARE`, with the report that it was made from.
    """
    made_from = {r.document.id: r.document.near_duplicate_of for r in corpus.linked}

    def first(name: str) -> str:
        while (before := made_from.get(name)) is not None:
            name = before
        return name

    found = {r.document.id: set(runs(words(r.document.text), SHARED_RUN)) for r in corpus.linked}
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, own in found.items():
        for run in own:
            holders[run].add(first(name))
    for name, text in corpus.texts():
        for run in runs(words(text), SHARED_RUN):
            if run in holders:
                holders[run].add(name)
    copied = {pair for names in holders.values() for pair in combinations(sorted(names), 2)}
    offenders = [f"{a} and {b}: a run of {SHARED_RUN} words in common" for a, b in sorted(copied)]
    for name, before in made_from.items():
        if before is not None:
            shorter = min(len(found[name]), len(found[before]))
            if len(found[name] & found[before]) < NEAR_DUPLICATE_SHARE * shorter:
                offenders.append(f"{name}: marked as a near-duplicate of {before}, with too few words in common")
    return offenders


# Splits


def pairs_apart(corpus: Corpus) -> list[str]:
    """Pairs of partner places that stand in two groups, so that they may be trained on and measured."""
    holders: dict[tuple[str, str], dict[str, AnnotatedDocument]] = defaultdict(dict)
    for document, event in corpus.events():
        for pair in pairs_of(event):
            holders[pair][document.document.id] = document
    offenders = []
    for pair, documents in sorted(holders.items()):
        if len({d.group for d in documents.values()}) > 1:
            where = ", ".join(f"{name} ({d.split}, group {d.group})" for name, d in sorted(documents.items()))
            offenders.append(f"{where}: the pair {' and '.join(pair)} in two groups")
    return offenders


# What is needed


def has_tie_words(text: str) -> bool:
    """Whether a text has a form of sister, twin, friendship city or partner city."""
    return _TIE_WORDS.search(text) is not None


def told_together(document: AnnotatedDocument) -> bool:
    """Whether three events of a document are told in one sentence or list.

    That is: one evidence sentence is shared by three events, or evidence of three events stands in sentences,
    lines or items that follow one another with no word between and have at most 30 words each.
    """
    text = document.document.text
    spans = sorted((s.start, s.end, n) for n, event in enumerate(document.events) for s in event.evidence)
    chain: set[int] = set()
    end = 0
    for start, stop, event in spans:
        if len({n for a, b, n in spans if a < stop and start < b}) >= 3:
            return True
        if len(words(text[start:stop])) > LIST_ITEM:
            chain = set()
        elif start > end and words(text[end:start]):
            chain = {event}
        else:
            chain.add(event)
        end = max(end, stop)
        if len(chain) >= 3:
            return True
    return False


def is_tabular(document: AnnotatedDocument) -> bool:
    """Whether a document is a listing, minutes or a caption, or has lines of a table."""
    if document.document.register in ("listing", "minutes", "caption"):
        return True
    lines = document.document.text.splitlines()
    return sum(_TABLE_LINE.search(line) is not None for line in lines) >= _TABLE_LINES


def is_known_pair(event: AnnotatedEvent, gazetteer: Gazetteer) -> bool:
    """Whether the register holds any two partners, by any reading of their names, as written or shortened."""
    names = [{p.text, normal(p.text)} for p in event.partners]
    return any(gazetteer.known_pair_names(x, y) for a, b in combinations(names, 2) for x in a for y in b)


def _of_type(kind: EventType, government: bool | None = None) -> Callable[[Corpus], float]:
    return lambda c: sum(e.type == kind and government in (None, e.government_involved) for _, e in c.events())


def _with_status(status: Status) -> Callable[[Corpus], float]:
    return lambda c: sum(e.status == status for _, e in c.events())


def _in_regions(*regions: Region) -> Callable[[Corpus], float]:
    return lambda c: sum(d.document.region in regions for d in c.documents)


def _unknown_pairs(corpus: Corpus) -> float:
    unknown = [not is_known_pair(event, corpus.gazetteer) for _, event in corpus.events()]
    return round(100 * sum(unknown) / max(1, len(unknown)), 1)


def _government_least(kind: EventType, government: bool) -> int:
    return 50 if kind == "administrative" and not government else 80


NEEDED: Mapping[str, tuple[float, Callable[[Corpus], float]]] = {
    "documents": (1500, lambda c: len(c.documents)),
    "documents with no event": (400, lambda c: sum(not d.events for d in c.documents)),
    "events": (1900, lambda c: sum(1 for _ in c.events())),
    **{f"{t} events": (280, _of_type(t)) for t in EVENT_TYPES},
    **{
        f"{t} events {'with' if g else 'without'} government": (_government_least(t, g), _of_type(t, g))
        for t in EVENT_TYPES
        for g in (True, False)
    },
    "planned events": (300, _with_status("planned")),
    "cancelled events": (200, _with_status("cancelled")),
    "% of events between pairs not in the register": (40, _unknown_pairs),
    "documents with two or more events": (350, lambda c: sum(len(d.events) >= 2 for d in c.documents)),
    "documents with three events in a sentence or list": (80, lambda c: sum(map(told_together, c.documents))),
    "documents of canada-asia": (350, _in_regions("canada-asia")),
    "documents of us": (250, _in_regions("us")),
    "documents of europe": (350, _in_regions("europe")),
    "documents of asia-pacific": (300, _in_regions("asia-pacific")),
    "documents of africa and latin-america": (150, _in_regions("africa", "latin-america")),
    "events in texts without tie words": (
        200,
        lambda c: sum(not has_tie_words(d.document.text) for d, _ in c.events()),
    ),
    "listings, minutes, captions, tables": (200, lambda c: sum(map(is_tabular, c.documents))),
    "documents of 500 to 1,800 words": (
        60,
        lambda c: sum(500 <= len(d.document.text.split()) <= 1800 for d in c.documents),
    ),
    "plain passages": (1200, lambda c: len(c.passages)),
}
"""What is needed of each kind, and how it is counted."""


def counts(corpus: Corpus) -> dict[str, tuple[float, float]]:
    """Needed and found number of every row of :data:`NEEDED`."""
    return {name: (needed, count(corpus)) for name, (needed, count) in NEEDED.items()}


def short_rows(corpus: Corpus) -> list[str]:
    """Rows of :data:`NEEDED` that fall short."""
    return [f"{name}: needed {n:g}, found {f:g}" for name, (n, f) in counts(corpus).items() if f < n]


# Shapes that give the label away


def _auc(features: Array, corpus: Corpus, model: object) -> float:
    labels = np.array([bool(d.events) for d in corpus.documents])
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=_SEED)
    groups = [d.group for d in corpus.documents]
    chances = cross_val_predict(model, features, labels, groups=groups, cv=folds, method="predict_proba")
    return float(roc_auc_score(labels, chances[:, 1]))


def shape_aucs(corpus: Corpus) -> dict[str, float]:
    """How well length or register alone tell texts with an event from texts without.

    ROC AUC of held-out predictions in five folds that keep groups together. Length is characters, words and
    lines; of a linear and a boosted model the better counts.
    """
    texts = [d.document.text for d in corpus.documents]
    lengths = np.log1p([[len(t), len(t.split()), t.count("\n") + 1] for t in texts])
    registers = sorted({d.document.register for d in corpus.documents})
    chosen = np.array([[float(d.document.register == r) for r in registers] for d in corpus.documents])
    boosted = GradientBoostingClassifier(n_estimators=60, max_depth=3, random_state=_SEED)
    linear = make_pipeline(StandardScaler(), LogisticRegression())
    return {
        "length": max(_auc(lengths, corpus, model) for model in (linear, boosted)),
        "register": _auc(chosen, corpus, LogisticRegression()),
    }


def shapes(corpus: Corpus) -> list[str]:
    """Shapes that alone tell texts with an event from texts without, beyond :data:`LONGEST_AUC`."""
    return [
        f"{name} alone tells texts with an event from texts without: AUC {auc:.3f}, at most {LONGEST_AUC[name]:.2f}"
        for name, auc in shape_aucs(corpus).items()
        if auc > LONGEST_AUC[name]
    ]


def tie_word_figures(corpus: Corpus) -> dict[str, float]:
    """How texts with and without an event speak of ties, and how well that alone tells them apart (AUC)."""
    labels = [bool(d.events) for d in corpus.documents]
    told = [has_tie_words(d.document.text) for d in corpus.documents]
    share = Counter(label for label, tied in zip(labels, told, strict=True) if tied)
    return {
        "texts with an event that have tie words": share[True] / max(1, sum(labels)),
        "texts without an event that have tie words": share[False] / max(1, len(labels) - sum(labels)),
        "AUC of having tie words": float(roc_auc_score(labels, told)),
    }


CHECKS: Mapping[str, Callable[[Corpus], list[str]]] = {
    "pairs of places in two groups": pairs_apart,
    "shared runs of words": shared_runs,
    "near-duplicates": near_duplicates,
    "openings used twice": openings,
    "closings used twice": closings,
    "linked reports that copy": linked_copies,
    "real people": real_people,
    "shapes that give the label away": shapes,
    "rows that fall short": short_rows,
}


def main() -> int:
    """Print counts and offenders; 1 where there are any."""
    try:
        corpus = load()
    except AnnotationError as error:
        print(error)
        return 1
    print(f"{'':52}{'needed':>8}{'found':>8}")
    for name, (needed, count) in counts(corpus).items():
        print(f"{name:52}{needed:8g}{count:8g}{'  short' if count < needed else ''}")
    scenes, events = {r.scene for r in corpus.linked}, {e.event for r in corpus.linked for e in r.events}
    print(f"\nlinked: {len(corpus.linked)} reports of {len(events)} events in {len(scenes)} scenes")
    print("\ntexts with an event told from texts without (AUC, chance is .5)")
    for name, auc in shape_aucs(corpus).items():
        print(f"{name + ' alone':52}{LONGEST_AUC[name]:8.2f}{auc:8.3f}")
    for name, value in tie_word_figures(corpus).items():
        print(f"{name:60}{value:8.3f}")
    offenders = {name: found for name, check in CHECKS.items() if (found := check(corpus))}
    for name, lines in offenders.items():
        print(f"\n{name}: {len(lines)}")
        print("\n".join(f"  {line}" for line in lines))
    if not offenders:
        print("\nno offenders")
    return 1 if offenders else 0


if __name__ == "__main__":
    sys.exit(main())
