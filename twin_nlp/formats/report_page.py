"""The page of a report: one HTML file that opens offline and asks for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from twin_nlp.formats.output import complete

COLOURS: Mapping[str, str] = {
    "#000000": "currentColor",
    "#ffffff": "none",
    "#0072b2": "var(--first)",
    "#d55e00": "var(--second)",
    "#009e73": "var(--third)",
    "#666666": "var(--quiet)",
    "#b0b0b0": "var(--line)",
    "#dddddd": "var(--land)",
}
"""What the colours of drawings become, so that they follow the page into the dark."""


def write_page(path: Path, page: Any, drawings: Mapping[str, str]) -> None:
    """Fill in the template and write it to ``path``.

    Parameters
    ----------
    path : Path
    page : object
        With the attributes that ``report_page.html`` names. All of its text is escaped.
    drawings : mapping of str to str
        SVG elements by name, put in as they are.

    Raises
    ------
    OutputError
        When the file can't be written.
    """
    templates = Environment(
        loader=PackageLoader("twin_nlp", "formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = templates.get_template("report_page.html").render(page=page, drawings=drawings)
    with complete(path) as file:
        file.write(text.encode("utf-8", "replace"))
