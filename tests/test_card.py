"""The model card says what the manifest holds, and what it was given beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from evaluated import annotated, annotated_event, found_event, predicted

from twin_nlp.evaluate import figures_of, gate_recall
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.train.card import Additions, Aim, Look, model_card, replaced
from twin_nlp.train.review import HeldOutEvent, cross_validated

DEV = figures_of(
    [annotated(f"D{n}", [annotated_event(EVENT_TYPES[n % 5])] if n else []) for n in range(20)],
    predicted({f"D{n}": [found_event("youth", needs_review=n > 15)] if n != 4 else [] for n in range(20)}),
)
_FOUND = [HeldOutEvent(0.05 * n, 0.9, n > 4, 0.8, n > 6) for n in range(20)]
HELD_OUT = cross_validated(_FOUND, 0.25) | {"gate": gate_recall([True] * 9 + [False])}
MANIFEST: Mapping[str, Any] = {
    "model": "en-test",
    "seed": 1,
    "codebook_version": "9",
    "thresholds": {"event": 0.31, "untied": 0.72, "review": 0.43},
    "trained_on": {"documents": 12, "documents without an event": 3, "events": 15},
    "figures": {"dev": DEV, "cross-validated": HELD_OUT},
    "files": {"weights.npz": "ab" * 32},
    "before": None,
}


def row(card: str, name: str) -> list[str]:
    (found,) = re.findall(rf"^\| {re.escape(name)} +\|(.*)\|$", card, re.MULTILINE)
    return [cell.strip() for cell in found.split("|")]


def headings(card: str) -> list[str]:
    return re.findall(r"^## (.+)$", card, re.MULTILINE)


def test_a_card_without_additions_has_the_sections_that_the_manifest_fills() -> None:
    card = model_card(MANIFEST)
    assert headings(card) == ["Intended use", "Trained on", "Thresholds", "Figures", "Limits", "Files"]
    assert card.startswith("# Model en-test\n")
    for told in ("12 documents with 15 events; 3 of them", "codebook version 9", "0.31", "0.72", "confidence 0.43"):
        assert told in card
    assert "![" not in card
    assert not re.search(r"[{}]|\bNone\b|\bnan\b", card)
    assert "\n\n\n" not in card


def test_a_card_tells_every_figure_of_types_regions_and_registers() -> None:
    card = model_card(MANIFEST)
    assert row(card, "main type macro-F1")[0] == f"{DEV['main type macro-F1']:.3f}"
    low, high = DEV["intervals"]["events F1"]
    assert row(card, "events F1")[1] == f"{low:.3f} to {high:.3f}"
    youth = DEV["by type"]["youth"]
    assert f"| {youth['events']['precision']:.3f} | {youth['events']['recall']:.3f} |" in re.sub(" +", " ", card)
    assert row(card, "us")[:2] == row(card, "wire")[:2] == ["20", "19"]
    error = HELD_OUT["calibration"]["type"]["debiased error"]
    assert row(card, "type, cross-validated")[-1] == f"{error:.3f}"


def test_a_card_tells_how_many_documents_pass_the_gate_and_how_sure_that_is() -> None:
    assert row(model_card(MANIFEST), "train, held out") == ["10", "9", "0.900", "0.596 to 0.982"]
    assert gate_recall([]) == {"documents": 0, "passed": 0, "interval": None}


@pytest.mark.parametrize(
    ("aim", "reached"),
    [
        (Aim(0.0, "x"), "yes"),
        (Aim(1.0, "x"), "no"),
        (Aim(1.0, "x", at_most=True), "yes"),
        (Aim(0.0, "x", at_most=True), "no"),
        (Aim(DEV["intervals"]["type accuracy"][1], "x"), "within the interval"),
        (Aim(DEV["intervals"]["type accuracy"][0], "x", at_most=True), "within the interval"),
    ],
)
def test_aims_stand_beside_what_was_reached(aim: Aim, reached: str) -> None:
    card = model_card(MANIFEST, Additions(aims={"type accuracy": aim}))
    cells = row(card, "type accuracy")
    assert cells[-1] == reached
    assert cells[-2] == f"{'≤' if aim.at_most else '≥'} {aim.value:.3f}, x"


def test_the_order_of_keys_does_not_count() -> None:
    # A manifest is written with sorted keys, and the card must be the same before and after.
    for manifest in (MANIFEST, {**MANIFEST, "before": replaced(MANIFEST)}):
        kept = json.loads(json.dumps(manifest, sort_keys=True))
        assert model_card(kept) == model_card(manifest)


def test_pictures_are_linked_from_where_the_documentation_is() -> None:
    card = model_card(MANIFEST, Additions(docs="../docs"))
    linked = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", card)
    assert linked == [
        "../docs/model/confusion.svg",
        "../docs/model/reliability.svg",
        "../docs/model/risk-coverage.svg",
        "../docs/learning-curve.svg",
    ]
    assert "Learning curve" in headings(card)


def test_other_systems_stand_between_their_markers() -> None:
    block = "<!-- begin peers -->\n| system | F1 |\n|---|---|\n| other | 0.5 |\n<!-- end peers -->"
    card = model_card(MANIFEST, Additions(peers=block))
    assert f"## Beside other systems\n\n{block}\n\n## Limits" in card


def test_looks_at_the_test_split_are_listed_and_only_those_at_these_weights_told_in_full() -> None:
    figures = {**DEV, "model": "en-test", "split": "test"}
    other = Look("2026-01-02T0900Z", {**figures, "weights": "cd" * 32})
    own = Look("2026-02-03T1000Z", {**figures, "weights": "ab" * 32})
    card = model_card(MANIFEST, Additions(looks=[other]))
    assert row(card, "2026-01-02T0900Z")[:2] == ["en-test", "cd" * 6]
    assert "None of them was at this model." in card
    assert "(test)" not in card
    card = model_card(MANIFEST, Additions(looks=[other, own]))
    assert "None of them" not in card
    assert len(re.findall(r"^### .+ \(test\)$", card, re.MULTILINE)) == 7
    assert [row(card, look.when)[1] for look in (other, own)] == ["cd" * 6, "ab" * 6]


def test_the_replaced_model_is_compared() -> None:
    assert replaced(None) is None
    assert replaced({"figures": {}}) is None
    before = replaced(MANIFEST)
    assert before is not None
    assert before["documents"] == 12
    before["figures"] = {**before["figures"], "events F1": 0.1234}
    card = model_card({**MANIFEST, "before": before})
    assert "trained on 12 documents" in card
    section = card.split("## Before and after")[1]
    assert row(section, "events F1") == ["0.1234", f"{DEV['events']['f1']:.4g}"]
    assert row(section, "documents") == ["20", "20"]
