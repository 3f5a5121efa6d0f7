"""``twin-nlp`` run as a user runs it, in a process of its own, and what it needed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass

# The kernel counts the memory of the process that began a command as the command's own (ru_maxrss), unlike VmHWM.
_COMMAND = """
import resource, sys
from pathlib import Path
from twin_nlp.cli import app
try:
    app(sys.argv[1:])
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = next(line.split()[1] for line in Path("/proc/self/status").open() if line.startswith("VmHWM:"))
    print(used.ru_utime + used.ru_stime, int(most) // 1024)
"""


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
