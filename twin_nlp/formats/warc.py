"""WARC, plain or gzipped: the pages of a web archive, record by record.

Damage costs the record it is in: after it the next record (in a gzipped file, the next gzip member) is looked for.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from trafilatura.utils import handle_compressed_file
from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader
from warcio.limitreader import LimitReader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats import html
from twin_nlp.formats.rows import Document, Origin

_BLOCK = 2**16
_LINE = 2**16
_HEADERS = 2**20
_RECORD = b"WARC/"
_GZIP = b"\x1f\x8b\x08"
_PLAIN = "text/plain"
_MARKUP = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_CHUNK = re.compile(rb"[0-9a-fA-F]{1,8}\s*(?:;[^\r\n]{0,200})?\r\n")

_record_headers = StatusAndHeadersParser(["WARC/"])
_http_headers = StatusAndHeadersParser([], verify=False)


class _DamagedError(InputError):
    """What was read so far is spoilt; reading on begins behind the damage."""


class _GzipMembers(io.RawIOBase):
    """A gzipped stream unpacked. Where a member is damaged, the next read goes on with the next one."""

    def __init__(self, packed: BinaryIO) -> None:
        self._file = packed
        self._packed = b""
        self._member: zlib._Decompress | None = None
        self._damaged = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while self._member is not None or self._begin():
            member = self._member
            assert member is not None
            self._packed = self._packed or self._file.read(_BLOCK)
            if not self._packed:
                raise self._damage("the file is cut short")
            try:
                unpacked = member.decompress(self._packed, len(buffer))
            except zlib.error as error:
                self._packed = self._packed[1:]
                raise self._damage(f"the gzip data is damaged: {error}") from None
            self._packed = member.unused_data if member.eof else member.unconsumed_tail
            if member.eof:
                self._member = None
            if unpacked:
                buffer[: len(unpacked)] = unpacked
                return len(unpacked)
        return 0

    def _damage(self, problem: str) -> _DamagedError:
        self._member = None
        self._damaged = True
        return _DamagedError(problem)

    def _begin(self) -> bool:
        """Go to the next member, if there is one."""
        while (start := self._packed.find(_GZIP)) < 0:
            block = self._file.read(_BLOCK)
            # The last bytes may begin what the next ones go on with.
            end = max(0, len(self._packed) - len(_GZIP) + 1) if block else len(self._packed)
            stray, self._packed = self._packed[:end], self._packed[end:] + block
            self._pass_over(stray)
            if not block:
                return False
        stray, self._packed = self._packed[:start], self._packed[start:]
        self._pass_over(stray)
        self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._damaged = False
        return True

    def _pass_over(self, stray: bytes) -> None:
        if not self._damaged and stray.strip(b"\0"):
            raise self._damage("it is not gzip data")


class _Lines(io.BufferedReader):
    """A stream whose lines have a bound, so that what is no archive isn't taken for one endless line."""

    def readline(self, size: int | None = -1, /) -> bytes:
        return super().readline(_LINE if size is None or size < 0 else min(size, _LINE))


def read(binary: BinaryIO, origin: Origin) -> Iterator[Document | RowError]:
    """The pages of a WARC file; rows count its records, those that are passed over too."""
    yield from _documents(_Lines(cast(io.RawIOBase, binary), _BLOCK), origin)


def read_gzip(binary: BinaryIO, origin: Origin) -> Iterator[Document | RowError]:
    """Like :func:`read`, of a gzipped file, whether it was packed record by record or as a whole."""
    yield from _documents(_Lines(_GzipMembers(binary), _BLOCK), origin)


def _documents(stream: _Lines, origin: Origin) -> Iterator[Document | RowError]:
    row = 0
    while True:
        row += 1
        uri = None
        try:
            first, stray = _next_record(stream)
            if stray:
                yield origin.rejected(row, f"{stray:,} bytes are no part of a WARC record")
                row += 1
            if not first:
                if row == 1:
                    yield origin.rejected(1, "the file is empty; expected WARC records")
                return
            headers = _record_headers.parse(LimitReader(stream, _HEADERS), first)
            uri = (headers.get_header("WARC-Target-URI") or "").strip("<>") or None
            body = LimitReader(stream, _length(headers))
            found: Document | RowError | None
            try:
                found = _document(headers, body, row, uri, origin)
            except _DamagedError:
                raise
            except InputError as error:
                found = origin.rejected(row, str(error), uri)
            while body.read(_BLOCK):
                pass
            if body.limit:
                raise InputError("the record is cut short")
            if found is not None:
                yield found
        except InputError as error:
            yield origin.rejected(row, str(error), uri)
        except OSError as error:
            yield origin.rejected(row, f"the rest of the file can't be read: {error.strerror or error}", uri)
            return


def _next_record(stream: _Lines) -> tuple[bytes, int]:
    """The line that begins the next record, empty at the end, and how many bytes before it are none."""
    stray = 0
    while line := stream.readline():
        if line.startswith(_RECORD):
            return line, stray
        stray += len(line.strip())
    return b"", stray


def _length(headers: StatusAndHeaders) -> int:
    told = headers.get_header("Content-Length") or ""
    if not (told.isascii() and told.isdigit() and len(told) < 19):
        raise InputError(f"the record needs a Content-Length, found {told[:40]!r}")
    return int(told)


def _document(
    headers: StatusAndHeaders, body: LimitReader, row: int, uri: str | None, origin: Origin
) -> Document | None:
    """A record as a document, or None where it isn't a page."""
    if headers.get_header("WARC-Type") != "response":
        return None
    try:
        http = _http_headers.parse(LimitReader(body, _HEADERS))
    except EOFError:
        raise InputError("the record is empty; expected an HTTP response") from None
    status = http.get_statuscode()
    if (uri or "").lower().startswith("http") and not status.isdigit():
        raise InputError(f"expected an HTTP response, found one that begins with {http.protocol[:40]!r}")
    if status != "200":
        return None
    content_type = http.get_header("Content-Type") or ""
    kind = headers.get_header("WARC-Identified-Payload-Type") or content_type.partition(";")[0]
    kind = kind.strip().lower()
    if not kind:
        raise InputError("it has no Content-Type, which would tell whether it is a page")
    if kind != _PLAIN and kind not in _MARKUP:
        return None
    if why := headers.get_header("WARC-Truncated"):
        raise InputError(f"the crawler cut the page short (WARC-Truncated: {why[:40]})")
    charset = _CHARSET.search(content_type)
    if not body.limit:
        raise InputError("the page is empty")
    decoded = html.decoded(_payload(http, body), charset and charset[1], markup=kind != _PLAIN)
    text, published = decoded, None
    if kind != _PLAIN:
        text, published = html.page(decoded, uri, _day_after(headers.get_header("WARC-Date")))
    return Document(
        text=text,
        published=published or origin.published,
        doc_id=uri or f"{origin.name}:{row}",
        source=_host(uri) if origin.columns.source else None,
        file=origin.file,
        row=row,
    )


def _payload(http: StatusAndHeaders, body: LimitReader) -> bytes:
    """What the server sent, unpacked. Crawlers store it packed or not, and keep the headers either way."""
    if body.limit > html.LARGEST:
        raise InputError(f"it has {body.limit:,} bytes; a page may have {html.LARGEST:,}")
    data: bytes = body.read()
    if (http.get_header("Transfer-Encoding") or "").lower() == "chunked" and _CHUNK.match(data):
        try:
            data = ChunkedDataReader(io.BytesIO(data), raise_exceptions=True).read()
        except ChunkedDataException as error:
            raise InputError(f"its chunks are damaged: {error}") from None
    packing = (http.get_header("Content-Encoding") or "identity").strip().lower()
    if packing == "identity" and not data.startswith(_GZIP):
        return data
    unpacked = handle_compressed_file(data, html.LARGEST)
    if unpacked is data and not data.lstrip().startswith(b"<") and not _is_utf8(data):
        raise InputError(f"it can't be unpacked, or has more than {html.LARGEST:,} bytes (Content-Encoding: {packing})")
    return unpacked


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _day_after(moment: str | None) -> dt.date | None:
    """The day after a page was fetched: it can't have been published later, wherever that was."""
    try:
        return dt.date.fromisoformat((moment or "")[:10]) + dt.timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _host(uri: str | None) -> str | None:
    try:
        return urlsplit(uri or "").hostname
    except ValueError:
        return None
