"""Plain text: one document a file. Encodings are told by a byte-order mark or are UTF-8; none is guessed."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO, TextIO, cast

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats.rows import Document, Origin

# UTF-32's little-endian mark begins with UTF-16's, so it is looked for first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BUFFER = 2**16
_BINARY_WITHIN = 8000
"""A NUL among the first so many bytes tells a binary file, as git has it; a later one spoils its row only."""
LONGEST = 2**27
"""Characters of a row; any real one is shorter, and what never ends must not be held as a whole."""
_EMPTY = "the file is empty; expected text"
_BINARY = "it holds NUL bytes: binary, or UTF-16 without a byte-order mark; expected UTF-8 text"


def encoding(start: bytes) -> str:
    """The encoding that the byte-order mark in the first four bytes tells, else UTF-8."""
    return next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")


def undecoded(text: str) -> str | None:
    """What to say of the first byte in a text decoded with ``surrogateescape`` that wasn't UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        where = f"at character {error.start}" + (f" (line {line})" if line > 1 else "")
        byte = ord(text[error.start]) - 0xDC00
        return f"byte 0x{byte:02X} {where} is not UTF-8; save the file as UTF-8"
    return None


def open_text(binary: BinaryIO, newline: str = "\n") -> TextIO:
    """A stream of bytes as one of text, its byte-order mark taken off and its line ends kept.

    Lines end at ``newline``; "" ends them at each of CR, LF and CRLF.

    Bytes that aren't UTF-8 come out as surrogates, which :func:`undecoded` finds, so that one bad row
    does not cost the others.

    Raises
    ------
    InputError
        When the stream is empty or binary.
    """
    buffered = io.BufferedReader(cast(io.RawIOBase, binary), _BUFFER)
    start = buffered.peek(_BUFFER)
    if not start:
        raise InputError(_EMPTY)
    told = encoding(start[:4])
    if told.startswith("utf-8") and b"\0" in start[:_BINARY_WITHIN]:
        raise InputError(_BINARY)
    return io.TextIOWrapper(buffered, encoding=told, errors="surrogateescape", newline=newline)


def decoded(data: bytes) -> str:
    """The bytes of a text file as text; raises :class:`InputError` saying what is wrong with them."""
    if not data:
        raise InputError(_EMPTY)
    told = encoding(data[:4])
    if told.startswith("utf-8") and b"\0" in data:
        raise InputError(_BINARY)
    try:
        text = data.decode(told, "surrogateescape")
    except UnicodeDecodeError as error:
        raise InputError(f"not {told.upper()}, though its byte-order mark says so: {error.reason}") from None
    return checked(text)


def checked(text: str) -> str:
    """A text decoded with ``surrogateescape``; raises :class:`InputError` when it wasn't text at all."""
    if problem := undecoded(text):
        raise InputError(problem)
    if "\0" in text:
        raise InputError(_BINARY)
    return text


def read(binary: BinaryIO, origin: Origin) -> Iterator[Document | RowError]:
    """The file's one document; its id is the file's name."""
    try:
        yield document(decoded(binary.read()), origin)
    except InputError as error:
        yield origin.rejected(1, str(error))
    except OSError as error:
        yield origin.rejected(1, f"it can't be read: {error.strerror or error}")


def document(text: str, origin: Origin, published: str | None = None) -> Document:
    """``text`` as the one document of ``origin``."""
    return Document(text=text, published=published or origin.published, doc_id=origin.name, file=origin.file)
