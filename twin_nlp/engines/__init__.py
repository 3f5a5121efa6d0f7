"""Who does the work: this process, several on this machine, or a Dask cluster.

An engine is called with a function, a value that all of the work shares (the loaded model) and the items. The
function is given the shared value and some of the items at a time, and gives a result for each; the engine gives the
results in the order of the items, which it draws on no further than it must. The shared value goes to a worker once.
An error in drawing on the items comes out after the results of those that were drawn before it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import chain
from typing import Protocol, TypeVar

from twin_nlp.errors import InputError
from twin_nlp.records import Article

Shared = TypeVar("Shared")
Item = TypeVar("Item", bound="str | Article | None")
Result = TypeVar("Result")
Future = TypeVar("Future")

BATCH, ALONE = 256, 2048
"""Items that are worked on together: by one of several workers, which must have enough to share, and by one alone."""
BATCH_CHARACTERS, ALONE_CHARACTERS = 250_000, 1_000_000
"""A batch ends before it holds so many, unless it is of one item; what is under way stays small with long texts."""
AHEAD = 3
"""Batches a worker is given before the first has come back, so that it never waits for the next."""


class Engine(Protocol):
    """Does ``work(shared, batch)`` for the items, batch by batch."""

    def __call__(
        self, work: Callable[[Shared, list[Item]], list[Result]], shared: Shared, items: Iterable[Item], /
    ) -> Generator[Result, None, None]:
        """The results, lazily and in order."""


def each(work: Callable[[Shared, Item], Result], shared: Shared, batch: list[Item]) -> list[Result]:
    """Work that is done item by item, as an engine takes it."""
    return [work(shared, item) for item in batch]


def in_this_process(
    work: Callable[[Shared, list[Item]], list[Result]], shared: Shared, items: Iterable[Item], /
) -> Generator[Result, None, None]:
    """The engine of one process: a batch is drawn when its first result is asked for.

    The first is of one item and each may be of sixteen times as many as the one before it: results come at once, and
    few batches are small, which are slower.
    """
    with closing(batches(items, ALONE, ALONE_CHARACTERS, first=1)) as source:
        for batch in source:
            try:
                results = work(shared, batch)
            except InputError:
                # The results of those before the one that is at fault, and then the error.
                for item in batch:
                    yield from work(shared, [item])
                raise
            yield from results


def on_this_machine(jobs: int) -> Engine:
    """The engine of ``jobs`` processes."""
    if jobs == 1:
        return in_this_process
    from twin_nlp.engines.pool import in_processes

    return partial(in_processes, jobs)


def _length(item: str | Article | None) -> int:
    # What is no text is for the work to complain of.
    text = item.text if isinstance(item, Article) else item
    return len(text) if isinstance(text, str) else 0


def batches(
    items: Iterable[Item], most: int, most_characters: int, *, first: int | None = None
) -> Generator[list[Item], None, None]:
    """Items in lists of at most so many; an error in drawing on them comes after those drawn before it.

    With ``first`` the first list is of so many, and each of sixteen times as many as the one before it.
    """
    batch: list[Item] = []
    characters = 0
    wanted = most if first is None else first
    try:
        for item in items:
            length = _length(item)
            if batch and characters + length > most_characters:
                yield batch
                batch, characters = [], 0
            batch.append(item)
            characters += length
            if len(batch) == wanted:
                yield batch
                batch, characters, wanted = [], 0, min(16 * wanted, most)
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def in_order(
    submit: Callable[[list[Item]], Future],
    result: Callable[[Future], list[Result]],
    items: Iterable[Item],
    width: Callable[[], int],
) -> Generator[Result, None, None]:
    """Results of batches that are worked on at the same time, in the order of their items.

    Parameters
    ----------
    submit : callable
        Begins the work on a batch.
    result : callable
        Waits for what was begun.
    items : iterable
        Drawn on in this thread and only as far as ``width`` allows, so that memory doesn't grow with them.
    width : callable
        How many batches may be under way now.
    """
    waiting: deque[Future] = deque()
    failure: Exception | None = None
    with closing(batches(items, BATCH, BATCH_CHARACTERS)) as source:
        drawn: Iterator[list[Item]] = source
        ended = False
        while True:
            while not ended and len(waiting) < width():
                try:
                    batch = next(drawn)
                except StopIteration:
                    ended = True
                except Exception as error:
                    failure, ended = error, True
                else:
                    waiting.append(submit(batch))
            if not waiting:
                break
            yield from result(waiting.popleft())
    if failure is not None:
        raise failure


def begun(items: Iterable[Item]) -> Iterator[Item] | None:
    """The items, or None where there is none: workers are not started for nothing."""
    drawn = iter(items)
    for first in drawn:
        return chain([first], drawn)
    return None
