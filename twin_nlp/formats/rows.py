"""Rows of an archive as documents: which columns are read, and what a row must hold."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from twin_nlp.errors import InputError, RowError
from twin_nlp.records import Article, iso_published

_COLUMNS_LISTED = 40


@dataclass(frozen=True, slots=True)
class Document(Article):
    """An article with the place it was read from: ``file`` and its ``row``, counted from 1."""

    file: str = ""
    row: int = 1


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that the user named; a name that is None stands for the usual one.

    The usual ones are ``text``, ``published`` and ``id``; there is none for the source. The text column
    must be there, and so must each of the others that was named.
    """

    text: str | None = None
    published: str | None = None
    id: str | None = None
    source: str | None = None

    def read(self) -> tuple[str, ...]:
        """The names that are looked for, the text column first."""
        names = (self.text or "text", self.published or "published", self.id or "id")
        return (*names, self.source) if self.source else names

    def required(self) -> tuple[tuple[str, str], ...]:
        """Names that must be there, each with the option that names another."""
        wanted = (
            (self.text or "text", "--text-column"),
            (self.published, "--date-column"),
            (self.id, "--id-column"),
            (self.source, "--source-column"),
        )
        return tuple((name, option) for name, option in wanted if name is not None)


@dataclass(frozen=True, slots=True)
class Origin:
    """One input with what its rows need: ``file`` for messages, ``name`` for the ids of rows without one.

    ``published`` is the date of documents that don't carry one.
    """

    file: str
    name: str
    columns: Columns = Columns()
    published: str | None = None

    def rejected(self, row: int, reason: str, doc_id: str | None = None) -> RowError:
        """The row as an error that doesn't stop the others."""
        return RowError(reason, source=self.file, row=row, doc_id=doc_id)

    def require(self, there: Iterable[str]) -> None:
        """Check the columns (or JSON keys) that a file has.

        Raises
        ------
        InputError
            When one is missing, listing those there are, or when one that is read is there twice.
        """
        found = list(there)
        for name, option in self.columns.required():
            if name in found:
                continue
            alike = difflib.get_close_matches(name.lower(), [c.lower() for c in found], n=1)
            hint = next((c for c in found if alike and c.lower() == alike[0]), None)
            raise InputError(
                f"{self.file}: expected a column {name!r}, found {_listed(found)}"
                + (f"; did you mean {hint!r}?" if hint is not None else ".")
                + f" Name the column with {option}."
            )
        for name in self.columns.read():
            if found.count(name) > 1:
                raise InputError(f"{self.file}: expected one column {name!r}, found {found.count(name)}; rename one")

    def document(self, row: int, fields: Mapping[str, object]) -> Document | RowError:
        """A row's fields as a document, or as the error that says why they aren't one."""
        columns = self.columns
        doc_id = None
        try:
            doc_id = _identifier(fields.get(columns.id or "id"), columns.id or "id")
            return Document(
                text=_text(fields, columns.text or "text"),
                published=_published(fields.get(columns.published or "published")) or self.published,
                doc_id=doc_id or f"{self.name}:{row}",
                source=_identifier(fields.get(columns.source), columns.source) if columns.source else None,
                file=self.file,
                row=row,
            )
        except InputError as error:
            return self.rejected(row, str(error), doc_id)


def _listed(names: list[str]) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - _COLUMNS_LISTED} more" if len(names) > _COLUMNS_LISTED else ""
    return ", ".join(map(repr, names[:_COLUMNS_LISTED])) + more


def _writable(text: str, column: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{column!r} holds U+{ord(text[error.start]):04X} at character {error.start}, "
            "a lone surrogate that UTF-8 can't hold; mend the program that wrote it"
        ) from None
    return text


def _text(fields: Mapping[str, object], column: str) -> str:
    if column not in fields:
        raise InputError(f"expected {column!r}, found {_listed([str(key) for key in fields])}")
    text = fields[column]
    if text is None:
        raise InputError(f"{column!r} is null; expected text")
    if not isinstance(text, str):
        raise InputError(f"{column!r} must be text, found {type(text).__name__}")
    return _writable(text, column)


def _untyped(value: object) -> object:
    """Whole numbers as text: a typed column with gaps keeps its years and ids as floats, its gaps as NaN."""
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if value.is_integer():
            value = int(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _identifier(value: object, column: str) -> str | None:
    value = _untyped(value)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InputError(f"{column!r} must be text or a whole number, found {type(value).__name__}")
    return _writable(value, column)


def _published(value: object) -> str | None:
    return iso_published(_untyped(value))
