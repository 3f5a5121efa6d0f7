"""The versions of the software that a result depends on."""

from __future__ import annotations

import platform
from importlib.metadata import version

_PACKAGES = ("twin-nlp", "spacy", "scikit-learn", "numpy", "trafilatura", "htmldate")


def versions() -> dict[str, str]:
    """The version of Python and of each package that rows depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}
