"""Several processes on this machine, each with its own copy of what the work shares."""

from __future__ import annotations

import os
import pickle
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from twin_nlp.engines import AHEAD, Item, Result, Shared, begun, in_order
from twin_nlp.errors import WorkerError

# A worker that starts threads of its own for every product of small matrices is slower, not faster.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_LOOKED_SECONDS = 1.0
_kept: dict[str, Any] = {}
"""In a worker: what it was started with."""


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
    import cloudpickle
    from joblib.externals.loky import ProcessPoolExecutor

    # What is given to a worker as an argument must have arrived before the next is started; a file is read by all at
    # the same time.
    handle, name = tempfile.mkstemp(prefix="twin-nlp-")
    file = Path(name)
    with os.fdopen(handle, "wb") as out:
        cloudpickle.dump((work, shared), out)
    pool = ProcessPoolExecutor(jobs, initializer=_keep, initargs=(file, os.getpid()), env=_ONE_THREAD)
    ended = False
    try:
        yield from in_order(
            lambda batch: pool.submit(_done, batch), lambda future: future.result(), drawn, lambda: jobs * AHEAD
        )
        ended = True
    except BrokenProcessPool as error:
        raise WorkerError(
            f"one of the {jobs} processes was ended from outside ({str(error).splitlines()[0]}); if memory ran out, "
            "give a smaller --jobs"
        ) from error
    finally:
        pool.shutdown(wait=True, kill_workers=not ended)
        file.unlink(missing_ok=True)
