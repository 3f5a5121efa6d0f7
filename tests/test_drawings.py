from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from evaluated import annotated, annotated_event, found_event, predicted

from twin_nlp.errors import OutputError
from twin_nlp.evaluate import figures_of
from twin_nlp.evaluate.drawings import drawings
from twin_nlp.evaluate.intervals import wilson
from twin_nlp.formats.drawings import need_matplotlib, write_drawings

NAMES = ("confusion", "reliability", "risk-coverage")


def figures(wrong: int = 10) -> dict[str, Any]:
    """Forty events, some of them of the wrong type and some to be reviewed."""
    documents = [annotated(f"D{n}", [annotated_event("youth", n % 2 == 0)]) for n in range(40)]
    found = {
        f"D{n}": [
            found_event(
                "cultural" if n < wrong else "youth",
                n % 3 == 0,
                confidence=0.3 + n / 80,
                needs_review=n < 12,
            )
        ]
        for n in range(40)
    }
    return figures_of(documents, predicted(found))


def texts(path: Path) -> list[str]:
    found = ElementTree.fromstring(path.read_bytes()).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(e.itertext()).strip() for e in found]


def drawn(of: dict[str, Any], folder: Path) -> None:
    write_drawings(folder, drawings(of, {"dev": of["calibration"], "cross-validated": of["calibration"]}), "a test")


def test_drawings_are_labelled_and_say_what_they_are_drawn_from(tmp_path: Path) -> None:
    drawn(figures(), tmp_path / "plots")
    assert {p.name for p in (tmp_path / "plots").iterdir()} == {f"{n}.{e}" for n in NAMES for e in ("svg", "png")}
    of_name = {name: texts(tmp_path / "plots" / f"{name}.svg") for name in NAMES}
    assert {"type found", "type annotated", "none", "donation", "30", "10"} <= set(of_name["confusion"])
    assert {"Type", "Government", "perfectly calibrated", "dev, 40 events", "cross-validated, 40 events"} <= set(
        of_name["reliability"]
    )
    assert {"coverage: share of matched events", "100 %", "95 % interval"} <= set(of_name["risk-coverage"])
    for path in (tmp_path / "plots").glob("*.svg"):
        assert "a test" in path.read_text("utf-8")
    for path in (tmp_path / "plots").glob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG")


def test_the_same_figures_give_the_same_bytes_and_others_do_not(tmp_path: Path) -> None:
    for folder, wrong in (("a", 10), ("b", 10), ("other", 8)):
        drawn(figures(wrong), tmp_path / folder)
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    assert (tmp_path / "a" / "confusion.svg").read_bytes() != (tmp_path / "other" / "confusion.svg").read_bytes()


def test_figures_without_events_are_drawn_too(tmp_path: Path) -> None:
    drawn(figures_of([annotated("A", [])], predicted({"A": []})), tmp_path)
    assert len(list(tmp_path.iterdir())) == 6


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    need_matplotlib()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(OutputError, match=r"pip install 'twin-nlp\[report\]'"):
        need_matplotlib()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="name another"):
        drawn(figures(), tmp_path / "file" / "plots")


def test_wilson_interval_of_known_cases() -> None:
    # Newcombe (1998), table I: 15 of 148 and 0 of 20.
    assert wilson(15 / 148, 148) == pytest.approx((0.0624, 0.1605), abs=5e-4)
    assert wilson(0.0, 20) == pytest.approx((0.0, 0.1611), abs=5e-4)
