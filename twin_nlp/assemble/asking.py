"""How models are asked: by the work on many texts together, since a model is quicker with many rows at once."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from twin_nlp.linear import Array, Features
from twin_nlp.trees import joined

Result = TypeVar("Result")
Asking = Generator[tuple[str, Sequence[Features]], Array, Result]
"""Work that asks models on its way: it yields a model's name and rows, and is sent the rows' probabilities."""


class Asked(Protocol):
    """A model."""

    def probabilities(self, rows: Sequence[Features]) -> Array:
        """Of each class, shape (len(rows), k)."""


def answered(askings: Iterable[Asking[Result]], models: Mapping[str, Asked]) -> list[Result]:
    """What each work returns.

    What all of them ask of one model is put to it together. The first of ``models`` that is asked anything comes
    first, so that where their order is that of the work none goes on while another lags behind.
    """
    works = list(askings)
    results: dict[int, Result] = {}
    asked: dict[str, list[tuple[int, Sequence[Features]]]] = {name: [] for name in models}

    def go_on(n: int, answer: Array | None) -> None:
        try:
            name, rows = next(works[n]) if answer is None else works[n].send(answer)
        except StopIteration as end:
            results[n] = end.value
        else:
            asked[name].append((n, rows))

    for n in range(len(works)):
        go_on(n, None)
    while name := next((name for name in models if asked[name]), None):
        questions, asked[name] = asked[name], []
        probabilities = models[name].probabilities(joined([rows for _, rows in questions]))
        for n, rows in questions:
            answer, probabilities = probabilities[: len(rows)], probabilities[len(rows) :]
            go_on(n, answer)
    return [results[n] for n in range(len(works))]
