"""The goods of an event, chosen among those found in its sentences."""

from __future__ import annotations

from collections.abc import Sequence

from twin_nlp.assemble.view import View


def choose_goods(view: View, event: Sequence[int]) -> list[int]:
    """The goods (indices) in an event's sentences, each once."""
    seen: set[str] = set()
    chosen = []
    for i in [i for u in event for i in view.units[u].goods]:
        key = view.document.goods[i].text.casefold()
        if key not in seen:
            seen.add(key)
            chosen.append(i)
    return chosen
