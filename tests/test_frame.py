from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import Any

import pandas as pd
import pytest

import twin_nlp
from twin_nlp.errors import InputError
from twin_nlp.formats import flat

VISIT = (
    "A delegation of 12 students from Mito visited Anaheim, its sister city, last week. They stayed with host families."
)
GIFT = "Kenora sent $5,000 to its sister city Shimokawa on 3 May 2019. The mayor of Shimokawa thanked the council."
OTHER = "Oil fell again on Tuesday."


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": [OTHER, VISIT, VISIT + "\n\n" + GIFT],
            "date": ["2019-05-08", pd.Timestamp("2019-05-08"), dt.date(2019, 5, 8)],
            "number": [1, 2, 3],
        },
        index=["c", "a", "b"],
    )


@pytest.fixture(scope="module")
def events(articles: pd.DataFrame) -> pd.DataFrame:
    return twin_nlp.label_frame(articles, published="date", id="number")


def test_rows_are_the_events_under_the_index_of_their_document(articles: pd.DataFrame, events: pd.DataFrame) -> None:
    dates = ["2019-05-08"] * 3
    expected = {
        label: twin_nlp.classify(text, date)
        for label, text, date in zip(articles.index, articles["text"], dates, strict=True)
    }
    assert [len(found) for found in expected.values()] == [0, 1, 2]
    assert list(events.index) == ["a", "b", "b"]
    assert list(events["event"]) == [*expected["a"], *expected["b"]]
    assert list(events["doc_id"]) == ["2", "3", "3"]
    assert len(articles.join(events)) == 4


def test_columns_are_those_of_the_flat_form_with_lists_and_days(events: pd.DataFrame) -> None:
    names = ["date_edtf" if name == "date" else name for name in flat.COLUMNS if name not in ("published", "source")]
    assert list(events.columns) == [*names, "event"]
    first: Any = events.loc["a"]
    assert (first["type"], first["partners"], first["partner_countries"]) == (
        "youth",
        ["Mito", "Anaheim"],
        ["JP", "US"],
    )
    assert (first["date_earliest"], first["date_latest"]) == (pd.Timestamp("2019-04-29"), pd.Timestamp("2019-05-05"))
    assert first["type_probability"] == first["event"].type_probabilities["youth"]
    assert first["goods"] == []
    assert events.explode("partners").groupby("partners").size()["Mito"] >= 2


def test_a_frame_without_events_has_the_same_columns_and_types(articles: pd.DataFrame, events: pd.DataFrame) -> None:
    for documents in (articles[:1], articles[:0]):
        none = twin_nlp.label_frame(documents, published="date", id="number")
        assert len(none) == 0
        assert list(none.dtypes) == list(events.dtypes)
        assert list(none.columns) == list(events.columns)


def test_two_jobs_and_a_model_of_ones_own_give_the_same(articles: pd.DataFrame, events: pd.DataFrame) -> None:
    again = twin_nlp.label_frame(articles, published="date", id="number", jobs=2, nlp=twin_nlp.load())
    pd.testing.assert_frame_equal(again, events)


def test_a_column_called_published_is_read_and_gaps_in_it_are_none() -> None:
    articles = pd.DataFrame({"text": [VISIT, VISIT], "published": [pd.Timestamp("2019-05-08"), pd.NaT]})
    events = twin_nlp.label_frame(articles)
    assert "doc_id" not in events
    assert list(events["date_edtf"]) == ["2019-04-29/2019-05-05", None]
    assert events["date_earliest"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("frame", "arguments", "expected"),
    [
        ({"body": ["x"]}, {}, r"expected one column 'text' for text=, found 0; the columns are 'body'"),
        ({"text": ["x"]}, {"published": "day"}, r"'day' for published=, found 0"),
        ({"text": ["x"]}, {"id": "nr"}, r"'nr' for id=, found 0"),
        ({"text": ["x", None]}, {}, r"row 1: 'text' is null; .* df\.dropna\(subset=\['text'\]\)"),
        ({"text": ["x", float("nan")]}, {}, "row 1: 'text' is null"),
        ({"text": [7]}, {}, "row 0: 'text' must be text, found int"),
        ({"text": ["x"], "day": ["soon"]}, {"published": "day"}, "row 0: published must be an ISO date"),
    ],
)
def test_mistakes_are_told_with_the_row(frame: dict[str, Any], arguments: dict[str, str], expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        twin_nlp.label_frame(pd.DataFrame(frame), **arguments)  # type: ignore[arg-type]


def test_rows_that_the_index_does_not_tell_apart_are_refused() -> None:
    with pytest.raises(InputError, match="reset_index"):
        twin_nlp.label_frame(pd.DataFrame({"text": ["x", "y"]}, index=[1, 1]))


def test_importing_the_package_loads_no_pandas() -> None:
    script = "import sys, twin_nlp; assert not {'pandas', 'numpy', 'spacy', 'distributed'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
