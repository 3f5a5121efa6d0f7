"""What a run has done so far, kept in its journal and brought back from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic
from typing import Any

from twin_nlp.errors import RowError
from twin_nlp.formats import output
from twin_nlp.formats.journal import Journal
from twin_nlp.formats.jsonl import encoded
from twin_nlp.formats.reading import Start
from twin_nlp.label.labelling import Labelled
from twin_nlp.label.tally import Repeats, Tally

_SECONDS = 2.0
"""Between two checkpoints: so much work and a batch are done again at most, and what it costs doesn't show."""
_BYTES = 2**24
"""A checkpoint comes earlier where so much waits to be written."""


def read_back(journal: Journal, tally: Tally, repeats: Repeats) -> Start:
    """Count what the parts of a journal counted; gives where in the archive they end."""
    start = Start()
    for head in journal.heads():
        tally.include(head["tally"])
        repeats.include(head["ids"])
        start = Start(*head["reached"])
    return start


def rejects(journal: Journal) -> Iterator[RowError]:
    """The rejected rows in a journal."""
    for head in journal.heads():
        for told in head["rejects"]:
            yield RowError(told["reason"], source=told["file"], row=told["row"], doc_id=told["id"])


class Checkpoints:
    """Takes rows and rejected rows, and writes them into a journal every few seconds.

    Parameters
    ----------
    journal : Journal
    ending : str
        Of OUT: rows that it can't hold aren't taken.
    reached : callable
        Where in the archive the run is after so many rows.
    repeats : Repeats
        Whose ids are kept too.
    """

    def __init__(self, journal: Journal, ending: str, reached: Callable[[int], Start], repeats: Repeats) -> None:
        self._journal = journal
        self._ending = ending
        self._reached = reached
        self._repeats = repeats
        self._taken = 0
        # What was taken of a row that isn't counted yet: if the run fails over it, it comes again.
        self._uncounted: tuple[bytes, list[dict[str, Any]]] = b"", []
        self._begin()

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Take one document's rows; raises ValueError or OverflowError where OUT can't hold them."""
        output.check(self._ending, rows)
        self._uncounted = encoded(rows), []

    def reject(self, error: RowError) -> None:
        """Take a row that can't be used."""
        self._uncounted = b"", [output.told(error)]

    def count(self, result: Labelled | RowError) -> None:
        """Count a row of the archive whose rows were taken, and keep all that was taken when it is time."""
        rows, rejects = self._uncounted
        self._uncounted = b"", []
        self._rows.append(rows)
        self._size += len(rows)
        self._rejects += rejects
        self._taken += 1
        self._tally.add(result)
        if monotonic() - self._since >= _SECONDS or self._size >= _BYTES:
            self.keep()

    def keep(self) -> None:
        """Write what was counted since the last time as a part.

        Raises
        ------
        OutputError
            When it can't be written.
        """
        if self._taken == self._kept:
            return
        head = {
            "reached": self._reached(self._taken),
            "tally": self._tally.summary(),
            "rejects": self._rejects,
            "ids": self._repeats.new(),
        }
        self._journal.add(head, b"".join(self._rows))
        self._begin()

    def _begin(self) -> None:
        self._kept = self._taken
        self._tally = Tally()
        self._rows: list[bytes] = []
        self._size = 0
        self._rejects: list[dict[str, Any]] = []
        self._since = monotonic()
