"""One run of ``twin-nlp link``: events read, linked and written with their crosswalk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from twin_nlp.errors import InputError, OutputError
from twin_nlp.formats.event_rows import read_event_rows, read_summary
from twin_nlp.formats.link_model_file import read_link_model
from twin_nlp.formats.linked_events import crosswalk_beside, linked_files, read_decisions
from twin_nlp.formats.output import ENDINGS, beside, known_ending, write_json
from twin_nlp.formats.reading import UsageError
from twin_nlp.formats.row_store import row_store
from twin_nlp.link import events, link, read_reports
from twin_nlp.link.decisions import ACTIONS, Decision
from twin_nlp.link.model import LinkModel


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a run: reports read, rows that were there twice and left out, and real-world events."""

    reports: int
    repeated: int
    events: int


def run(events_path: Path, out: Path, decisions_path: Path | None, *, tell: Callable[[str], None]) -> Tally:
    """Link the events in a file; ``tell`` is told of each step.

    Raises
    ------
    UsageError
        When what was asked for can't be done, whatever the files hold.
    InputError, OutputError
        When a file is at fault; nothing of OUT is then left.
    """
    _check_out(out, [path for path in (events_path, decisions_path) if path is not None])
    decisions = [] if decisions_path is None else _decisions(decisions_path)
    summary = read_summary(events_path)
    model = LinkModel.from_dict(read_link_model())
    with row_store() as store:
        found = read_reports(read_event_rows(events_path), model, store)
        tell(f"{len(found.reports):,} reports read")
        clustering = link(found, model, decisions)
        count = 0
        try:
            with linked_files(out) as (writer, crosswalk):
                for row, sources in events(found, clustering, model, store):
                    try:
                        writer.write([row])
                        crosswalk.write(row["event_id"], ((source.report_id, source.row) for source in sources))
                    except (ValueError, OverflowError) as error:
                        raise InputError(f"{events_path}: {row['doc_id']!r} can't be written: {error}") from None
                    count += 1
        except OSError as error:
            raise OutputError(f"{out}: can't be written ({error.strerror or error}); name another place") from None
    # What was searched is told by the run of label; the report needs it beside what it reads.
    if summary is not None:
        write_json(beside(out)[0], summary)
    return Tally(len(found.reports), found.repeated, count)


def _check_out(out: Path, inputs: list[Path]) -> None:
    if known_ending(out) is None:
        raise UsageError(f"{out}: expected an output that ends in {', '.join(ENDINGS)}")
    if out.is_dir():
        raise OutputError(f"{out}: it is a folder; expected the name of a file to write")
    for path in inputs:
        if not path.is_file():
            raise InputError(f"{path}: no such file; is the name right?")
        for written in (out, crosswalk_beside(out)):
            if written.exists() and written.samefile(path):
                raise UsageError(f"{written}: would be written over, but it is read; name another output with -o")


def _decisions(path: Path) -> list[Decision]:
    found = []
    for where, action, one, other in read_decisions(path):
        if action not in ACTIONS:
            raise InputError(f"{where}: action must be {' or '.join(ACTIONS)}; found {action!r}")
        found.append(Decision(action, one, other, where))
    return found
