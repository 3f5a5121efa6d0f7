"""The packaged outline of the land, for maps."""

from __future__ import annotations

import json
from importlib import resources

Ring = list[tuple[float, float]]


def read_land() -> list[Ring]:
    """The lines around all land of ``twin_nlp/data/land.json``, each as points of longitude and latitude in degrees."""
    land = json.loads(resources.files("twin_nlp").joinpath("data/land.json").read_text(encoding="utf-8"))
    rings: list[Ring] = land["rings"]
    return rings
