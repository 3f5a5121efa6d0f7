"""The pages for annotators: a local server that lets only its own page in."""

from __future__ import annotations

import importlib.util

from twin_nlp.errors import OutputError


def need_server() -> None:
    """Raise :class:`OutputError` where what serves pages isn't installed."""
    if any(importlib.util.find_spec(name) is None for name in ("starlette", "uvicorn", "cleanlab")):
        raise OutputError("the page needs starlette, uvicorn and cleanlab; run pip install 'twin-nlp[annotate]'")
