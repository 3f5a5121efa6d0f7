from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_html import LEAD, MORE, markup
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from twin_nlp.errors import RowError
from twin_nlp.formats import html, reading
from twin_nlp.formats.rows import Columns, Document

HTML = "text/html; charset=utf-8"
PAGE = markup('<meta property="article:published_time" content="2019-05-16T08:00:00Z">').encode()


class Writer:
    """A WARC file in the making: what warcio writes, and where each record begins."""

    def __init__(self, packed: bool = False) -> None:
        self._file = io.BytesIO()
        self._warc = WARCWriter(self._file, gzip=packed)
        self.starts: list[int] = []

    @property
    def data(self) -> bytes:
        return self._file.getvalue()

    def add(
        self,
        payload: bytes = PAGE,
        uri: str | None = "https://www.herald.example/students",
        kind: str = "response",
        status: str = "200 OK",
        http: Mapping[str, str] | None = None,
        **warc: str,
    ) -> Writer:
        self.starts.append(self._file.tell())
        headers = {"Content-Type": HTML} if http is None else http
        told = {
            "WARC-Date": "2019-05-20T00:00:00Z",
            **{f"WARC-{name.replace('_', '-')}": value for name, value in warc.items()},
        }
        record = self._warc.create_warc_record(
            uri,
            kind,
            payload=io.BytesIO(payload),
            http_headers=StatusAndHeaders(status, list(headers.items()), protocol="HTTP/1.1"),
            warc_headers_dict=told,
        )
        self._warc.write_record(record)
        return self


def read(path: Path, data: bytes, **options: Any) -> list[Document | RowError]:
    path.write_bytes(data)
    archive = reading.Archive(reading.sources([str(path)]), **options)
    archive.check()
    return list(archive)


def only(tmp_path: Path, *arguments: Any, **options: Any) -> Document | RowError:
    [found] = read(tmp_path / "a.warc", Writer().add(*arguments, **options).data)
    return found


def reason(tmp_path: Path, *arguments: Any, **options: Any) -> str:
    found = only(tmp_path, *arguments, **options)
    assert isinstance(found, RowError), found
    assert (found.row, found.doc_id) == (1, "https://www.herald.example/students")
    return found.reason


def five(packed: bool) -> Writer:
    writer = Writer(packed)
    for number in range(5):
        writer.add(uri=f"https://herald.example/{number}")
    return writer


def shown(found: list[Document | RowError]) -> list[str]:
    """Last character of each document's id, of each rejected row its reason."""
    return [(each.doc_id or "?")[-1] if isinstance(each, Document) else each.reason for each in found]


@pytest.mark.parametrize("packing", ["plain", "by record", "whole"])
def test_pages_are_documents_and_other_records_are_passed_over(tmp_path: Path, packing: str) -> None:
    writer = Writer(packing == "by record")
    writer.add(b"", None, "warcinfo", http={})
    writer.add(b"GET / HTTP/1.1\r\n\r\n", kind="request", http={})
    writer.add()
    writer.add(b"\x89PNG\0", http={"Content-Type": "image/png"})
    writer.add(b"%PDF", Identified_Payload_Type="application/pdf")
    writer.add(status="301 Moved")
    writer.add(status="404 Not Found")
    writer.add(kind="metadata")
    writer.add(b"20190516 1.2.3.4", "dns:herald.example", http={}, status="")
    writer.add(b"A note.\r\n<b>", "https://herald.example/note", http={"Content-Type": "text/plain"})
    data = gzip.compress(writer.data) if packing == "whole" else writer.data
    path = tmp_path / ("a.warc" if packing == "plain" else "a.warc.gz")
    page, note = read(path, data, columns=Columns(source="outlet"), published="2018")
    assert isinstance(page, Document)
    assert isinstance(note, Document)
    assert page.text.split("\n") == ["Students visit", LEAD, MORE]
    assert (page.doc_id, page.published) == ("https://www.herald.example/students", "2019-05-16")
    assert (page.source, page.file, page.row) == ("www.herald.example", str(path), 3)
    assert (note.text, note.published, note.row) == ("A note.\r\n<b>", "2018", 10)


def test_the_source_is_told_where_it_is_asked_for_and_the_columns_need_not_be_there(tmp_path: Path) -> None:
    data = Writer().add().data
    [found] = read(tmp_path / "a.warc", data)
    assert isinstance(found, Document)
    assert found.source is None
    [found] = read(tmp_path / "a.warc", data, columns=Columns("body", "day", "number", "outlet"))
    assert isinstance(found, Document)
    assert found.source == "www.herald.example"


def test_a_page_without_an_address_is_named_by_file_and_record(tmp_path: Path) -> None:
    found = only(tmp_path, uri=None)
    assert isinstance(found, Document)
    assert found.doc_id == "a.warc:1"


def test_the_day_of_the_crawl_is_no_publication_date_but_bounds_it(tmp_path: Path) -> None:
    for content, moment, expected in (
        (markup(), "2019-05-20T00:00:00Z", None),
        (PAGE.decode(), "2019-05-15T23:00:00Z", "2019-05-16"),
        (PAGE.decode(), "2019-05-14T23:00:00Z", None),
        (PAGE.decode(), "9999-12-31T23:00:00Z", "2019-05-16"),
        (PAGE.decode(), "some day", "2019-05-16"),
    ):
        found = only(tmp_path, content.encode(), Date=moment)
        assert isinstance(found, Document)
        assert found.published == expected


@pytest.mark.parametrize(
    ("payload", "http"),
    [
        (gzip.compress(PAGE), {"Content-Encoding": "gzip"}),
        (gzip.compress(PAGE), {}),
        (zlib.compress(PAGE), {"Content-Encoding": "deflate"}),
        (PAGE, {"Content-Encoding": "gzip"}),
        (PAGE, {"Content-Encoding": "br"}),
        (PAGE, {"Transfer-Encoding": "chunked"}),
        (b"%x\r\n%b\r\n3;x=y\r\n-->\r\n0\r\n\r\n" % (len(PAGE) + 4, PAGE + b"<!--"), {"Transfer-Encoding": "chunked"}),
    ],
)
def test_payloads_are_unpacked_however_the_crawler_kept_them(
    tmp_path: Path, payload: bytes, http: dict[str, str]
) -> None:
    found = only(tmp_path, payload, http={"Content-Type": HTML, **http})
    assert isinstance(found, Document), found
    assert found.text.split("\n") == ["Students visit", LEAD, MORE]


@pytest.mark.parametrize(
    ("payload", "http", "warc", "expected"),
    [
        (b"", {}, {}, "the page is empty"),
        (b"<html></html>", {}, {}, "no main text"),
        (PAGE, {"Content-Type": ""}, {}, "no Content-Type"),
        (PAGE, {}, {"Truncated": "length"}, "the crawler cut the page short (WARC-Truncated: length)"),
        (gzip.compress(PAGE)[:-30], {"Content-Encoding": "gzip"}, {}, "can't be unpacked"),
        (gzip.compress(bytes(30_000_000)), {"Content-Encoding": "gzip"}, {}, "more than 20,000,000 bytes"),
        (b"\x1b\x2d\xff\0\0", {"Content-Encoding": "br"}, {}, "(Content-Encoding: br)"),
        (b"ffff\r\n" + PAGE, {"Transfer-Encoding": "chunked"}, {}, "its chunks are damaged"),
        (b"<p>" + b"word " * 5_000_000, {}, {}, "bytes; a page may have 20,000,000"),
        (markup().encode("latin-1"), {"Content-Type": "text/html"}, {}, "declares no charset"),
        (b"caf\xe9 <meta charset=latin1>", {"Content-Type": "text/plain"}, {}, "declares no charset"),
        (b"a\0b", {}, {}, "NUL"),
    ],
)
def test_a_page_that_cannot_be_used_is_rejected_with_the_reason(
    tmp_path: Path, payload: bytes, http: dict[str, str], warc: dict[str, str], expected: str
) -> None:
    assert expected in reason(tmp_path, payload, http={"Content-Type": HTML, **http}, **warc)


def test_the_charset_of_the_server_counts(tmp_path: Path) -> None:
    found = only(tmp_path, markup().encode("latin-1"), http={"content-type": 'text/html;Charset="ISO-8859-1"'})
    assert isinstance(found, Document)
    assert "Café" in found.text


@pytest.mark.parametrize("where", [0, 12, 300])
def test_a_member_that_is_damaged_costs_its_record_alone(tmp_path: Path, where: int) -> None:
    writer = five(packed=True)
    at = writer.starts[2] + where
    data = writer.data[:at] + bytes(20) + writer.data[at + 20 :]
    told = shown(read(tmp_path / "a.warc.gz", data))
    assert told[:2] + told[3:] == ["0", "1", "3", "4"]
    assert ("damaged" if where else "not gzip data") in told[2]


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_is_cut_short_keeps_what_came_before(tmp_path: Path, packed: bool) -> None:
    writer = five(packed)
    data = writer.data[: writer.starts[3] + 450]
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    told = shown(read(path, data))
    assert told[:3] == ["0", "1", "2"]
    assert len(told) == 4
    assert "cut short" in told[3]
    assert shown(read(path, writer.data[: writer.starts[3]])) == ["0", "1", "2"]


def test_a_whole_that_is_cut_short_or_padded_keeps_what_came_before(tmp_path: Path) -> None:
    packed = gzip.compress(five(packed=False).data)
    assert shown(read(tmp_path / "a.warc.gz", packed + bytes(100_000))) == ["0", "1", "2", "3", "4"]
    told = shown(read(tmp_path / "a.warc.gz", packed[:-20]))
    assert told[:2] == ["0", "1"]
    assert "cut short" in told[-1]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"WARC/1.0", b"JUNK/1.0", "bytes are no part of a WARC record"),
        (b"Content-Length: ", b"Content-Length: x", "needs a Content-Length, found 'x"),
        (b"Content-Length: ", b"Content-Lengthy: ", "needs a Content-Length, found ''"),
        (b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1-200-OK\r\n", "begins with 'HTTP/1.1-200-OK'"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: ", b"HTTP/1.1 200 OK\r\nContent-Kind: ", "no Content-Type"),
    ],
)
def test_a_broken_record_is_told_and_the_next_ones_are_read(
    tmp_path: Path, old: bytes, new: bytes, expected: str
) -> None:
    writer = five(packed=False)
    start = writer.starts[2]
    told = shown(read(tmp_path / "a.warc", writer.data[:start] + writer.data[start:].replace(old, new, 1)))
    assert told[:2] == ["0", "1"]
    assert told[-2:] == ["3", "4"]
    assert expected in " ".join(told[2:-2])


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.warc", b"", "the file is empty"),
        ("a.warc.gz", b"", "the file is empty"),
        ("a.warc.gz", gzip.compress(b""), "the file is empty"),
        ("a.warc", b"\x89PNG\0" * 100_000, "bytes are no part of a WARC record"),
        ("a.warc.gz", b"\x89PNG\0" * 100_000, "not gzip data"),
        ("a.warc.gz", b"W", "not gzip data"),
        ("a.warc.gz", five(packed=False).data, "not gzip data"),
        ("a.warc", b"WARC/1.0\r\n" + b"x: y\r\n" * 400_000, "needs a Content-Length"),
        (
            "a.warc",
            b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
            "expected an HTTP response",
        ),
        ("a.warc", b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 99999\r\n\r\n", "cut short"),
    ],
)
def test_what_is_no_archive_is_rejected(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    found = read(tmp_path / name, data)
    assert all(isinstance(each, RowError) for each in found)
    assert expected in shown(found)[0]


def test_reading_holds_only_what_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(five(packed=True).data for _ in range(40)))
    archive = reading.Archive(reading.sources([str(path)]))
    documents = iter(archive)
    next(documents)
    assert 0 < archive.position <= archive.size


def test_nothing_is_written_to_standard_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    writer = Writer(packed=True).add().add(b"<html>", uri="https://herald.example/a b").add(b"")
    read(tmp_path / "a.warc.gz", writer.data[:-30])
    assert capfd.readouterr().err == ""


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4000), st.binary(max_size=40), st.booleans())
def test_any_damage_leaves_true_pages_and_reasons(
    tmp_path_factory: pytest.TempPathFactory, at: int, damage: bytes, packed: bool
) -> None:
    data = five(packed).data
    at %= len(data)
    name = "a.warc.gz" if packed else "a.warc"
    found = read(tmp_path_factory.getbasetemp() / name, data[:at] + damage + data[at + len(damage) :])
    assert len(found) <= 12
    whole = html.page(PAGE.decode())[0]
    if packed:
        assert all(each.text == whole for each in found if isinstance(each, Document))
