"""A person's merges and splits, which override what is worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from twin_nlp.errors import InputError

Action = Literal["merge", "split"]
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True, slots=True)
class Decision:
    """Two reports are of one event (merge), or aren't (split). ``where`` names the row for messages."""

    action: Action
    one: str
    other: str
    where: str


def resolved(
    decisions: Iterable[Decision], index: Mapping[str, int]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs of reports to merge and to keep apart.

    Parameters
    ----------
    decisions : iterable of Decision
    index : mapping of str to int
        The number of each report by its id.

    Raises
    ------
    InputError
        Naming the rows: where an id isn't known or given twice in a row, or where two reports are to be kept apart
        that other rows merge.
    """
    together: list[tuple[int, int, Decision]] = []
    apart: list[tuple[int, int, Decision]] = []
    for decision in decisions:
        for name in (decision.one, decision.other):
            if name not in index:
                raise InputError(f"{decision.where}: no report or event {name!r}; the crosswalk lists their ids")
        one, other = sorted((index[decision.one], index[decision.other]))
        if one == other:
            raise InputError(f"{decision.where}: {decision.one!r} and {decision.other!r} are the same report")
        (together if decision.action == "merge" else apart).append((one, other, decision))
    joined = _Joined()
    for one, other, decision in together:
        joined.join(one, other, decision)
    for one, other, decision in apart:
        if path := joined.path(one, other):
            rows = ", ".join(dict.fromkeys(each.where for each in path))
            raise InputError(
                f"{decision.where}: {decision.one!r} and {decision.other!r} are to be split, but merged by {rows}; "
                "take one of them out"
            )
    return _pairs(together), _pairs(apart)


def _pairs(found: Iterable[tuple[int, int, Decision]]) -> list[tuple[int, int]]:
    return sorted({(one, other) for one, other, _ in found})


class _Joined:
    """Which reports decisions join, and by which."""

    def __init__(self) -> None:
        self._edges: dict[int, list[tuple[int, Decision]]] = {}

    def join(self, one: int, other: int, decision: Decision) -> None:
        self._edges.setdefault(one, []).append((other, decision))
        self._edges.setdefault(other, []).append((one, decision))

    def path(self, one: int, other: int) -> list[Decision]:
        """The decisions that lead from one report to another, the fewest; none where they aren't joined."""
        led: dict[int, tuple[int, Decision] | None] = {one: None}
        queue = [one]
        for at in queue:
            for there, decision in self._edges.get(at, ()):
                if there not in led:
                    led[there] = (at, decision)
                    queue.append(there)
        found: list[Decision] = []
        step = led.get(other)
        while step is not None:
            found.append(step[1])
            step = led[step[0]]
        return found[::-1]
