"""``twin-nlp`` run as a user runs it, in a process of its own, and what it needed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_COMMAND = """
import sys, time
from benchmarks.commands import peak_memory
from twin_nlp.cli import app
try:
    app(sys.argv[1:])
finally:
    print(time.process_time(), peak_memory())
"""


def peak_memory() -> int:
    """The peak memory of this process in MiB; Linux only."""
    # The kernel counts the memory of the process that began this one as its own in ru_maxrss, unlike in VmHWM.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds from start to end, and of the first process its processor seconds and peak memory in MiB."""

    seconds: float
    processor: float
    memory: int


def run(*arguments: str) -> Used:
    """Run the command with these arguments on one thread; Linux only.

    Raises
    ------
    subprocess.CalledProcessError
        When it fails.
    """
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    begin = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", _COMMAND, *arguments], capture_output=True, text=True, check=True, env=environment
    )
    taken = time.perf_counter() - begin
    processor, memory = ran.stdout.split()[-2:]
    return Used(taken, float(processor), int(memory))
