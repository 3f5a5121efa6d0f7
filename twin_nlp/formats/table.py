"""Events as a table to be read on a terminal, printed as they come."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

# A text from the web must not steer the terminal: control characters, and those that turn its direction.
_STEERING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_EVIDENCE_CHARACTERS = 300
_COLUMNS = (
    # title, least width, share of the width that is left
    ("document", 10, 2),
    ("published", 10, 0),
    ("type", 14, 0),
    ("gov", 3, 0),
    ("status", 9, 0),
    ("partners", 10, 3),
    ("date", 10, 1),
    ("conf", 5, 0),
)
_GAP = 1


def plain(text: str) -> str:
    """``text`` on one line, without characters that would steer the terminal."""
    return _STEERING.sub(" ", text).strip()


def cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The main columns of an event's row."""
    return (
        plain(row["doc_id"]),
        row["published"] or "",
        row["type"],
        "yes" if row["government_involved"] else "no",
        row["status"],
        plain("; ".join(partner["name"] for partner in row["partners"])),
        row["date"]["edtf"] if row["date"] else "",
        f"{row['confidence']:.2f}" + ("?" if row["needs_review"] else ""),
    )


class TerminalTable:
    """Prints rows on a terminal: the main columns, and under each event the evidence for it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._begun = False
        spare = max(0, console.width - sum(least + _GAP for _, least, _ in _COLUMNS))
        shares = sum(share for _, _, share in _COLUMNS)
        self._widths = [least + spare * share // shares for _, least, share in _COLUMNS]

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Print the rows of one document."""
        if rows and not self._begun:
            self._begun = True
            self._print([title for title, _, _ in _COLUMNS], "bold")
        for row in rows:
            self._print(cells(row), "")
            evidence = " … ".join(plain(span["text"]) for span in row["evidence"])
            if len(evidence) > _EVIDENCE_CHARACTERS:
                evidence = evidence[: _EVIDENCE_CHARACTERS - 1] + "…"
            self._console.print(Padding(Text(evidence, style="dim"), (0, 0, 0, 2)))

    def close(self) -> None:
        """Nothing is held back."""

    def _print(self, values: Sequence[str], style: str) -> None:
        line = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=True)
        for width in self._widths:
            line.add_column(width=width, overflow="fold")
        line.add_row(*(Text(value, style=style) for value in values))
        self._console.print(line)
