"""Archives of any supported format as one stream of documents."""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats import delimited, jsonl, text
from twin_nlp.formats.rows import Columns, Document, Origin

_WITH_COLUMNS = (".csv", ".tsv", ".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet")
ENDINGS = (".txt", ".md", ".html", ".htm", *_WITH_COLUMNS, ".warc", ".warc.gz")
STDIN = "-"
JOURNAL = ".partial"
"""How the name of a folder ends that holds an unfinished run (:mod:`twin_nlp.formats.journal`)."""


class UsageError(InputError):
    """What was asked for can't be done, whatever the files hold."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input: a file, or standard input where ``path`` is None; ``name`` heads the ids of its rows."""

    path: Path | None
    name: str

    @property
    def file(self) -> str:
        """The input as messages name it."""
        return "standard input" if self.path is None else shown(self.path)


def shown(path: PurePath) -> str:
    """The path as text that can be written: a file name need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def known_ending(path: Path) -> str | None:
    """The ending of a file where it tells a format, else None."""
    name = path.name.lower()
    return next((ending for ending in ENDINGS if name.endswith(ending)), None)


def sources(inputs: Sequence[str]) -> list[Source]:
    """The files that ``inputs`` name: files, folders with all that is readable below them, or ``-``.

    Folders come in the order of their paths, hidden files and unfinished runs left out. A source is named
    by its path below the folder or its file name, and by its whole path where two would have the same name.

    Raises
    ------
    UsageError
        For an ending that tells no format, an empty name, or ``-`` given twice.
    InputError
        For a file that isn't there, or a folder that can't be listed or holds nothing to read.
    """
    if inputs.count(STDIN) > 1:
        raise UsageError("- (standard input) was given twice; it can be read once")
    found = [source for item in inputs for source in _named(item)]
    seen = Counter(source.name for source in found)
    return [
        source if seen[source.name] == 1 or source.path is None else Source(source.path, source.file)
        for source in found
    ]


def _named(item: str) -> list[Source]:
    if item == STDIN:
        return [Source(None, "stdin")]
    if not item.strip():
        raise UsageError("expected the name of a file or folder, found an empty one")
    path = Path(item)
    try:
        there, folder = path.exists(), path.is_dir()
    except OSError as error:
        raise InputError(f"{item}: it can't be looked at: {error.strerror or error}") from None
    if folder:
        below = _below(path)
        if not below:
            raise InputError(f"{item}: expected files that end in {', '.join(ENDINGS)}; the folder holds none")
        return [Source(file, shown(file.relative_to(path))) for file in below]
    if not there:
        raise InputError(f"{item}: no such file or folder; is the name right?")
    if known_ending(path) is None:
        raise UsageError(f"{item}: expected a file that ends in {', '.join(ENDINGS)}, or a folder")
    return [Source(path, shown(PurePath(path.name)))]


def _below(folder: Path) -> list[Path]:
    def stop(error: OSError) -> None:
        raise InputError(f"{error.filename}: the folder can't be listed: {error.strerror}") from error

    found: list[Path] = []
    for parent, folders, files in os.walk(folder, onerror=stop):
        folders[:] = [name for name in folders if not name.startswith(".") and not name.endswith(JOURNAL)]
        paths = (Path(parent, name) for name in files if not name.startswith("."))
        found.extend(path for path in paths if known_ending(path) is not None)
    return sorted(found, key=lambda path: path.parts)


class Start(NamedTuple):
    """A place in an archive: so many sources are done, and so many rows of the next one have been taken."""

    source: int = 0
    row: int = 0


class Archive:
    """The documents of several sources, one after the other, read as they are asked for.

    Iterating gives each row as a :class:`Document`, or as the :class:`RowError` that says why it isn't
    one; a file that can't be read gives one too. :class:`InputError` is raised where a column that must
    be there is missing. ``position`` tells how many of the archive's ``size`` bytes have been read;
    standard input doesn't count. With a ``start`` the rows before it are passed over; sources that lie
    wholly before it aren't opened.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        columns: Columns | None = None,
        published: str | None = None,
        start: Start | None = None,
    ) -> None:
        self._sources = tuple(sources)
        self._columns = columns or Columns()
        self._published = published
        self._start = start or Start()
        self._ends: list[int] = []
        self._before = 0
        self._open: BinaryIO | None = None
        self._sizes = [_size(source.path) for source in self._sources]
        self.size = sum(self._sizes)

    @property
    def position(self) -> int:
        """How many bytes of the files have been read."""
        file = self._open
        try:
            return self._before + (file.tell() if file is not None else 0)
        except ValueError:  # closed meanwhile
            return self._before

    def check(self) -> None:
        """Look at the columns of every file, before any work is done on the first.

        Raises
        ------
        InputError
            When a column that must be there is missing.
        """
        for source in self._sources[self._start.source :]:
            if source.path is not None and known_ending(source.path) in _WITH_COLUMNS:
                with closing(self._rows(source)) as rows:
                    next(rows, None)

    def __iter__(self) -> Iterator[Document | RowError]:
        begin, passed = self._start
        self._before = sum(self._sizes[:begin])
        self._ends.clear()
        given = 0
        for source, size in zip(self._sources[begin:], self._sizes[begin:], strict=True):
            for row in islice(self._rows(source), passed, None):
                given += 1
                yield row
            passed = 0
            self._ends.append(given)
            self._before += size

    def reached(self, rows: int) -> Start:
        """The place after so many of the rows that the last iteration gave."""
        done = bisect_right(self._ends, rows)
        if done:
            return Start(self._start.source + done, rows - self._ends[done - 1])
        return Start(self._start.source, self._start.row + rows)

    def _rows(self, source: Source) -> Generator[Document | RowError, None, None]:
        origin = Origin(source.file, source.name, self._columns, self._published)
        if source.path is None:
            yield from _standard_input(sys.stdin.buffer, origin)
            return
        try:
            file = source.path.open("rb")
        except OSError as error:
            yield origin.rejected(1, f"it can't be read: {error.strerror or error}")
            return
        with file:
            self._open = file
            yield from _read(file, known_ending(source.path), origin)
            self._open = None


def _size(path: Path | None) -> int:
    try:
        return path.stat().st_size if path is not None else 0
    except OSError:  # told when its turn comes
        return 0


def _read(file: BinaryIO, ending: str | None, origin: Origin) -> Iterator[Document | RowError]:
    if ending in (".csv", ".tsv"):
        return delimited.read(file, origin, delimiter="," if ending == ".csv" else "\t")
    if ending == ".jsonl":
        return jsonl.read(file, origin)
    if ending == ".jsonl.gz":
        return jsonl.read_gzip(file, origin)
    if ending == ".jsonl.zst":
        return jsonl.read_zstd(file, origin)
    if ending == ".parquet":
        from twin_nlp.formats import parquet

        return parquet.read(file, origin)
    if ending in (".html", ".htm"):
        from twin_nlp.formats import html

        return html.read(file, origin)
    if ending in (".warc", ".warc.gz"):
        from twin_nlp.formats import warc

        return warc.read(file, origin) if ending == ".warc" else warc.read_gzip(file, origin)
    return text.read(file, origin)


def _standard_input(binary: BinaryIO, origin: Origin) -> Iterator[Document | RowError]:
    """One plain text, or JSON Lines where the first character that isn't blank is ``{``."""
    begun: list[str] = []
    try:
        stream = text.open_text(binary)
        for line in stream:
            begun.append(line)
            if not line.isspace():
                break
        rows = bool(begun) and begun[-1].lstrip().startswith("{")
        whole = "" if rows else text.checked("".join(begun) + stream.read())
    except (InputError, UnicodeError, OSError) as error:
        yield origin.rejected(1, str(error))
        return
    if rows:
        yield from jsonl.documents(chain(begun, stream), origin)
    else:
        yield text.document(whole, origin)
