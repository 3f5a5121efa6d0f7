"""What is read from every format alike."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_formats import documents, read, reasons, saved

from twin_nlp.errors import InputError
from twin_nlp.formats import jsonl, reading
from twin_nlp.formats.rows import Document

Row = dict[str, str | None]
COLUMNS = ("id", "text", "published")
DATES = ("2020", "2020-05", "2020-05-17", None)


def _jsonl(path: Path, rows: Sequence[Row]) -> None:
    path.write_bytes(jsonl.encoded(rows))


def _gzip(path: Path, rows: Sequence[Row]) -> None:
    path.write_bytes(gzip.compress(jsonl.encoded(rows)))


def _zstd(path: Path, rows: Sequence[Row]) -> None:
    path.write_bytes(b"".join(pa.compress(jsonl.encoded([row]), "zstd", asbytes=True) for row in rows))


def _parquet(path: Path, rows: Sequence[Row]) -> None:
    schema = pa.schema({name: pa.string() for name in COLUMNS})
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path, row_group_size=3)


def _csv(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="," if path.suffix == ".csv" else "\t")
        writer.writerows([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)])


WRITERS: dict[str, Callable[[Path, Sequence[Row]], None]] = {
    ".jsonl": _jsonl,
    ".jsonl.gz": _gzip,
    ".jsonl.zst": _zstd,
    ".parquet": _parquet,
    ".csv": _csv,
    ".tsv": _csv,
}
# CSV can hold no NUL.
_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.mark.parametrize("ending", WRITERS)
@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.tuples(_TEXTS, _TEXTS, st.sampled_from(DATES)), min_size=1, max_size=12))
def test_rows_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, ending: str, rows: list[tuple[str, str, str | None]]
) -> None:
    path = tmp_path_factory.getbasetemp() / f"round{ending}"
    WRITERS[ending](path, [dict(zip(COLUMNS, row, strict=True)) for row in rows])
    found = [(each.doc_id, each.text, each.published) for each in documents(path)]
    assert found == [(doc_id or f"{path.name}:{row}", *rest) for row, (doc_id, *rest) in enumerate(rows, 1)]


def test_zstandard_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    rows: list[Row] = [{"id": str(i), "text": os.urandom(100).hex()} for i in range(5000)]
    packed = pa.compress(jsonl.encoded(rows), "zstd", asbytes=True)
    assert len(documents(saved(tmp_path / "whole.jsonl.zst", packed))) == 5000
    for data in (packed[: len(packed) // 2], packed + b"no frame of it"):
        found = read(saved(tmp_path / "cut.jsonl.zst", data))
        assert isinstance(found[0], Document)
        assert len(reasons(found)) == 1
        assert "the rest of the file can't be read" in reasons(found)[len(found)]
    assert "can't be read" in reasons(read(saved(tmp_path / "plain.jsonl.zst", jsonl.encoded(rows))))[1]


def test_columns_of_packed_json_lines_are_checked_before_any_work(tmp_path: Path) -> None:
    _zstd(tmp_path / "a.jsonl.zst", [{"body": "x"}])
    with pytest.raises(InputError, match="found 'body'"):
        reading.Archive(reading.sources([str(tmp_path)])).check()


def test_a_line_without_end_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LONGEST", 100)
    lines = [json.dumps({"text": "x" * length}) for length in (5, 86, 87, 1000, 5)]
    assert [len(line) for line in lines[1:3]] == [98, 99]
    found = read(saved(tmp_path / "a.jsonl", "\n".join(lines)))
    assert [each.row for each in found if isinstance(each, Document)] == [1, 2, 5]
    assert {row: "longer than 100 characters" in reason for row, reason in reasons(found).items()} == {3: True, 4: True}


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.warc", "a.warc.gz", "a.jsonl.zst"])
@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_empty_and_binary_files_are_rejected_whatever_they_are_called(tmp_path: Path, name: str, data: bytes) -> None:
    found = read(saved(tmp_path / name, data))
    assert list(reasons(found)) == [1]
    assert len(found) == 1


def test_every_ending_is_read(tmp_path: Path) -> None:
    for number, ending in enumerate(reading.ENDINGS):
        saved(tmp_path / f"{number}{ending}", "")
    assert [source.name for source in reading.sources([str(tmp_path)])] == sorted(
        f"{number}{ending}" for number, ending in enumerate(reading.ENDINGS)
    )
