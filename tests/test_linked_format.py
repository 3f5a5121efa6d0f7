"""The linked reports are read and checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from twin_nlp.errors import AnnotationError
from twin_nlp.formats.linked import read_linked

ROOT = Path(__file__).parent.parent
TEXT = {
    "id": "a",
    "source": "Herald",
    "published": "2019-05-08",
    "text": "Annaka met Kimberley.",
    "near_duplicate_of": None,
}
EVENT = {
    "event": "s-1",
    "type": "youth",
    "government_involved": False,
    "status": "held",
    "partners": ["Annaka", "Kimberley"],
    "date": "2019-05",
}
LABELS = {"id": "a", "scene": "s", "split": "dev", "events": [EVENT]}


def written(folder: Path, texts: list[dict[str, Any]], labels: list[dict[str, Any]]) -> tuple[Path, Path]:
    for side, rows in (("corpus", texts), ("annotations", labels)):
        (folder / side / "linked").mkdir(parents=True)
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / side / "linked" / "x.jsonl").write_text(lines, encoding="utf-8")
    return folder / "corpus", folder / "annotations"


def test_reports_are_read(tmp_path: Path) -> None:
    (report,) = read_linked(*written(tmp_path, [TEXT], [LABELS]))
    assert (report.document.source, report.scene, report.split) == ("Herald", "s", "dev")
    assert (report.events[0].event, report.events[0].partners) == ("s-1", ("Annaka", "Kimberley"))


@pytest.mark.parametrize(
    ("texts", "labels", "told"),
    [
        ([{**TEXT, "published": "2019-05"}], [LABELS], "published must be a full day; found '2019-05'"),
        ([TEXT, TEXT], [LABELS], "the id stands twice"),
        ([{**TEXT, "near_duplicate_of": "b"}], [LABELS], "a is made from b, which isn't there"),
        ([{**TEXT, "near_duplicate_of": "a"}], [LABELS], "a is made from itself"),
        ([TEXT], [{**LABELS, "split": "train"}], "split must be one of dev, test; found 'train'"),
        ([TEXT], [LABELS, LABELS], "no such report, or annotated twice"),
        ([TEXT, {**TEXT, "id": "b"}], [LABELS], "without annotation: b"),
        ([TEXT], [{**LABELS, "events": [EVENT, EVENT]}], "one event stands twice"),
        ([TEXT], [{**LABELS, "events": [{**EVENT, "date": "soon"}]}], "expected EDTF"),
        ([TEXT], [{**LABELS, "events": [{**EVENT, "partners": ["Annaka", "Mito"]}]}], "'Mito' doesn't stand in the"),
        ([TEXT], [{**LABELS, "events": [{**EVENT, "partners": ["Annaka"]}]}], "expected two partners, found 1"),
        ([TEXT], [{**LABELS, "events": [{**EVENT, "type": "sport"}]}], "type must be one of"),
        ([TEXT, {**TEXT, "id": "b"}], [LABELS, {**LABELS, "id": "b", "split": "test"}], "scene s is in two splits"),
        ([TEXT, {**TEXT, "id": "b"}], [LABELS, {**LABELS, "id": "b", "scene": "t"}], "event s-1 is in two scenes"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, texts: list[Any], labels: list[Any], told: str) -> None:
    with pytest.raises(AnnotationError) as raised:
        read_linked(*written(tmp_path, texts, labels))
    assert told in str(raised.value)


def test_the_linked_reports_of_the_project_are_fit_to_measure_with() -> None:
    reports = read_linked(ROOT / "corpus", ROOT / "annotations")
    scenes = {report.scene for report in reports}
    events = {event.event for report in reports for event in report.events}
    assert len(scenes) >= 50
    assert len(events) >= 3 * len(scenes)
    for scene in scenes:
        assert any(report.document.near_duplicate_of for report in reports if report.scene == scene), scene
