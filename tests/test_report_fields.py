from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from evaluated import found_event
from reported import COLUMNS, YEARS, event, gazetteer, own, write_events, write_register

from twin_nlp.formats.agreements import read_agreements
from twin_nlp.labels import EVENT_TYPES, SUBTYPES, EventType
from twin_nlp.records import Span
from twin_nlp.register import resolve
from twin_nlp.report import Job, report
from twin_nlp.report.crosswalk import FIELDS, FINER, NO_FIELD, field_of
from twin_nlp.report.subtypes import RULES, suggested_subtype

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize(
    ("type_", "words", "fields", "expected"),
    [
        ("administrative", "A delegation paid a visit.", {}, None),
        ("donation", "It sent 50,000 masks.", {}, "medical"),
        ("donation", "It sent 400 bicycles.", {}, None),
        ("business", "Tour operators met to promote tourism.", {}, "tourism"),
        ("cultural", "The choir sang twice.", {}, "arts"),
        ("business", "The choir sang twice.", {}, None),
        ("youth", "The passport office sent them home.", {}, None),
        ("administrative", "They signed it.", {"subtype": "anniversary"}, "anniversary"),
    ],
)
def test_subtypes_are_suggested_by_words(
    type_: EventType, words: str, fields: dict[str, Any], expected: str | None
) -> None:
    made = found_event(type_, evidence=(Span(0, len(words), words),), **fields)
    assert suggested_subtype(made) == expected


def test_long_evidence_is_read_in_no_time() -> None:
    words = "test " * 200_000
    assert suggested_subtype(found_event("donation", evidence=(Span(0, 1, words),))) is None


def test_every_type_has_a_field_or_none_is_told() -> None:
    for scheme in FIELDS:
        assert set(FIELDS[scheme]) == set(EVENT_TYPES)
        assert {field_of(scheme, t, None) for t in EVENT_TYPES} > {NO_FIELD}
    assert field_of("gaok", "cultural", "sport") == "sports"
    assert field_of("clair", "cultural", "sport") == NO_FIELD


def test_the_page_names_every_rule_and_crosswalks_use_them() -> None:
    quoted = set(re.findall(r"`(\w+)`", (DOCS / "crosswalks.md").read_text(encoding="utf-8")))
    suggested = {rule.subtype for rule in RULES} | set(SUBTYPES)
    assert suggested <= quoted
    assert {subtype for finer in FINER.values() for _, subtype in finer} <= suggested


def test_the_page_names_every_table_and_column(tmp_path: Path) -> None:
    pairs = [(own(n, kind), country, own(n, "Farplace"), "CN") for n in range(6) for kind, country in _SIDES]
    register = write_register(tmp_path / "ties.csv", pairs, COLUMNS)
    events = write_events(tmp_path / "events.jsonl", [event(str(p[0]), str(p[2])) for p in pairs])
    job = Job(events, YEARS, register, group="country1", compare="CA:JP", fields="gaok")
    page = (DOCS / "report.md").read_text(encoding="utf-8")
    quoted = set(re.findall(r"`([\w.]+)`", page))
    for name, table in report(job, gazetteer()).tables.items():
        assert f"{name}.csv" in quoted
        # Columns of the second side or group, and ends of intervals, are told by those of the first.
        told = {re.sub(r"_(low|high)$", "", re.sub(r"2$", "1", column)) for column in table.columns}
        assert not told - quoted, name


_SIDES = (("Ownplace", "CA"), ("Isleplace", "JP"))


def test_the_register_that_is_shown_is_read(tmp_path: Path) -> None:
    page = (DOCS / "ties.md").read_text(encoding="utf-8")
    shown = re.search(r"```csv\n(.*?)```", page, re.DOTALL)
    assert shown is not None
    (tmp_path / "ties.csv").write_text(shown[1], encoding="utf-8")
    found = resolve(read_agreements(tmp_path / "ties.csv"), gazetteer())
    assert found.notices == ()
    assert [str(pair) for pair in found.pairs] == [
        "Burnaby, British Columbia, CA - Zhongshan, Guangdong, CN",
        "Victoria, British Columbia, CA - Suzhou, Jiangsu, CN",
        "Québec, Quebec, CA - Xi’an, Shaanxi, CN",
    ]
