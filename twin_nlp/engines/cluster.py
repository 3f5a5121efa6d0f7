"""A Dask cluster: one that runs already, or one of processes on this machine, made for the purpose."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from time import monotonic
from typing import Any

from distributed import Client, LocalCluster, Worker, WorkerPlugin, get_worker
from distributed.comm.core import CommClosedError
from distributed.protocol.pickle import dumps, loads
from distributed.scheduler import KilledWorker

from twin_nlp.engines import AHEAD, Item, Result, Shared, begun, in_order
from twin_nlp.errors import TwinNlpError, WorkerError
from twin_nlp.versions import versions

_ANSWER_SECONDS = 15
_WORKERS_SECONDS = 60
_COUNTED_SECONDS = 5
"""Workers come and go; how many there are is asked for no more often than this."""


class _Kept(WorkerPlugin):
    """Brings the work and what it shares to each worker once, to those that come later too."""

    def __init__(self, work: Callable[..., Any], shared: object, expected: Mapping[str, str]) -> None:
        self._packed: bytes | None = dumps((work, shared))
        self._expected = dict(expected)

    def setup(self, worker: Worker) -> None:
        """Unpack on a worker, unless its software would give other rows."""
        found = versions()
        differing = [
            f"{name} {found.get(name)} (expected {version})"
            for name, version in self._expected.items()
            if found.get(name) != version
        ]
        if differing:
            raise WorkerError(f"the worker {worker.address} has {', '.join(differing)}; install the same there as here")
        assert self._packed is not None
        self._work, self._shared = loads(self._packed)
        self._packed = None

    def done(self, batch: list[Any]) -> list[Any]:
        """The results of a batch."""
        found: list[Any] = self._work(self._shared, batch)
        return found


def _done(name: str, batch: list[Any]) -> list[Any]:
    kept = get_worker().plugins[name]
    assert isinstance(kept, _Kept)
    return kept.done(batch)


@contextmanager
def _local(jobs: int) -> Generator[Client, None, None]:
    """A cluster on this machine, whose workers are started again where they die."""
    with (
        LocalCluster(
            n_workers=jobs, threads_per_worker=1, dashboard_address=":0", silence_logs=logging.CRITICAL
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextmanager
def _remote(scheduler: str) -> Generator[Client, None, None]:
    try:
        client = Client(scheduler, timeout=_ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkerError(
            f"{scheduler}: expected a Dask scheduler, and none answered in {_ANSWER_SECONDS} s; is the address right "
            "(tcp://host:port), and is dask scheduler running there?"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
        except TimeoutError as error:
            raise WorkerError(
                f"{scheduler}: expected workers, and none came within {_WORKERS_SECONDS} s; start one with "
                f"dask worker {scheduler}"
            ) from error
        yield client


@contextmanager
def _ready(client: Client, work: Callable[..., Any], shared: object) -> Generator[str, None, None]:
    """Bring the work to all workers; gives the name that they keep it under."""
    name = f"twin-nlp-{uuid.uuid4().hex}"
    try:
        client.register_plugin(_Kept(work, shared, versions()), name=name)
        yield name
    finally:
        if client.status == "running":
            client.unregister_worker_plugin(name)


def on_cluster(
    jobs: int,
    scheduler: str | None,
    work: Callable[[Shared, list[Item]], list[Result]],
    shared: Shared,
    items: Iterable[Item],
    /,
) -> Generator[Result, None, None]:
    """The engine of a Dask cluster: the one at ``scheduler``, or one of ``jobs`` processes on this machine.

    Raises
    ------
    WorkerError
        When the cluster can't be reached, has other software, or is lost. A worker that is lost isn't: what it
        was given goes to another.
    """
    drawn = begun(items)
    if drawn is None:
        return
    # What goes wrong is told by the errors that are raised here, not by traces of what Dask tried.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    with _local(jobs) if scheduler is None else _remote(scheduler) as client:
        try:
            with _ready(client, work, shared) as name:
                yield from in_order(
                    lambda batch: client.submit(_done, name, batch, pure=False),
                    lambda future: future.result(),
                    drawn,
                    _Width(client),
                )
        except TwinNlpError:
            raise
        except KilledWorker as error:
            raise WorkerError(
                f"{error.allowed_failures + 1} workers died over the same batch of texts; if their memory ran out, "
                "give each more"
            ) from error
        except ModuleNotFoundError as error:
            raise WorkerError(f"a worker lacks the module {error.name}; install the same there as here") from error
        except (CancelledError, CommClosedError, OSError) as error:
            raise WorkerError(f"the Dask cluster is lost: {str(error).splitlines()[0]}") from error


class _Width:
    """How many batches may be under way, by the threads that the workers have."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._counted = -float("inf")
        self._threads = 1

    def __call__(self) -> int:
        if monotonic() - self._counted > _COUNTED_SECONDS:
            self._threads = max(1, sum(self._client.nthreads().values()))
            self._counted = monotonic()
        return self._threads * AHEAD
