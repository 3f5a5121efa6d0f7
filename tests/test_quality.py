"""The comparison with other classifiers: its rules, and the peers that need nothing more than twin-nlp does."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers import Passage, Peer, Tag, Tagger, folds_of
from benchmarks.peers.encoder import by_length
from benchmarks.peers.fast_text import one_line
from benchmarks.peers.plain_rules import Keywords, Majority, keyword_tag
from benchmarks.peers.tfidf import TfIdf
from benchmarks.quality import inputs_hash, main_tag, measured, passages_of, trained
from benchmarks.quality_page import Measured, table
from benchmarks.scoring import government_f1, has_both, interval, once, resampled_values, type_f1
from twin_nlp.evaluate.counts import NONE
from twin_nlp.evaluate.intervals import Interval
from twin_nlp.formats.corpus import AnnotatedDocument, AnnotatedEvent, CorpusDocument, PlainPassage
from twin_nlp.labels import EventType
from twin_nlp.records import Article, Span

ROOT = Path(__file__).parent.parent
TEXTS: dict[EventType | None, tuple[str, bool]] = {
    "youth": ("Pupils from the twin town came on a school exchange and stayed with host families.", False),
    "donation": ("The mayor sent relief masks, which the council donated to its sister city.", True),
    "business": ("Companies on a trade mission visited the chamber of commerce of the partner city.", True),
    None: ("The library opens at nine and closes at five on weekdays.", False),
}


def document(number: int, kind: EventType | None) -> AnnotatedDocument:
    text, government = TEXTS[kind]
    text = f"{text} Notice {number}."
    span = Span(0, len(text), text)
    event = kind and AnnotatedEvent(kind, government, "held", (span,), (), None, (), (), (), (), None, None)
    about = CorpusDocument(f"D{number}", None, "en", "wire", "us", "writer", text)
    return AnnotatedDocument(about, (event,) if event else (), "writer", "train", f"G{number}")


def documents(each: int) -> list[AnnotatedDocument]:
    kinds = [kind for kind in TEXTS for _ in range(each)] + [None]
    return [document(n, kind) for n, kind in enumerate(kinds)]


PLAIN = PlainPassage("L1", "Pupils flew over.", "youth", False, "held")


@pytest.mark.parametrize("peer", [TfIdf(), Keywords()], ids=lambda peer: peer.name)
def test_a_peer_learns_what_is_plain(peer: Peer, tmp_path: Path) -> None:
    train = documents(8)
    peer.train(passages_of(train, [PLAIN]), tmp_path)
    tags = peer.load(tmp_path)([Article(text, None) for text, _ in TEXTS.values()])
    assert [tag.type for tag in tags] == [kind or NONE for kind in TEXTS]
    assert [tag.government for tag in tags[:2]] == [False, True]


def test_the_majority_counts_documents_and_not_passages(tmp_path: Path) -> None:
    Majority().train(passages_of(documents(2), [PLAIN] * 9), tmp_path)
    assert Majority().load(tmp_path)([Article("Anything", None)]) == [Tag(NONE, True)]


def test_keywords_follow_the_codebook() -> None:
    assert keyword_tag("The mayors signed a sister city agreement.") == Tag("administrative", True)
    assert keyword_tag("The council sent masks and relief goods to its twin town.").type == "donation"
    assert keyword_tag("We visited a shop.").type == NONE


def test_folds_hold_out_whole_groups_and_never_a_plain_passage() -> None:
    passages = [Passage(str(n), Tag(NONE, False), f"G{n // 3}" if n < 30 else None) for n in range(40)]
    held_out = []
    for inside, outside in folds_of(passages, 4):
        assert sorted(inside + outside) == list(range(40))
        assert not {passages[i].group for i in inside} & {passages[i].group for i in outside}
        held_out += outside
    assert sorted(held_out) == list(range(30))


GOLD = [Tag("youth", True), Tag("youth", False), Tag("business", True), Tag(NONE, False)]


def test_government_is_asked_where_both_see_an_event() -> None:
    found = [Tag("cultural", True), Tag(NONE, True), Tag("business", True), Tag("youth", True)]
    pairs = list(zip(GOLD, found, strict=True))
    assert [pair for pair in pairs if has_both(pair)] == [pairs[0], pairs[2]]
    assert government_f1(pairs, once(pairs)) == 0.5  # both are involved: F1 of yes is 1, of no 0
    right = list(zip(GOLD, GOLD, strict=True))
    assert type_f1(right, once(right)) == 0.5  # three classes of six, all right


def test_an_interval_holds_its_figure_and_comes_out_the_same_again() -> None:
    pairs = [(gold, gold if n % 4 else Tag("donation", True)) for n, gold in enumerate(GOLD * 20)]
    values = resampled_values(pairs, type_f1)
    found = interval(type_f1(pairs, once(pairs)), values)
    assert found.low < found.value < found.high < found.low + 0.2
    assert (resampled_values(pairs, type_f1) == values).all()


def test_a_pair_counts_as_often_as_it_is_drawn() -> None:
    pairs = [(gold, Tag("youth", True)) for gold in GOLD]
    drawn = [pair for pair, n in zip(pairs, (2, 0, 3, 1), strict=True) for _ in range(n)]
    for figure in (type_f1, government_f1):
        assert figure(pairs, np.array([2.0, 0.0, 3.0, 1.0])) == pytest.approx(figure(drawn, once(drawn)))


def test_texts_of_one_length_share_a_batch() -> None:
    texts = ["a" * n for n in (5, 1, 4, 2, 3)]
    assert list(by_length(texts, 2)) == [[1, 3], [4, 2], [0]]
    assert one_line("A fête,\nin Kyōto!") == "a fête , in kyōto !"


class Constant:
    """A peer that counts how often it is trained."""

    name: str = "constant"
    needs: tuple[str, ...] = ()
    trainings = itertools.count()

    def train(self, passages: Sequence[Passage], folder: Path) -> None:
        (folder / "tag").write_text("youth" * (next(self.trainings) + 1))

    def load(self, folder: Path) -> Tagger:
        return lambda articles: [Tag((folder / "tag").read_text(), True)] * len(articles)


class Absent(Constant):
    """A peer whose library isn't there."""

    name = "absent"
    needs = ("no_such_library",)


def test_a_trained_peer_is_kept_until_its_inputs_change(tmp_path: Path) -> None:
    passages = passages_of(documents(1), [])
    peer = Constant()
    folder = trained(peer, passages, tmp_path)
    assert trained(peer, passages, tmp_path) == folder
    assert (folder / "tag").read_text() == "youth"
    assert trained(peer, [*passages, Passage("More", Tag(NONE, False), None)], tmp_path) != folder
    assert inputs_hash(peer, passages) != inputs_hash(Keywords(), passages)
    relabelled = [Passage(p.text, Tag("youth", True), p.group) for p in passages]
    assert inputs_hash(peer, passages) != inputs_hash(peer, relabelled)


def test_an_unfinished_training_is_not_taken_for_a_finished_one(tmp_path: Path) -> None:
    class Stopped(Constant):
        def train(self, passages: Sequence[Passage], folder: Path) -> None:
            (folder / "tag").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trained(Stopped(), [], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["stopped-unfinished"]


def test_rows_compare_with_the_first_and_name_what_is_missing(tmp_path: Path) -> None:
    train = documents(4)
    rows = measured([TfIdf(), Keywords(), Majority(), Absent()], passages_of(train, [PLAIN]), train, tmp_path)
    assert [row.name for row in rows] == [p.name for p in (TfIdf, Keywords, Majority, Absent)]
    first, _, majority, absent = rows
    assert first.type_f1 is not None
    assert majority.type_f1 is not None
    assert majority.lead is not None
    assert first.lead is None
    assert majority.lead.value == pytest.approx(first.type_f1.value - majority.type_f1.value)
    assert majority.lead.low > 0
    assert majority.government_f1 is None
    assert first.typed == sum(main_tag(d).type != NONE for d in train)
    assert all(row.speed > 0 and row.size > 0 for row in rows[:3])
    shown = table(rows).splitlines()
    assert len(shown) == 6
    assert {line.count("|") for line in shown} == {7}
    assert shown[-1].startswith("| absent | not installed: no_such_library |")
    assert absent.missing == ["no_such_library"]


def test_a_row_shows_figures_with_their_intervals() -> None:
    figure = Interval(0.5, 0.4, 0.62)
    (_, _, row) = table([Measured("X", [], figure, figure, figure, 12, 1234.5, 2_300_000)]).splitlines()
    assert row == (
        "| X | 0.500 (0.400 to 0.620) | +0.500 (+0.400 to +0.620) | 0.500 (0.400 to 0.620) of 12 | 1,234 | 2.3 MB |"
    )


def test_every_peer_stands_on_the_page() -> None:
    page = (ROOT / "benchmarks" / "QUALITY.md").read_text("utf-8")
    match = re.search(r"<!-- begin peers -->\n(.*?)<!-- end peers -->", page, re.DOTALL)
    assert match is not None
    from benchmarks.quality import PEERS

    shown = re.findall(r"^\| ([^|]+) \| (?:\d|not installed)", match.group(1), re.MULTILINE)
    assert shown == [peer.name for peer in PEERS]
