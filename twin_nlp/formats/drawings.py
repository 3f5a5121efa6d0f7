"""Drawings made with matplotlib, as SVG and PNG; the same drawing gives the same bytes."""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin_nlp.errors import OutputError
from twin_nlp.formats.output import complete, made_folder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_REFERENCE = re.compile(r"(url\(#|^#)(?![0-9a-f]{6}$)")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
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
    made_folder(folder)
    for name, drawing in drawings.items():
        for ending in endings:
            with complete(folder / f"{name}.{ending}") as file:
                file.write(_drawn(drawing, ending, {"Description": description}))


def _drawn(drawing: Figure, ending: str, about: Mapping[str, Any]) -> bytes:
    import matplotlib

    drawn = BytesIO()
    # Names of the user's may hold dollar signs, which are no formulas.
    with matplotlib.rc_context({"svg.hashsalt": "twin-nlp", "svg.fonttype": "none", "text.parse_math": False}):
        drawing.savefig(drawn, format=ending, dpi=_DOTS_PER_INCH, metadata={**_NAMELESS[ending], **about})
    return drawn.getvalue()


def inline_svg(drawing: Figure, name: str, shows: str, of_part: Mapping[str, str], colours: Mapping[str, str]) -> str:
    """A drawing to stand in a web page, as wide as there is room, with text alternatives.

    Parameters
    ----------
    drawing : Figure
    name : str
        Begins all ids, so that several drawings can stand in one page.
    shows : str
        What is seen, in words.
    of_part : mapping of str to str
        Words that are told of a part when it is pointed at, by its id (gid).
    colours : mapping of str to str
        What stands in for colours such as "#0072b2": CSS that a page can change in the dark.
    """
    root = ElementTree.fromstring(_drawn(drawing, "svg", {}))
    for part in ("metadata", "defs"):
        # Of the definitions only the style sheet goes, which would hold for the whole page.
        for found in root.findall(f"{{{_SVG}}}{part}"):
            if part == "metadata" or found.find(f"{{{_SVG}}}style") is not None:
                root.remove(found)
    for size in ("width", "height"):
        del root.attrib[size]
    root.set("role", "img")
    root.set("aria-label", shows)
    for element in root.iter():
        if told := of_part.get(element.get("id", "")):
            title = ElementTree.Element(f"{{{_SVG}}}title")
            title.text = told
            element.insert(0, title)
        for attribute, value in element.attrib.items():
            if attribute == "id":
                element.set(attribute, f"{name}-{value}")
            elif attribute != "aria-label":
                value = _REFERENCE.sub(lambda m: f"{m[1]}{name}-", value) if "#" in value else value
                element.set(attribute, _COLOUR.sub(lambda m: colours.get(m[0], m[0]), value))
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    return ElementTree.tostring(root, encoding="unicode")
