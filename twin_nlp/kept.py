"""What is worked out once for every string that comes up again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
LONGEST, MOST = 30, 50_000
"""Of strings of at most so many characters, and of so many, is kept what they give: an archive has no end of them."""


class Kept(dict[str, Value]):
    """What a function gives for strings: looked up where it is known, and worked out where it isn't."""

    __slots__ = ("_of",)

    def __init__(self, of: Callable[[str], Value]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, key: str) -> Value:
        value = self._of(key)
        if len(key) <= LONGEST and len(self) < MOST:
            self[key] = value
        return value
