"""Documents taken into the corpus: their texts, annotations and splits, all at once or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from twin_nlp.formats.corpus import SPLIT_COLUMNS, Home, jsonl_files
from twin_nlp.formats.output import cannot, complete
from twin_nlp.records import Record


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as JSON Lines; one with half a surrogate pair, which UTF-8 can't hold, is escaped."""
    found = []
    for row in rows:
        try:
            found.append(json.dumps(row, ensure_ascii=False).encode())
        except UnicodeEncodeError:
            found.append(json.dumps(row).encode())
    return b"".join(line + b"\n" for line in found)


def _longer(content: dict[Path, bytes], path: Path, lines: bytes) -> None:
    """Add lines to what a file will hold, as it is replaced already or as it stands."""
    if lines:
        begun = content[path] if path in content else path.read_bytes() if path.exists() else b""
        content[path] = begun + (b"" if not begun or begun.endswith(b"\n") else b"\n") + lines


def _replaced(path: Path, lines: Mapping[str, bytes]) -> bytes | None:
    """The file with the lines of these ids replaced; None where it has none of them."""
    old = path.read_bytes().splitlines(keepends=True)
    new = [lines.get(json.loads(line)["id"], line) if line.strip() else line for line in old]
    return b"".join(new) if new != old else None


def _splits(homes: Mapping[str, Home]) -> bytes:
    rows = io.StringIO(newline="")
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(SPLIT_COLUMNS)
    writer.writerows((name, home.group, home.split) for name, home in homes.items())
    return rows.getvalue().encode()


def write_adopted(
    corpus: Path,
    annotations: Path,
    file: str,
    *,
    texts: Iterable[Record],
    replaced: Mapping[str, Mapping[str, Any]],
    added: Iterable[Mapping[str, Any]],
    homes: Mapping[str, Home],
) -> None:
    """Write documents into a corpus.

    Parameters
    ----------
    corpus, annotations : Path
        The two folders, which :func:`twin_nlp.formats.corpus.read_corpus` reads.
    file : str
        Name of the files in their ``documents`` that new lines go into.
    texts : iterable of CorpusDocument
        New to the corpus.
    replaced : mapping
        Lines of annotations that take the place of those with the same ids, wherever they stand.
    added : iterable of mapping
        Lines of annotations that are new.
    homes : mapping
        Split and group of every document of the corpus, by id.

    Raises
    ------
    OutputError
        When something can't be written; the corpus is then as it was.
    """
    new = {name: _lines([line]) for name, line in replaced.items()}
    content: dict[Path, bytes] = {}
    for path in jsonl_files(annotations / "documents"):
        if (data := _replaced(path, new)) is not None:
            content[path] = data
    _longer(content, annotations / "documents" / file, _lines(added))
    _longer(content, corpus / "documents" / file, _lines(text.to_dict() for text in texts))
    # The last comes to stand first: a reader never meets a document without its split.
    content[annotations / "splits.csv"] = _splits(homes)
    try:
        with ExitStack() as stack:
            for path, data in content.items():
                opened = stack.enter_context(complete(path))
                opened.write(data)
                opened.flush()
    except OSError as error:
        raise cannot(annotations, error) from None
