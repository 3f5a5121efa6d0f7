"""What came of a run: counts, and ids that come twice."""

from __future__ import annotations

import base64
import sys
from array import array
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import Any

from twin_nlp.errors import RowError
from twin_nlp.formats.rows import Document
from twin_nlp.label.labelling import Labelled

_IDS_REMEMBERED = 1_000_000
"""Bounds what watching for repeated ids costs; an archive may have any number of documents."""
_PLACES = 2_097_152


@dataclass(slots=True)
class Counts:
    """Documents labelled, those the gate let through, those with events, and events."""

    documents: int = 0
    gated: int = 0
    with_events: int = 0
    events: int = 0

    def add(self, documents: int, gated: int, with_events: int, events: int) -> None:
        """Count more."""
        self.documents += documents
        self.gated += gated
        self.with_events += with_events
        self.events += events


@dataclass(slots=True)
class Tally:
    """What came of a run. Every row of the archive is a document or rejected."""

    total: Counts = field(default_factory=Counts)
    rejected: int = 0
    groups: dict[tuple[str, str], Counts] = field(default_factory=dict)

    def add(self, result: Labelled | RowError) -> None:
        """Count a row: a document that was labelled, or one that was rejected."""
        if isinstance(result, RowError):
            self.rejected += 1
            return
        key = (result.document.source or "", (result.document.published or "")[:4])
        for counts in (self.total, self.groups.setdefault(key, Counts())):
            counts.add(1, result.gated, bool(result.events), len(result.events))

    def include(self, summary: Mapping[str, Any]) -> None:
        """Count what another tally counted, by its summary."""
        self.rejected += summary["rejected"]
        for group in summary["by_source_and_year"]:
            key = (group["source"] or "", group["year"] or "")
            for counts in (self.total, self.groups.setdefault(key, Counts())):
                counts.add(group["documents"], group["gated"], group["with_events"], group["events"])

    def summary(self) -> dict[str, Any]:
        """The counts as JSON-ready data; a source or year that isn't known is null."""
        groups = [
            {"source": source or None, "year": year or None, **asdict(counts)}
            for (source, year), counts in sorted(self.groups.items(), key=lambda group: group[0])
        ]
        return {**asdict(self.total), "rejected": self.rejected, "by_source_and_year": groups}


class Repeats:
    """Warns once when an id comes a second time, looking at the first :data:`_IDS_REMEMBERED` ids."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._ids: _Ids | None = _Ids()
        self._new = array("Q")

    def look_at(self, document: Document) -> None:
        """See whether the id of a document came before."""
        if self._ids is None:
            return
        digest = blake2b((document.doc_id or "").encode(), digest_size=self._new.itemsize).digest()
        seen = int.from_bytes(digest, sys.byteorder) or 1
        if seen in self._ids:
            where = f"{document.file}, row {document.row}"
            self._tell(f"warning: {where}: the id {document.doc_id!r} came before; rows with repeated ids are kept")
            self._ids = None
        elif len(self._ids) < _IDS_REMEMBERED:
            self._ids.add(seen)
            self._new.append(seen)

    def new(self) -> str | None:
        """What was remembered since this was last asked for, as text; None once nothing is looked at any more."""
        if self._ids is None:
            return None
        new, self._new = self._new, array("Q")
        return base64.b64encode(new).decode()

    def include(self, new: str | None) -> None:
        """Remember what another run did."""
        if new is None:
            self._ids = None
        elif self._ids is not None:
            for seen in array("Q", base64.b64decode(new)):
                self._ids.add(seen)


class _Ids:
    """A set of at most :data:`_IDS_REMEMBERED` numbers of 64 bits other than 0, which takes 16 MiB: Python's takes 100.

    Each stands in the first free place from where its last bits point (linear probing).
    """

    __slots__ = ("_number", "_places")

    def __init__(self) -> None:
        self._number = 0
        self._places = array("Q", bytes(8 * _PLACES))

    def __len__(self) -> int:
        return self._number

    def __contains__(self, number: int) -> bool:
        return self._places[self._place(number)] == number

    def add(self, number: int) -> None:
        """Take up one number."""
        at = self._place(number)
        self._number += self._places[at] != number
        self._places[at] = number

    def _place(self, number: int) -> int:
        at = number % _PLACES
        while self._places[at] not in (0, number):
            at = (at + 1) % _PLACES
        return at
