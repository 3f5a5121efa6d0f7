from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.edtf import edtf_between, interval, is_edtf

DAYS = st.dates(dt.date(1000, 1, 1), dt.date(2998, 12, 31))


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-04-12", "2020-04-12", "2020-04-12"),
        ("2017-21", "2017-03-01", "2017-05-31"),
        ("2017-22", "2017-06-01", "2017-08-31"),
        ("2017-23", "2017-09-01", "2017-11-30"),
        ("2019-24", "2019-12-01", "2020-02-29"),
        ("198X", "1980-01-01", "1989-12-31"),
        ("1988~", "1988-01-01", "1988-12-31"),
        ("2020-05/2020-06", "2020-05-01", "2020-06-30"),
        ("2020-06-21/2020-06-30", "2020-06-21", "2020-06-30"),
        ("198X/2004-07", "1980-01-01", "2004-07-31"),
        ("1988/..", "1988-01-01", None),
        ("../1990", None, "1990-12-31"),
    ],
)
def test_interval_spans_the_days(edtf: str, earliest: str | None, latest: str | None) -> None:
    assert interval(edtf) == (earliest, latest)
    assert is_edtf(edtf)


@pytest.mark.parametrize(
    "text",
    ["", "..", "../..", "/", "2020-13", "2020-00", "2020-02-30", "2020-4", "20", "0999", "3000", "2020-25", "198x",
     "2017-21-03", "2020/2019", "2020/", "/2020", "2020/2021/2022", "2020-04-12\n", "２０２０", "19XX", "2020?"],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="EDTF"):
        interval(text)
    assert not is_edtf(text)


@given(DAYS, DAYS)
def test_days_come_back_from_their_edtf(a: dt.date, b: dt.date) -> None:
    lo, hi = min(a, b), max(a, b)
    assert interval(edtf_between(lo, hi)) == (lo.isoformat(), hi.isoformat())


@given(st.text(max_size=30))
def test_only_value_errors(text: str) -> None:
    if is_edtf(text):
        earliest, latest = interval(text)
        assert earliest is None or latest is None or earliest <= latest
