from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats import html, reading
from twin_nlp.formats.rows import Columns, Document

LEAD = "The mayor of Annapolis received twelve students from Changsha at City Hall."
MORE = "Café owners along Main Street gave them lunch, and the council a banner of silk."


def markup(head: str = "", body: str = "", title: str = "Students visit | The Herald") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Students visit</h1>{body}<p>{LEAD}</p><p>{MORE}</p></article>"
        "<footer>© 2011 The Herald</footer></body></html>"
    )


def read(path: Path, data: bytes, published: str | None = None) -> Document | RowError:
    path.write_bytes(data)
    archive = reading.Archive(reading.sources([str(path)]), Columns(source="outlet"), published)
    archive.check()
    [found] = archive
    return found


def dated(head: str = "", body: str = "", url: str | None = None, latest: dt.date | None = None) -> str | None:
    return html.page(markup(head, body), url, latest)[1]


@pytest.mark.parametrize("ending", ["html", "htm", "HTML"])
def test_a_page_is_its_title_and_its_main_text(tmp_path: Path, ending: str) -> None:
    head = '<meta charset="utf-8"><meta property="article:published_time" content="2019-05-16T08:00:00+09:00">'
    found = read(tmp_path / f"a.{ending}", markup(head).encode(), published="2011")
    assert isinstance(found, Document)
    assert found.text.split("\n") == ["Students visit", LEAD, MORE]
    assert (found.doc_id, found.published, found.source, found.row) == (f"a.{ending}", "2019-05-16", None, 1)


def test_a_title_that_the_main_text_lacks_stands_before_it() -> None:
    page = markup('<meta property="og:title" content=" Changsha students\n in town ">')
    assert html.page(page)[0].split("\n")[:2] == ["Changsha students in town", "Students visit"]


def test_a_page_without_a_date_gets_the_given_one(tmp_path: Path) -> None:
    found = read(tmp_path / "a.html", markup().encode(), published="2019-05")
    assert isinstance(found, Document)
    assert found.published == "2019-05"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta name="date" content="2019-05-16">', ""),
        ('<meta name="DC.date.issued" content="16 May 2019">', ""),
        (
            '<script type="application/ld+json">{"dateModified": "2021-01-01","datePublished" : "2019-05-16"}</script>',
            "",
        ),
        ("", '<span itemprop="datePublished" content="2019-05-16T01:02:03Z">Thursday</span>'),
        ('<link rel="canonical" href="https://herald.example/2019/05/16/students">', ""),
        ("", '<time datetime="2019-05-16">last Thursday</time>'),
        ("", '<span class="posted-on">Posted on\n <b>Thursday</b>, <i>16th of May, 2019</i> by A. Writer</span>'),
        ("", '<div class="postDate">May 16, 2019</div><p class="date">16 May 2019</p>'),
        ("", '<time datetime="2019-05-16">x</time><time class="updated" datetime="2020-01-01">y</time>'),
    ],
)
def test_the_publication_date_is_what_the_page_says_of_itself(head: str, body: str) -> None:
    assert dated(head, body) == "2019-05-16"


@pytest.mark.parametrize(
    ("head", "body", "url"),
    [
        ("", "", None),  # the year in the footer is no publication date
        ("", "<p>On 16 May 2019 they left, and a report of 2019-05-20T10:00:00Z says so.</p>", None),
        ('<meta property="article:modified_time" content="2019-05-16">', "", None),
        ('<script type="application/ld+json">{"dateModified": "2019-05-16T10:00:00Z"}</script>', "", None),
        ('<meta name="date" content="05/06/2019">', "", None),
        ('<meta name="date" content="2019-05">', "", None),
        ('<meta name="date" content="May 2019">', "", None),
        ('<meta name="date" content="31 June 2019">', "", None),
        ('<meta name="date" content="2019-06-31">', "", None),
        ("", '<time datetime="2019-05-16">x</time><time datetime="2019-04-02">y</time>', None),
        ("", '<div class="event-date">16 May 2019</div>', None),
        ("", '<div class="date">Last updated: 16 May 2019</div>', None),
        ("", f'<div class="date-box">{"It is told at length " * 4} on 16 May 2019.</div>', None),
        ("", "", "https://herald.example/events/2019/05/16/"),
    ],
)
def test_a_date_that_may_be_another_than_that_of_publication_is_left_out(head: str, body: str, url: str | None) -> None:
    assert dated(head, body, url) is None


def test_a_page_is_not_published_after_it_was_there() -> None:
    head = '<meta name="date" content="2019-05-16">'
    assert dated(head, latest=dt.date(2019, 5, 16)) == "2019-05-16"
    assert dated(head, latest=dt.date(2019, 5, 15)) is None
    assert dated('<meta name="date" content="2999-01-01">') is None


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (markup().encode(), None),
        (markup().encode("utf-8-sig"), "iso-8859-1"),
        (markup().encode("utf-16"), None),
        (markup('<meta charset="windows-1252">').encode("cp1252"), None),
        (markup("<meta content='text/html; charset=ISO-8859-1'>").encode("latin-1"), None),
        (('<?xml version="1.0" encoding="latin1"?>' + markup()).encode("latin-1"), None),
        (markup().encode("latin-1"), "ISO-8859-1"),
        (markup('<meta charset="utf-8">').encode("latin-1"), "iso-8859-1"),
        (markup('<meta charset="utf-8">').encode(), "iso-8859-1"),
        (markup('<meta charset="iso-8859-1">').encode(), "utf-8"),
        (markup('<meta charset="utf-16">').encode(), None),
        (markup('<meta charset="no-such">').encode(), None),
    ],
)
def test_the_declared_encoding_is_read(data: bytes, charset: str | None) -> None:
    assert "Café owners" in html.decoded(data, charset)


def test_what_is_declared_narrowly_is_read_as_browsers_do() -> None:
    assert "“hello” €" in html.decoded(markup('<meta charset="us-ascii">', "“hello” €").encode("cp1252"))
    assert "镕" in html.decoded(markup('<meta charset="gb2312">', "镕").encode("gb18030"))


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        (b"", None, "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "byte 0x89 at byte 0 is not UTF-8"),
        (b"<p>a\0b</p>", None, "NUL"),
        (markup().encode("latin-1"), None, "it declares no charset, and byte 0xE9"),
        (markup().encode("latin-1"), "utf-8", "is not utf-8, which it declares"),
        (markup('<meta charset="unicode_escape">').encode("latin-1"), None, "'unicode_escape', which isn't known"),
        (markup().encode("latin-1"), "no-such", "'no-such', which isn't known"),
        (markup('<meta charset="cp1252">').encode("latin-1") + b"\x81", None, "byte 0x81"),
    ],
)
def test_a_wrong_encoding_is_told_and_not_guessed(data: bytes, charset: str | None, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        html.decoded(data, charset)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (" \n ", "can't be read as HTML"),
        ("<html><head><title>T</title></head><body></body></html>", "no main text"),
        ("<html><frameset><frame src='a'></frameset></html>", "no main text"),
        (markup(body="<div>" * 3000), "nested too deeply"),
        (markup(body="<ul><li>" * 1000), "nested too deeply"),
        (markup(body="<p>x" * 50_001), "50,0.. elements"),
        (markup(body="<p " + "a='1' b c=2 " * 100_000), "too many attributes"),
    ],
)
def test_pages_without_a_main_text_are_refused_with_the_reason(page: str, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        html.page(page)


def test_what_is_nested_deeply_is_not_lost() -> None:
    text, _ = html.page(markup(body="<div>" * 1000 + "<p>Ducks came from Mito in spring.</p>" + "</div>" * 1000))
    assert "Ducks came from Mito" in text
    assert MORE in text


def test_a_page_of_fifty_megabytes_is_rejected(tmp_path: Path) -> None:
    found = read(tmp_path / "a.html", b"<p>" + b"word " * 10_000_000)
    assert isinstance(found, RowError)
    assert "more than 20,000,000 bytes" in found.reason


def test_odd_characters_do_not_cost_the_page() -> None:
    text, _ = html.page(
        markup(body="<p>Odd ones &#xD800; &#0; &#1; &#X1f; &#65535; &#128; &#110;&#13; \x01 😀 stand here.</p>")
    )
    assert MORE in text
    text.encode()


def test_nothing_is_written_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    for page in ("<html></html>", markup(), "<p>x"):
        try:
            html.page(page)
        except InputError:
            continue
    assert capfd.readouterr().err == ""


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<p>", "</div>", "<table>", "<td", "'", '"', "<!--", "&#x", "\0", "é", "date", ">", "<b>"])
    )
)
def test_any_page_is_read_or_refused(pieces: list[str]) -> None:
    try:
        text, published = html.page(markup(body="".join(pieces)))
    except InputError:
        return
    assert text.strip()
    assert published is None
