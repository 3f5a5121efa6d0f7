"""Drawings made with matplotlib, as SVG and PNG; the same drawing gives the same bytes."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin_nlp.errors import OutputError
from twin_nlp.formats.output import complete, made_folder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DOTS_PER_INCH = 150
_NAMELESS: dict[str, dict[str, Any]] = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


def need_matplotlib() -> None:
    """Raise :class:`OutputError` where matplotlib isn't installed."""
    if importlib.util.find_spec("matplotlib") is None:
        raise OutputError("plots need matplotlib, which isn't installed; run pip install 'twin-nlp[report]'")


def write_drawings(
    folder: Path, drawings: Mapping[str, Figure], description: str, endings: tuple[str, ...] = ("svg", "png")
) -> None:
    """Write each drawing under its name into a folder, which is made where it is missing.

    Parameters
    ----------
    folder : Path
    drawings : mapping of str to Figure
    description : str
        Kept in the files: what they were drawn from.
    endings : tuple of str
        "svg", "png" or both.

    Raises
    ------
    OutputError
        When they can't be written.
    """
    import matplotlib

    made_folder(folder)
    with matplotlib.rc_context({"svg.hashsalt": "twin-nlp", "svg.fonttype": "none"}):
        for name, drawing in drawings.items():
            for ending in endings:
                drawn = BytesIO()
                about = {**_NAMELESS[ending], "Description": description}
                drawing.savefig(drawn, format=ending, dpi=_DOTS_PER_INCH, metadata=about)
                with complete(folder / f"{name}.{ending}") as file:
                    file.write(drawn.getvalue())
