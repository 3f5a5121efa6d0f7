"""What each stage's model is fitted on, and the order in which they are fitted.

Later stages are fitted on what earlier ones say of documents that these were not fitted on (stacking), so
that they meet in training what they will meet in use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from twin_nlp.assemble.asking import answered
from twin_nlp.assemble.dates import date_candidates, date_features, preferences
from twin_nlp.assemble.direction import direction_features
from twin_nlp.assemble.events import EventMention, assemble, context_features, filled
from twin_nlp.assemble.evidence import CLASSES, NONE, mentions, sentence_features, without_ties
from twin_nlp.assemble.links import Links
from twin_nlp.assemble.participants import participant_candidates, participant_features
from twin_nlp.assemble.partners import PartnerCandidates
from twin_nlp.assemble.reading import Reading, document_features
from twin_nlp.assemble.second_reading import second_features
from twin_nlp.edtf import interval
from twin_nlp.linear import Array, Features, LinearModel
from twin_nlp.tagging import NO_YES
from twin_nlp.train.fitting import fit, fit_trees
from twin_nlp.train.gold import Example, GoldEvent
from twin_nlp.trees import Decision

FOLDS = 5
SEED = 2026
_SECOND_LEAVES = 8
"""Of the trees of the second reading, which every sentence visits; more tell no more."""
Read = Mapping[str, Reading]
Rows = Callable[[Example], Sequence[Features]]


def folds(examples: Sequence[Example], seed: int) -> dict[str, int]:
    """A fold for every example, groups kept together, the same for the same ids and seed."""
    groups = sorted({e.group for e in examples})
    order = np.random.default_rng(seed).permutation(len(groups))
    of_group = {groups[g]: n % FOLDS for n, g in enumerate(order)}
    return {e.id: of_group[e.group] for e in examples}


def yes(flag: bool) -> str:
    """A flag as a class."""
    return NO_YES[flag]


class FeatureCache:
    """What the sentences of every example hold, and their features for the first reading; several fits share them."""

    def __init__(self) -> None:
        self._found: dict[str, list[Features]] = {}
        self._rows: dict[str, list[Features]] = {}

    def found(self, example: Example) -> list[Features]:
        """What each sentence holds."""
        if example.id not in self._found:
            self._found[example.id] = [mentions(example.view, unit) for unit in example.view.units]
        return self._found[example.id]

    def rows(self, example: Example) -> list[Features]:
        """One row of features per sentence."""
        if example.id not in self._rows:
            rows = sentence_features(example.view, self.found(example))
            self._rows[example.id] = list(map(without_ties, rows))
        return self._rows[example.id]


def _fit_first(examples: Sequence[Example], cache: FeatureCache) -> LinearModel:
    rows: list[Features] = []
    labels: list[str] = []
    weights: list[float] = []
    for example in examples:
        rows.extend(cache.rows(example))
        labels.extend(example.unit_labels)
        # A plain passage is shorter and surer than life; it lends its words, not its proportions.
        weights.extend([0.5 if example.plain else 1.0] * len(example.unit_labels))
    return fit(rows, labels, CLASSES, c=3.0, weights=weights)


def _fit_second(examples: Sequence[Example], rows_of: Mapping[str, Sequence[Features]]) -> Decision:
    documents = [e for e in examples if e.plain is None]
    rows = [row for e in documents for row in rows_of[e.id]]
    return fit_trees(
        rows, [label for e in documents for label in e.unit_labels], CLASSES, seed=SEED, leaves=_SECOND_LEAVES
    )


@dataclass(frozen=True, slots=True)
class Readings:
    """The models that read texts, and what they say of texts that they were not fitted on.

    ``read`` holds what was read in every example, ``fitted`` the models that were fitted on all.
    """

    read: Read
    fitted: Mapping[str, Decision]


def _fit_document(examples: Sequence[Example], rows_of: Mapping[str, Features]) -> LinearModel:
    labels = [e.plain.type if e.plain else e.events[0].event.type if e.events else None for e in examples]
    return fit(
        [rows_of[e.id] for e in examples],
        [label or NONE for label in labels],
        CLASSES,
        c=3.0,
        least=3,
        rarity=1.5,
        weights=[0.5 if e.plain else 1.0 for e in examples],
    )


def _scored(
    examples: Sequence[Example], fold: Mapping[str, int], models: Sequence[Decision], rows: Rows
) -> dict[str, Array]:
    """Probabilities for every example's rows by the model of its fold."""
    return {e.id: models[fold[e.id]].probabilities(rows(e)) for e in examples}


def fit_readings(examples: Sequence[Example], fold: Mapping[str, int]) -> Readings:
    """Fit what reads sentences and whole texts: evidence of a type, or none."""
    cache = FeatureCache()
    rest = [[e for e in examples if fold[e.id] != k] for k in range(FOLDS)]
    firsts = [_fit_first(part, cache) for part in rest]
    first = _scored(examples, fold, firsts, cache.rows)
    rows_of = {e.id: second_features(e.view, first[e.id], cache.found(e)) for e in examples}
    seconds = [_fit_second(part, rows_of) for part in rest]
    second = _scored(examples, fold, seconds, lambda e: rows_of[e.id])
    texts = {e.id: document_features(e.view) for e in examples}
    documents = [_fit_document(part, texts) for part in rest]
    whole = _scored(examples, fold, documents, lambda e: [texts[e.id]])
    return Readings(
        {e.id: Reading(second[e.id], whole[e.id][0]) for e in examples},
        {
            "evidence": _fit_first(examples, cache),
            "second reading": _fit_second(examples, rows_of),
            "document": _fit_document(examples, texts),
        },
    )


def fit_link(examples: Sequence[Example], read: Read) -> Decision:
    """Whether two evidence sentences are about one event."""
    rows: list[Features] = []
    labels: list[str] = []
    for example in examples:
        of_unit: dict[int, set[int]] = {}
        for n, event in enumerate(example.events):
            for unit in event.units:
                of_unit.setdefault(unit, set()).add(n)
        order = sorted(of_unit)
        links = Links(example.view, read[example.id].sentences)
        pairs = [(a, b) for at, b in enumerate(order) for a in order[max(0, at - 8) : at]]
        if pairs:
            rows.extend(links.features(pairs))
            labels.extend(yes(bool(of_unit[a] & of_unit[b])) for a, b in pairs)
    return fit_trees(rows, labels, NO_YES, seed=SEED)


def _told(example: Example) -> list[GoldEvent]:
    return [e for e in example.events if e.units]


def _partners_told_with(example: Example, event: GoldEvent) -> set[int]:
    """The partners of an event and of those that are told in much the same sentences."""
    units = set(event.units)
    together = [e for e in _told(example) if 2 * len(units & set(e.units)) > len(units | set(e.units))]
    return {partner for e in together for partner in e.partners}


def _tells_date(example: Example, event: GoldEvent, at: int) -> bool:
    """Whether a date (index) is the annotated one or begins on the same day."""
    gold, mention = event.event.date, example.view.document.dates[at]
    if at == event.date or gold is None or gold.edtf is None:
        return at == event.date
    first, last = interval(gold.edtf)
    return mention.earliest == first and (first is not None or mention.latest == last)


def fit_slots(examples: Sequence[Example], read: Read) -> dict[str, Decision]:
    """The models that choose partners, date and participants, and the direction."""
    rows: dict[str, list[Features]] = {k: [] for k in ("partner", "date", "participant", "sender")}
    labels: dict[str, list[str]] = {k: [] for k in rows}
    for example in examples:
        seen = example.view
        candidates = PartnerCandidates(seen)
        for event in _told(example):
            together = _partners_told_with(example, event)
            rows["partner"].extend(candidates.features(event.units))
            labels["partner"].extend(yes(i in together) for i in range(len(candidates.entities)))
            dates = [i for i in date_candidates(seen, event.units) if seen.document.dates[i].edtf is not None]
            right = [_tells_date(example, event, i) for i in dates]
            for row, better in preferences(date_features(seen, read[example.id].sentences, event.units, dates), right):
                rows["date"].append(row)
                labels["date"].append(yes(better))
            people = participant_candidates(seen, event.units)
            rows["participant"].extend(participant_features(seen, event.units, people))
            labels["participant"].extend(yes(i in event.participants) for i in people)
            a, b = event.sender, event.receiver
            if a is not None and b is not None and a != b:
                for first, second, forward in ((a, b, True), (b, a, False)):
                    rows["sender"].append(direction_features(seen, event.units, first, second))
                    labels["sender"].append(yes(forward))
    strengths = {"date": 0.2, "participant": 0.2, "sender": 0.1}
    linear = {k: fit(rows[k], labels[k], NO_YES, c=c) for k, c in strengths.items()}
    return linear | {"partner": fit_trees(rows["partner"], labels["partner"], NO_YES, seed=SEED)}


def gold_mentions(
    examples: Sequence[Example], read: Read, models: Mapping[str, Decision]
) -> list[tuple[Example, GoldEvent, EventMention]]:
    """The annotated events with the slots that the models would fill."""
    events, askings = [], []
    for example in examples:
        candidates = PartnerCandidates(example.view)
        for event in _told(example):
            events.append((example, event))
            askings.append(filled(example.view, read[example.id], candidates, event.units))
    return [(*event, mention) for event, mention in zip(events, answered(askings, models), strict=True)]


def fit_mutual(examples: Sequence[Example], read: Read, models: Mapping[str, Decision]) -> LinearModel:
    """Whether an event has no direction; ``models`` are those of the assembly."""
    documents = [e for e in examples if e.plain is None]
    gold = gold_mentions(documents, read, models)
    rows = [context_features(x.view, read[x.id], m) for x, _, m in gold]
    return fit(rows, [yes(not g.event.senders) for _, g, _ in gold], NO_YES, c=0.3)


def fit_assembly(examples: Sequence[Example], read: Read) -> dict[str, Decision]:
    """The models of the assemble stage but those that read, and who sends."""
    documents = [e for e in examples if e.plain is None]
    return {"link": fit_link(documents, read), **fit_slots(documents, read)}


def held_out_candidates(
    examples: Sequence[Example], fold: Mapping[str, int], read: Read
) -> dict[str, list[EventMention]]:
    """Assembled candidates of every example by models that weren't fitted on its fold."""
    found: dict[str, list[EventMention]] = {}
    for k in range(FOLDS):
        rest = [e for e in examples if fold[e.id] != k]
        models = fit_assembly(rest, read)
        of_fold = [e for e in examples if fold[e.id] == k]
        candidates = answered((assemble(e.view, read[e.id]) for e in of_fold), models)
        found |= {e.id: mentions for e, mentions in zip(of_fold, candidates, strict=True)}
    return found
