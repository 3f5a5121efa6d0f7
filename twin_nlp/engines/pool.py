"""Several processes on this machine, each with its own copy of what the work shares."""

from __future__ import annotations

import os
import pickle
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from twin_nlp.engines import AHEAD, Item, Result, Shared, begun, in_order
from twin_nlp.errors import WorkerError

# A worker that starts threads of its own for every product of small matrices is slower, not faster.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_LOOKED_SECONDS = 1.0
_kept: dict[str, Any] = {}
"""In a worker: what it was started with."""


@contextmanager
def _in_a_file(value: object) -> Iterator[Path]:
    """What workers are started with, in a file that all read at the same time.

    An argument must have arrived at one worker before the next is started.
    """
    import cloudpickle

    handle, name = tempfile.mkstemp(prefix="twin-nlp-")
    file = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            cloudpickle.dump(value, out)
        yield file
    finally:
        file.unlink(missing_ok=True)


def _keep(file: Path, parent: int) -> None:
    threading.Thread(target=_end_with, args=(parent, file), daemon=True).start()
    _kept["work"], _kept["shared"] = pickle.loads(file.read_bytes())


def _end_with(parent: int, file: Path) -> None:
    """End this process when its parent has; one that was killed can't end its workers, which would wait for ever."""
    while os.getppid() == parent:
        time.sleep(_LOOKED_SECONDS)
    file.unlink(missing_ok=True)
    os._exit(1)


def _done(batch: list[Any]) -> list[Any]:
    found: list[Any] = _kept["work"](_kept["shared"], batch)
    return found


def in_processes(
    jobs: int, work: Callable[[Shared, list[Item]], list[Result]], shared: Shared, items: Iterable[Item], /
) -> Generator[Result, None, None]:
    """The engine of ``jobs`` processes.

    Raises
    ------
    WorkerError
        When one of them is ended from outside, as by a system that has run out of memory.
    """
    drawn = begun(items)
    if drawn is None:
        return
    from joblib.externals.loky import ProcessPoolExecutor

    with _in_a_file((work, shared)) as file:
        pool = ProcessPoolExecutor(jobs, initializer=_keep, initargs=(file, os.getpid()), env=_ONE_THREAD)
        ended = False
        try:
            yield from in_order(
                lambda batch: pool.submit(_done, batch), lambda future: future.result(), drawn, lambda: jobs * AHEAD
            )
            ended = True
        except BrokenProcessPool as error:
            raise WorkerError(
                f"one of the {jobs} processes was ended from outside ({str(error).splitlines()[0]}); if memory ran "
                "out, give a smaller --jobs"
            ) from error
        finally:
            pool.shutdown(wait=True, kill_workers=not ended)
