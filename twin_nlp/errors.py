"""The one family of errors: what was expected, what was found, where, and what to do."""

from __future__ import annotations


class TwinNlpError(Exception):
    """A mistake that a user can mend; its text is shown without a traceback."""


class InputError(TwinNlpError):
    """What was given to be read is not what was asked for."""


class RowError(InputError):
    """One row or document of an input can't be used; the others can.

    Attributes
    ----------
    source : str
        The file the row came from.
    row : int
        Its number, counted from 1.
    doc_id : str or None
        Its id, where one could be read.
    """

    def __init__(self, message: str, *, source: str, row: int, doc_id: str | None = None) -> None:
        super().__init__(f"{source}, row {row}{f' (id {doc_id})' if doc_id else ''}: {message}")
        self.reason = message
        self.source = source
        self.row = row
        self.doc_id = doc_id


class OutputError(TwinNlpError):
    """What was to be written can't be."""


class WorkerError(TwinNlpError):
    """The processes or machines that share the work can't go on."""


class ModelError(TwinNlpError):
    """A model folder is missing, incomplete or does not match its manifest."""


class AnnotationError(TwinNlpError):
    """A corpus or annotation file breaks the format: names file, line and document."""
