"""HTML: one page a document, its title, main text and publication date.

The main text is found by trafilatura, the date by htmldate. A wrong publication date gives wrong dates of events
and none doesn't, so only what a page says of itself is read, and not every date that htmldate could find on it.
"""

from __future__ import annotations

import codecs
import datetime as dt
import logging
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from htmldate import find_date
from htmldate.core import DATE_ATTRIBUTES
from lxml import etree, html
from lxml.html import builder
from trafilatura import extract
from trafilatura.metadata import examine_meta, extract_title
from trafilatura.utils import repair_faulty_html

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats import text
from twin_nlp.formats.rows import Document, Origin

LARGEST = 20_000_000
"""Bytes of a page; trafilatura's own limit."""
_MOST_ELEMENTS = 50_000
"""The time that finding the main text takes grows with their square, and parsing with that of one's attributes."""
_TOO_MANY_ATTRIBUTES = re.compile(
    r"""<[a-zA-Z][\w:-]*+(?:[\s/]*+[^\s=<>"'/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]*+))?+){5000}+"""
)

for _library in ("trafilatura", "htmldate"):
    # What they would write to standard error is told in the reasons of rejected pages.
    logging.getLogger(_library).addHandler(logging.NullHandler())

_CHARSET = re.compile(
    rb"<(?:meta\b[^>]{0,300}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_CHARSET_WITHIN = 8192
# Python has codecs that are no character sets, such as "idna" and "unicode_escape".
_CHARACTER_SET = re.compile(
    r"ascii|utf-(?:8|16|16-[bl]e)|cp\d+|iso8859-\d+|koi8-\w|gb\w+|hz|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+|mac-\w+"
)
# What browsers read where a page declares the narrower one (WHATWG Encoding Standard, section 4.2).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}

# Characters that no XML tree may hold, written as references; they would cost the whole page.
_CONTROL = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF]))(?![0-9a-fA-F]);?"
)
_MARKED_DATES = etree.XPath(
    "//body//time | //body//*[contains(translate(concat(@class, ' ', @id), 'D', 'd'), 'date')"
    " or contains(@class, 'publish') or contains(@class, 'posted')]"
)
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_OTHER_DATE = re.compile(r"modif|updat|expir|event", re.IGNORECASE)
_CALENDAR = re.compile(r"\b(?:events?|calendar)\b", re.IGNORECASE)
# 05/06/2019 is another day here than there, so a date in numbers must begin with its year.
_NUMBERS = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)([-/.]?)(?P<month>\d\d?)\2(?P<day>\d\d?)(?!\d)")
_IN_ADDRESS = re.compile(r"[/_-](?P<year>(?:19|20)\d\d)([/_-])(?P<month>\d\d)\2(?P<day>\d\d)(?!\d)")
_DAY_AND_MONTH = re.compile(
    r"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th)?[\s.,-]{1,3}(?:of\s)?[^\W\d_]{3,12}[\s.,-]{1,3}\d{4}(?!\d)"
)
_MONTH_AND_DAY = re.compile(r"[^\W\d_]{3,12}[\s.,-]{1,3}(?P<day>\d\d?)(?:st|nd|rd|th)?[\s.,-]{1,3}\d{4}(?!\d)")
_LONGEST_DATE, _MOST_READ, _MOST_PIECES = 60, 1000, 20


def read(binary: BinaryIO, origin: Origin) -> Iterator[Document | RowError]:
    """The file's one document; its id is the file's name."""
    try:
        data = binary.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise InputError(f"it has more than {LARGEST:,} bytes, the most that a page may have")
        main, published = page(decoded(data))
        yield text.document(main, origin, published)
    except InputError as error:
        yield origin.rejected(1, str(error))
    except OSError as error:
        yield origin.rejected(1, f"it can't be read: {error.strerror or error}")


def decoded(data: bytes, charset: str | None = None, markup: bool = True) -> str:
    """The bytes of a page as text.

    A byte-order mark tells the encoding, else what is declared; a page that declares none must be UTF-8. Where
    the server and the page declare different ones, UTF-8 is tried first, since text in another encoding is hardly
    ever UTF-8 by chance, and then the server's.

    Parameters
    ----------
    data : bytes
    charset : str or None
        What the server declared.
    markup : bool
        Whether the page can declare one itself, as plain text can't.

    Raises
    ------
    InputError
        When they are no text, or not in the encoding that is declared.
    """
    if not data or text.encoding(data[:4]) != "utf-8":
        return text.decoded(data)
    in_page = _CHARSET.search(data, 0, _CHARSET_WITHIN) if markup else None
    declared = [name for name in (charset, in_page and in_page[1].decode()) if name]
    known = {codec: name for name in declared if (codec := _codec(name)) is not None}
    problem = ""
    for codec in sorted(known, key=lambda codec: codec != "utf-8") or ["utf-8"]:
        try:
            return text.checked(data.decode(codec))
        except UnicodeDecodeError as error:
            where = f"byte 0x{data[error.start]:02X} at byte {error.start} is not {known.get(codec, 'UTF-8')}"
            if not declared:
                problem = f"it declares no charset, and {where}"
            elif not known:
                problem = f"it declares the charset {declared[0]!r}, which isn't known, and {where}"
            else:
                problem = f"{where}, which it declares"
    raise InputError(problem)


def _codec(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset.lower().removeprefix("x-")).name
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name) if _CHARACTER_SET.fullmatch(name) else None


def page(source: str, url: str | None = None, latest: dt.date | None = None) -> tuple[str, str | None]:
    """Title and main text of a page, the title on the first line, and its publication date.

    Parameters
    ----------
    source : str
        HTML.
    url : str or None
        Where the page was found.
    latest : datetime.date or None
        A day by which it was there.

    Returns
    -------
    str
    str or None
        ISO 8601, or None where the page doesn't tell it clearly.

    Raises
    ------
    InputError
        When no main text is found.
    """
    try:
        tree = _tree(source)
        main = extract(tree, include_comments=False)
        title = examine_meta(tree).title or extract_title(tree)
        published = _published(tree, url, latest)
    except RecursionError:
        raise InputError("its elements are nested too deeply") from None
    except InputError:
        raise
    except Exception as error:  # anything can stand on a page, and one must not cost the others
        raise InputError(f"no main text can be found: {type(error).__name__}: {error}") from None
    if not main or not main.strip():
        raise InputError("no main text was found on the page")
    headline = " ".join((title or "").split())
    return (main if main.partition("\n")[0].strip() == headline or not headline else f"{headline}\n{main}"), published


def _tree(source: str) -> html.HtmlElement:
    # trafilatura's own parser drops what is nested more than 256 deep without a word.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    if _TOO_MANY_ATTRIBUTES.search(source):
        raise InputError("an element has too many attributes")
    repaired = _CONTROL.sub("", repair_faulty_html(source, source[:50].lower()))
    try:
        tree = html.document_fromstring(repaired.encode(), parser=parser)
    except etree.LxmlError as error:
        raise InputError(f"it can't be read as HTML: {error}") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise InputError("its elements are nested too deeply")
    elements = sum(1 for _ in tree.iter())
    if elements > _MOST_ELEMENTS:
        raise InputError(f"it has {elements:,} elements; a page may have {_MOST_ELEMENTS:,}")
    return tree


def _published(tree: html.HtmlElement, url: str | None, latest: dt.date | None) -> str | None:
    """What the page declares as its date, or its address tells, or all the dates marked as such in its body."""
    for value in _declared_dates(tree):
        if day := _day(value, latest):
            return day
    address = url or next((link.get("href", "") for link in tree.iterfind(".//link[@rel='canonical']")), "")
    in_address = None if _CALENDAR.search(address) else _IN_ADDRESS.search(address)
    if in_address and (day := _past_day(in_address.group("year", "month", "day"), latest)):
        return day
    marked = {_value(element) for element in _MARKED_DATES(tree) if not _OTHER_DATE.search(_names(element))}
    days = {day for value in marked if not _OTHER_DATE.search(value) and (day := _day(value, latest))}
    return days.pop() if len(days) == 1 else None


def _declared_dates(tree: html.HtmlElement) -> Iterator[str]:
    for element in tree.iter("meta"):
        if any(element.get(name, "").lower() in DATE_ATTRIBUTES for name in ("name", "property", "itemprop")):
            yield _value(element)
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        if found := _JSON_DATE.search(script.text or ""):
            yield found[1]
    for element in tree.iterfind(".//*[@itemprop='datePublished']"):
        yield _value(element)


def _names(element: html.HtmlElement) -> str:
    return " ".join(element.get(name, "") for name in ("class", "id", "itemprop"))


def _value(element: html.HtmlElement) -> str:
    """What an element tells in its attributes or words; empty where there are too many for a date."""
    if attribute := element.get("datetime") or element.get("content"):
        return " ".join(attribute.split())
    pieces = list(islice(element.itertext(), _MOST_PIECES + 1))
    return "" if len(pieces) > _MOST_PIECES else " ".join("".join(piece[:_MOST_READ] for piece in pieces).split())


def _day(value: str, latest: dt.date | None) -> str | None:
    """The day that a short text names."""
    if len(value) > _LONGEST_DATE:
        return None
    if numbers := _NUMBERS.search(value):
        return _past_day(numbers.group("year", "month", "day"), latest)
    named = _DAY_AND_MONTH.search(value) or _MONTH_AND_DAY.search(value)
    if named is None:
        return None
    alone = builder.HTML(builder.HEAD(builder.META(name="date", content=named[0])))
    found = find_date(alone, extensive_search=False, original_date=True, min_date="1900-01-01", max_date="2100-01-01")
    # htmldate takes the 31st of June for the first.
    return _past_day(found.split("-"), latest) if found and int(found[8:]) == int(named["day"]) else None


def _past_day(numbers: Sequence[str], latest: dt.date | None) -> str | None:
    """Year, month and day as a date, where there is such a day by ``latest`` (or today)."""
    try:
        found = dt.date(*map(int, numbers))
    except ValueError:
        return None
    return found.isoformat() if found <= (latest or dt.date.today()) else None
