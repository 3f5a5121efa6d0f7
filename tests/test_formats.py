from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from test_label import EVENT

from twin_nlp.errors import InputError, OutputError, RowError
from twin_nlp.formats import flat, jsonl, output, parquet, reading, table, text
from twin_nlp.formats.rows import Columns, Document
from twin_nlp.label import row
from twin_nlp.records import Article, ExchangeEvent

ROW = row(Article("", doc_id="d1", published="2020-08-14"), EVENT)


def read(*inputs: Path, given: str | None = None, **columns: str) -> list[Document | RowError]:
    sources = reading.sources([str(path) for path in inputs])
    archive = reading.Archive(sources, Columns(**columns), given)
    archive.check()
    return list(archive)


def documents(*inputs: Path, **columns: str) -> list[Document]:
    found = read(*inputs, **columns)
    assert all(isinstance(each, Document) for each in found), found
    return [each for each in found if isinstance(each, Document)]


def reasons(found: list[Document | RowError]) -> dict[int, str]:
    return {each.row: each.reason for each in found if isinstance(each, RowError)}


def saved(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# Plain text


@pytest.mark.parametrize(
    "data",
    [
        b"Mayor\r\nvisits.\r\n",
        "Mayor\r\nvisits.\r\n".encode("utf-8-sig"),
        "Mayor\r\nvisits.\r\n".encode("utf-16"),
        b"\xfe\xff" + "Mayor\r\nvisits.\r\n".encode("utf-16-be"),
        "Mayor\r\nvisits.\r\n".encode("utf-32"),
    ],
)
def test_text_keeps_its_line_ends_and_drops_its_byte_order_mark(tmp_path: Path, data: bytes) -> None:
    [document] = documents(saved(tmp_path / "a.txt", data))
    assert document.text == "Mayor\r\nvisits.\r\n"
    assert (document.doc_id, document.row, document.published) == ("a.txt", 1, None)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04\0\0binary", "NUL bytes"),
        ("Mayor".encode("utf-16-le"), "without a byte-order mark"),
        ("ab\ncafé".encode("latin-1"), "byte 0xE9 at character 6 (line 2) is not UTF-8"),
        (b"\xff\xfeM\0a", "not UTF-16"),
        ("Mayor\0".encode("utf-16"), "NUL"),
    ],
)
def test_what_is_no_text_is_told_and_not_guessed(tmp_path: Path, data: bytes, expected: str) -> None:
    found = read(saved(tmp_path / "a.txt", data))
    assert expected in reasons(found)[1]
    assert len(found) == 1


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_text_comes_through_unchanged(content: str) -> None:
    if content.startswith("\ufeff"):
        content = "x" + content
    assert text.decoded(content.encode()) == content
    assert text.open_text(io.BytesIO(content.encode())).read() == content


def test_a_folder_is_read_in_the_order_of_its_paths_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/.hidden.txt", ".git/x.txt", "a/picture.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    saved(tmp_path / "a/rows.csv", "text\nx\n")
    assert [d.doc_id for d in documents(tmp_path)] == ["a/rows.csv:1", "a/z.md", "b.txt"]


def test_files_of_one_name_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        saved(tmp_path / folder / "a.txt", folder)
    found = documents(tmp_path / "one", tmp_path / "two" / "a.txt")
    assert [d.doc_id for d in found] == [str(tmp_path / folder / "a.txt") for folder in ("one", "two")]


@pytest.mark.skipif(os.name != "posix", reason="file names are Unicode elsewhere")
def test_a_file_name_that_is_not_utf8_gives_an_id_that_can_be_written(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(name)).write_text("x")
    except OSError:
        pytest.skip("the file system takes UTF-8 only")
    [document] = documents(tmp_path)
    assert document.doc_id == "caf\ufffd.txt"


# What can't be an input


@pytest.mark.parametrize(
    ("inputs", "error", "expected"),
    [
        (["missing.csv"], InputError, "no such file"),
        (["notes.docx"], reading.UsageError, ", ".join(reading.ENDINGS)),
        (["empty"], InputError, "the folder holds none"),
        (["-", "-"], reading.UsageError, "given twice"),
        ([""], reading.UsageError, "empty one"),
        (["x" * 300 + ".txt"], InputError, "x.txt"),
    ],
)
def test_inputs_that_cannot_be_read_are_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    inputs: list[str],
    error: type[InputError],
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    saved(tmp_path / "notes.docx", "x")
    (tmp_path / "empty").mkdir()
    with pytest.raises(error, match=expected.replace(".", r"\.")):
        reading.sources(inputs)


def test_a_file_that_goes_away_is_rejected_when_its_turn_comes(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.txt", "x")
    archive = reading.Archive(reading.sources([str(path)]))
    path.unlink()
    assert "can't be read" in reasons(list(archive))[1]


# CSV and TSV


def test_csv_is_read_as_text(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.csv",
        '\ufeffid,text,published,place\r\n007,"None, ""NA""\nand more",2020-05,NA\r\n\r\nNA,nan,,\r\n',
    )
    first, second = documents(path, source="place")
    assert (first.doc_id, first.text, first.published, first.source) == (
        "007",
        'None, "NA"\nand more',
        "2020-05",
        "NA",
    )
    assert (second.doc_id, second.text, second.published, second.source) == ("NA", "nan", None, None)
    assert second.row == 2


def test_tsv_and_named_columns(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.tsv", "body\tday\tnumber\nA, b\t2020\t5\nC\t\t\n")
    first, second = documents(path, text="body", published="day", id="number")
    assert (first.text, first.published, first.doc_id) == ("A, b", "2020", "5")
    assert (second.published, second.doc_id) == (None, "a.tsv:2")


def test_documents_without_a_date_get_the_given_one(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "text,published\nx,2019-01-02\ny,\n")
    found = read(path, saved(tmp_path / "b.txt", "z"), given="2020-08")
    assert [each.published for each in found if isinstance(each, Document)] == [
        "2019-01-02",
        "2020-08",
        "2020-08",
    ]


def test_a_field_of_twenty_megabytes_is_read(tmp_path: Path) -> None:
    long = "word " * 4_000_000
    for path in (
        saved(tmp_path / "a.csv", f"text\n{long}\n"),
        saved(tmp_path / "a.txt", long),
        saved(tmp_path / "a.jsonl", json.dumps({"text": long})),
    ):
        [document] = documents(path)
        assert document.text == long


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("id,body\n1,x\n", r"expected a column 'text', found 'id', 'body'\. .*--text-column"),
        ("id,Text\n1,x\n", "did you mean 'Text'"),
        ("text,text\n1,x\n", "found 2; rename one"),
    ],
)
def test_a_csv_without_the_text_column_is_refused_listing_the_others(
    tmp_path: Path, content: str, expected: str
) -> None:
    with pytest.raises(InputError, match=expected):
        read(saved(tmp_path / "a.csv", content))


@pytest.mark.parametrize(
    ("option", "flag"), [("published", "--date-column"), ("id", "--id-column"), ("source", "--source-column")]
)
def test_a_column_that_was_named_must_be_there(tmp_path: Path, option: str, flag: str) -> None:
    for path in (
        saved(tmp_path / "a.csv", "text,outlet\nx,y\n"),
        saved(tmp_path / "a.jsonl", '{"text": "x", "outlet": "y"}\n'),
    ):
        with pytest.raises(InputError, match=f"did you mean 'outlet'.*{flag}"):
            read(path, **{option: "outlets"})


def test_wrong_columns_of_the_last_file_are_told_before_the_first_is_worked_on(tmp_path: Path) -> None:
    paths = [saved(tmp_path / "a.csv", "text\nx\n"), saved(tmp_path / "b.csv", "body\nx\n")]
    with pytest.raises(InputError, match=r"b\.csv"):
        reading.Archive(reading.sources([str(path) for path in paths])).check()


def test_ragged_and_damaged_rows_are_rejected_and_the_others_kept(tmp_path: Path) -> None:
    content = (
        'id,text,published\n1,a\n2,b,2020,more\n3,c,14/08/2020\n4,"d"x,2020\n5,e,2020\n6,' + "f" * 8000 + "\0,2020\n"
    )
    path = saved(tmp_path / "a.csv", content.encode() + "7,café,2020\n".encode("latin-1") + b'8,"open,2020\n')
    found = read(path)
    assert [each.doc_id for each in found if isinstance(each, Document)] == ["5"]
    told = reasons(found)
    assert "expected 3 fields as in the header, found 2" in told[1]
    assert "found 4" in told[2]
    assert "published must be an ISO date" in told[3]
    assert "14/08/2020" in told[3]
    assert "not well-formed CSV" in told[4]
    assert "NUL" in told[6]
    assert "byte 0xE9" in told[7]
    assert "not well-formed CSV" in told[8]
    assert {each.doc_id for each in found if isinstance(each, RowError) and each.row == 3} == {"3"}


def test_bad_bytes_in_a_column_that_is_not_read_do_not_matter(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "text,other\nx,café\n".encode("latin-1"))
    assert [d.text for d in documents(path)] == ["x"]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.parquet", "a.jsonl.gz", "a.md"])
@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_empty_and_binary_files_are_rejected_whatever_they_are_called(tmp_path: Path, name: str, data: bytes) -> None:
    found = read(saved(tmp_path / name, data))
    assert list(reasons(found)) == [1]
    assert len(found) == 1


def test_a_header_alone_is_an_archive_without_documents(tmp_path: Path) -> None:
    assert read(saved(tmp_path / "a.csv", "text\n")) == []


# JSON Lines


def test_json_lines_with_broken_ones_between(tmp_path: Path) -> None:
    lines = [
        '{"id": 7, "text": "seven", "published": 2020}',
        '{"text": "cut',
        '["text"]',
        '{"id": "a", "text": null}',
        '{"id": "b", "text": 5}',
        '{"id": "c", "body": "x"}',
        '{"id": "d", "text": "x", "published": "soon"}',
        '{"id": "e", "text": "\\ud800"}',
        '{"id": ["f"], "text": "x"}',
        "",
        '{"text": "emoji \\ud83d\\ude00 and NUL \\u0000"}',
        "[" * 100_000,
        '"text"',
        '{"text": "x", "id": 1.0, "published": true}',
    ]
    path = saved(tmp_path / "a.jsonl", "\n".join(lines).encode() + b'\n{"text": "caf\xe9"}\r\n')
    found = read(path)
    kept = [each for each in found if isinstance(each, Document)]
    assert [(d.doc_id, d.text, d.published) for d in kept] == [
        ("7", "seven", "2020"),
        ("a.jsonl:11", "emoji 😀 and NUL \0", None),
    ]
    told = reasons(found)
    assert "not JSON" in told[2]
    assert "found an array" in told[3]
    assert "'text' is null" in told[4]
    assert "'text' must be text, found int" in told[5]
    assert "expected 'text', found 'id', 'body'" in told[6]
    assert "published must be" in told[7]
    assert "U+D800 at character 0, a lone surrogate" in told[8]
    assert "'id' must be text" in told[9]
    assert "nested too deeply" in told[12]
    assert "found a string" in told[13]
    assert "published must be" in told[14]
    assert "byte 0xE9" in told[15]
    assert {each.row: each.doc_id for each in found if isinstance(each, RowError)}[5] == "b"


def test_json_lines_without_the_key_are_refused_listing_the_others(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jsonl", 'broken\n{"body": "x"}\n{"body": "y", "day": null}\n')
    with pytest.raises(InputError, match=r"found 'body', 'day'\."):
        read(path)


def test_gzipped_json_lines_that_break_off_keep_what_came_before(tmp_path: Path) -> None:
    rows = b"".join(b'{"text": "%d %s"}\n' % (i, os.urandom(40).hex().encode()) for i in range(2000))
    packed = gzip.compress(rows)
    assert len(documents(saved(tmp_path / "whole.jsonl.gz", packed))) == 2000
    found = read(saved(tmp_path / "cut.jsonl.gz", packed[: len(packed) // 2]))
    assert isinstance(found[0], Document)
    assert isinstance(found[-1], RowError)
    assert "the rest of the file can't be read" in found[-1].reason
    assert len(reasons(found)) == 1
    damaged = packed[:2000] + bytes(100) + packed[2100:]
    assert "can't be read" in " ".join(reasons(read(saved(tmp_path / "bad.jsonl.gz", damaged))).values())
    assert "gzip" in reasons(read(saved(tmp_path / "plain.jsonl.gz", rows)))[1].lower()


def test_reading_holds_only_what_was_asked_for(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jsonl", '{"text": "x"}\n' * 20_000)
    archive = reading.Archive(reading.sources([str(path)]))
    documents = iter(archive)
    next(documents)
    assert 0 < archive.position < archive.size
    assert sum(1 for _ in archive) == 20_000
    assert archive.position == archive.size


# Parquet


def test_parquet_keeps_only_the_columns_it_needs_and_takes_typed_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    days = [dt.date(2020, 8, 14), None, dt.date(2021, 1, 2)]
    content = {
        "id": [1.0, None, 3.0],
        "text": ["None", None, "c\0"],
        "published": days,
        "other": [[1], [2], []],
    }
    pq.write_table(pa.table(content), path, row_group_size=2)
    first, second, third = read(path)
    assert isinstance(first, Document)
    assert isinstance(third, Document)
    assert (first.doc_id, first.text, first.published) == ("1", "None", "2020-08-14")
    assert isinstance(second, RowError)
    assert (second.reason, second.row) == ("'text' is null; expected text", 2)
    assert (third.doc_id, third.text, third.row) == ("3", "c\0", 3)


def test_parquet_that_is_cut_short_or_lacks_the_column(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"body": ["x"] * 100}), path)
    with pytest.raises(InputError, match="found 'body'"):
        read(path)
    cut = saved(tmp_path / "cut.parquet", path.read_bytes()[:-20])
    assert "not a Parquet file, or one cut short" in reasons(read(cut))[1]


def test_parquet_with_damaged_pages_or_text_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = pa.array([b"ok", b"caf\xe9"]).view(pa.string())
    pq.write_table(pa.table({"text": texts}), path)
    found = read(path)
    assert isinstance(found[0], Document)
    assert "can't be read" in reasons(found)[2]
    pq.write_table(pa.table({"text": [os.urandom(8).hex() for _ in range(5000)]}), path, compression="gzip")
    data = bytearray(path.read_bytes())
    data[1000:3000] = bytes(2000)
    assert "can't be read" in " ".join(reasons(read(saved(path, bytes(data)))).values())


def _keys(kind: pa.DataType) -> Any:
    if pa.types.is_struct(kind):
        return {field.name: _keys(field.type) for field in kind}
    return _keys(kind.value_type) if pa.types.is_list(kind) else None


def _shape(value: object) -> Any:
    if isinstance(value, Mapping):
        return {name: _shape(each) for name, each in value.items()}
    if isinstance(value, list) and value:
        return _shape(value[0])
    return None


def test_the_parquet_schema_has_every_key_of_an_event() -> None:
    schema = {field.name: _keys(field.type) for field in parquet.SCHEMA}
    assert schema == {**_shape(ROW), "source": None}


def test_parquet_files_of_different_runs_concatenate_and_give_the_events_back(tmp_path: Path) -> None:
    bare = EVENT.to_dict() | {name: [] for name in ("partners", "goods", "participants", "known_pairs")}
    other = ExchangeEvent.from_dict(bare | {"date": None, "tie": None, "senders": [], "receivers": []})
    rows = [ROW, row(Article("", doc_id="d2", source="Herald"), other, with_source=True)]
    for name, each in zip("ab", rows, strict=True):
        with output.files(tmp_path / f"{name}.parquet", with_source=name == "b") as out:
            out.write([each])
    tables = [pq.read_table(tmp_path / f"{name}.parquet") for name in "ab"]
    both = pa.concat_tables(tables).to_pylist()
    heads = [[each.pop(name) for name in ("doc_id", "published", "source")] for each in both]
    assert heads == [["d1", "2020-08-14", None], ["d2", None, "Herald"]]
    assert [ExchangeEvent.from_dict(each) for each in both] == [EVENT, other]


def test_parquet_writes_groups_of_rows_and_an_empty_file_too(tmp_path: Path) -> None:
    with output.files(tmp_path / "a.parquet", with_source=False) as out:
        for _ in range(700):
            out.write([ROW, ROW])
    assert pq.ParquetFile(tmp_path / "a.parquet").metadata.num_row_groups == 2
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 1400
    with output.files(tmp_path / "none.parquet", with_source=False):
        pass
    assert pq.read_table(tmp_path / "none.parquet").schema == parquet.SCHEMA


# The flat form


def test_the_flat_form_is_one_line_of_text_a_value() -> None:
    span = {"start": 0, "end": 9, "text": "A\r\nB\tc  d"}
    cells = flat.flat({**ROW, "doc_id": "a  b", "evidence": [span, span]})
    assert tuple(cells) == flat.COLUMNS
    assert cells["doc_id"] == "a  b"
    assert cells["partners"] == "Changsha; Annapolis; Xyzville"
    assert cells["partner_countries"] == "CN; US; ?"
    assert cells["known_pairs"] == "Annapolis - Changsha"
    assert (cells["date"], cells["date_text"]) == ("2020-08", "in August")
    assert (cells["type"], cells["type_probability"]) == ("donation", "0.93")
    assert (cells["government_involved"], cells["needs_review"]) == ("true", "false")
    assert cells["goods"] == "40,000 masks"
    assert cells["evidence"] == "A B c d … A B c d"
    assert cells["subtype"] == ""


def test_csv_comes_back_as_it_was_written(tmp_path: Path) -> None:
    odd = {**ROW, "doc_id": 'a "b",\n\r', "source": "NA"}
    for with_source in (False, True):
        path = tmp_path / "a.csv"
        with output.files(path, with_source) as out:
            out.write([odd])
            out.write([ROW])
        with path.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
        expected = [name for name in flat.COLUMNS if with_source or name != "source"]
        assert list(found[0]) == expected
        assert found[0] == {name: flat.flat(odd)[name] for name in expected}
        assert found[1]["doc_id"] == "d1"


# Output files


def test_nothing_is_left_when_the_work_fails(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jsonl", "before\n")

    def fail() -> None:
        with output.files(path, with_source=False) as out:
            out.write([ROW])
            out.reject(RowError("bad", source="x.csv", row=3))
            out.summarise({})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert {each.name for each in tmp_path.iterdir()} == {"a.jsonl"}
    assert path.read_text() == "before\n"


def test_files_appear_together_and_the_rejects_of_an_earlier_run_go(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with output.files(path, with_source=False) as out:
        out.write([ROW])
        out.reject(RowError("bad", source="x.csv", row=3, doc_id="r"))
        out.summarise({"documents": 1})
        assert not path.exists()
    rejects = tmp_path / "a.jsonl.rejects.jsonl"
    assert json.loads(rejects.read_text()) == {"file": "x.csv", "row": 3, "id": "r", "reason": "bad"}
    assert json.loads((tmp_path / "a.jsonl.summary.json").read_text()) == {"documents": 1}
    assert json.loads(path.read_text()) == ROW
    with output.files(path, with_source=False):
        pass
    assert path.read_text() == ""
    assert not rejects.exists()


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_the_output_has_the_usual_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    usual = saved(tmp_path / "usual", "").stat().st_mode
    (tmp_path / "link.jsonl").symlink_to("real.jsonl")
    with output.files(tmp_path / "link.jsonl", with_source=False) as out:
        out.write([ROW])
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").stat().st_mode == usual


def test_an_output_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    saved(tmp_path / "file", "")
    for path in (tmp_path / "nowhere" / "a.csv", tmp_path / "folder.csv", tmp_path / "file" / "a.csv"):
        with pytest.raises(OutputError, match=str(path)), output.files(path, with_source=False):
            pytest.fail("the work began")


@pytest.mark.parametrize(
    ("ending", "bad"),
    [
        *((ending, {"subtype": "\ud800"}) for ending in output.ENDINGS),
        (".jsonl", {"confidence": float("nan")}),
        (".parquet", {"goods": [{**ROW["goods"][0], "start": 2**70}]}),
    ],
)
def test_rows_that_a_format_cannot_hold_are_told_and_none_of_them_written(
    tmp_path: Path, ending: str, bad: dict[str, Any]
) -> None:
    path = tmp_path / f"a{ending}"
    with output.files(path, with_source=False) as out:
        with pytest.raises((ValueError, OverflowError)):
            out.write([ROW, {**ROW, **bad}])
        out.write([ROW])
    written = path.read_bytes()
    if ending == ".parquet":
        assert pq.read_table(path).num_rows == 1
    else:
        assert written.count(b"Annapolis - Changsha") + written.count(b'"doc_id": "d1"') == 1


# The terminal's table


def printed(rows: list[dict[str, Any]], width: int) -> str:
    file = io.StringIO()
    shown = table.TerminalTable(Console(file=file, width=width, color_system=None))
    shown.write(rows)
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 100, 160])
def test_the_table_shows_the_main_columns_and_the_evidence_under_them(width: int) -> None:
    lines = printed([ROW], width).splitlines()
    assert all(len(line) <= width for line in lines)
    if width >= 80:
        assert lines[0].split() == [
            "document",
            "published",
            "type",
            "gov",
            "status",
            "partners",
            "date",
            "conf",
        ]
        assert lines[1].split()[:5] == ["d1", "2020-08-14", "donation", "yes", "held"]
        assert lines[1].split()[-2:] == ["2020-08", "0.88"]
        assert lines[-1] == "  Changsha sent 40,000 masks … in August".ljust(len(lines[-1]))


def test_a_text_cannot_steer_the_terminal() -> None:
    span = {"start": 0, "end": 1, "text": "[red]a\x1b[2Jb\u202ec\x07\r\nd\x9b"}
    out = printed([{**ROW, "doc_id": "\x1b]0;title\x07", "evidence": [span]}], 100)
    assert "[red]a [2Jb c d" in out
    assert not set(out) & set("\x1b\x07\x9b\r\u202e")


def test_long_evidence_is_cut() -> None:
    span = {"start": 0, "end": 1, "text": "word " * 1000}
    assert len(printed([{**ROW, "evidence": [span]}], 100)) < 1000


# Standard input


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[Document | RowError]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(reading.Archive(reading.sources(["-"]), Columns(), "2020"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_standard_input_is_one_text_or_json_lines(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    [document] = standard_input(monkeypatch, "\r\n A [text] é\r\n{\r\n".encode(encoding))
    assert isinstance(document, Document)
    assert (document.text, document.doc_id) == ("\r\n A [text] é\r\n{\r\n", "stdin")
    assert document.published == "2020"
    first, second = standard_input(monkeypatch, '\n \n  {"text": "é"}\r\n{"text": "b", "id": "x"}'.encode(encoding))
    assert isinstance(first, Document)
    assert (first.text, first.doc_id) == ("é", "stdin:3")
    assert isinstance(second, Document)
    assert second.doc_id == "x"


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"", "empty"), (b"a\0b", "NUL"), (b"a" * 100_000 + b"\0", "NUL"), (b"caf\xe9", "byte 0xE9")],
)
def test_standard_input_that_is_no_text_is_rejected(
    monkeypatch: pytest.MonkeyPatch, data: bytes, expected: str
) -> None:
    [error] = standard_input(monkeypatch, data)
    assert isinstance(error, RowError)
    assert expected in error.reason
    assert error.source == "standard input"


def test_json_lines_from_standard_input_without_the_key_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="found 'body'"):
        standard_input(monkeypatch, b'{"body": "x"}')


@given(
    st.lists(
        st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"])),
            st.text(st.characters(exclude_categories=["Cs"])),
        )
    )
)
def test_json_lines_come_back_as_they_were_written(rows: list[dict[str, str]]) -> None:
    data = jsonl.encoded(rows)
    assert [json.loads(line) for line in data.split(b"\n")[:-1]] == rows


def test_an_event_that_needs_review_is_marked_on_its_line() -> None:
    assert printed([{**ROW, "needs_review": True}], 80).splitlines()[1].split()[-1] == "0.88?"
