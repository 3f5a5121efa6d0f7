"""The ``twin-nlp`` command. Commands import what they need when they run, so that help comes at once."""

from __future__ import annotations

import signal
import sys

from twin_nlp.cli import convert, events, indicators, models, workbench
from twin_nlp.cli.app import app


def _end(signal_number: int, frame: object) -> None:
    sys.exit(128 + signal_number)


def main() -> None:
    """Run the command line."""
    # A run that is ended takes its unfinished files with it.
    signal.signal(signal.SIGTERM, _end)
    app(prog_name="twin-nlp")


__all__ = ["app", "convert", "events", "indicators", "main", "models", "workbench"]
