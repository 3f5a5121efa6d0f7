"""The packaged weights of linking."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def read_link_model() -> dict[str, Any]:
    """What ``twin_nlp/data/link.json`` holds."""
    found: dict[str, Any] = json.loads(
        resources.files("twin_nlp").joinpath("data/link.json").read_text(encoding="utf-8")
    )
    return found
