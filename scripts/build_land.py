"""Make ``twin_nlp/data/land.json``, the outline of the land that maps of the report are drawn on.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    .venv/bin/python scripts/build_land.py package/land-110m.json

world-atlas (ISC licence) has Natural Earth's land at 1:110 million (public domain) as TopoJSON: lines that
polygons share, as steps on a grid (https://github.com/topojson/topojson-specification).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

LAND = Path(__file__).resolve().parent.parent / "twin_nlp" / "data" / "land.json"
SOURCE = "Natural Earth 1:110m land (public domain), through world-atlas 2.0.2 (ISC licence)"
DIGITS = 1
"""Of a degree: about 11 km, less than a line is wide on a map of the world."""
ANTARCTICA = -60.0

Point = tuple[float, float]


def lines(topology: Mapping[str, Any]) -> list[list[Point]]:
    """The lines of a topology in degrees."""
    (x_step, y_step), (x_first, y_first) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for steps in topology["arcs"]:
        grid = accumulate(steps, lambda at, step: (at[0] + step[0], at[1] + step[1]))
        found.append([(x * x_step + x_first, y * y_step + y_first) for x, y in grid])
    return found


def rings(topology: Mapping[str, Any]) -> list[list[Point]]:
    """The closed lines around all land but Antarctica, rounded, each without its last point, which is its first.

    A line that crosses 180 degrees goes on beyond: its longitudes don't jump.
    """
    shared = lines(topology)

    def joined(numbers: Sequence[int]) -> list[Point]:
        ring: list[Point] = []
        for number in numbers:
            ring += (shared[number] if number >= 0 else shared[~number][::-1])[:-1]
        return ring

    found = []
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for numbers in polygon:
                points = joined(numbers)
                if max(y for _, y in points) < ANTARCTICA:
                    continue
                xs = np.unwrap([x for x, _ in points], period=360)
                rounded = [(round(float(x), DIGITS), round(y, DIGITS)) for x, (_, y) in zip(xs, points, strict=True)]
                found.append([point for n, point in enumerate(rounded) if point != rounded[n - 1]])
    return found


def main() -> None:
    """Read the TopoJSON named on the command line and write the outline."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("topology", type=Path, help="land-110m.json of world-atlas")
    topology = json.loads(parser.parse_args().topology.read_text(encoding="utf-8"))
    land = {"source": SOURCE, "rings": rings(topology)}
    LAND.write_text(json.dumps(land, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{LAND}: {len(land['rings'])} rings, {LAND.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
