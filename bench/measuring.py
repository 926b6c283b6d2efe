"""What a whole process takes: time by the clock, processor time, peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

# Linux counts the peak in units of 1,024 bytes, macOS in bytes.
BYTES_IN_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
CLEAN = 0


class MeasuringError(Exception):
    """A measured command that could not run or ended with a failure."""


@dataclass(frozen=True)
class Command:
    """A process to measure. `accepted` are the exit codes that mean it did its work."""

    arguments: tuple[str, ...]
    accepted: tuple[int, ...] = (CLEAN,)


@dataclass(frozen=True)
class Usage:
    """What one process took: seconds by the clock, processor seconds (user and system), peak bytes."""

    seconds: float
    processor_seconds: float
    peak_bytes: int


def measure_interleaved(commands: Mapping[str, Command], runs: int) -> dict[str, Usage]:
    """Run the commands in turn, so that a slow spell of the machine falls on all of them; return medians.

    A first round is not measured: it warms the file cache. Peak memory is the highest of all runs.
    """
    taken: dict[str, list[Usage]] = {name: [] for name in commands}
    for this_round in range(runs + 1):
        for name, command in commands.items():
            usage = measure(command)
            if this_round:
                taken[name].append(usage)
            _say(f"  {'run ' + str(this_round) if this_round else 'warming'}: {name} {usage.seconds:.2f} s")
    return {name: _typical(usages) for name, usages in taken.items()}


def measure(command: Command) -> Usage:
    """Run one command to its end. Raises MeasuringError, with what it said, where it did not do its work.

    A process is at first a copy of its parent and its peak never falls: this process therefore stays small
    and loads neither polars nor DuckDB.
    """
    # a program is compiled once, as it is installed or first run, even where developers keep Python from noting that
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    try:
        process = subprocess.Popen(
            command.arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
        )
    except OSError as error:
        raise MeasuringError(f"{command.arguments[0]} cannot be started: {error.strerror}.") from error
    assert process.stderr is not None
    with process.stderr as stream:
        said = stream.read().decode(errors="replace")
    _, status, resources = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.accepted:
        raise MeasuringError(_failure(command.arguments, process.returncode, said))
    return Usage(seconds, resources.ru_utime + resources.ru_stime, resources.ru_maxrss * BYTES_IN_PEAK_UNIT)


def _typical(usages: Sequence[Usage]) -> Usage:
    return Usage(
        median(usage.seconds for usage in usages),
        median(usage.processor_seconds for usage in usages),
        max(usage.peak_bytes for usage in usages),
    )


def _failure(arguments: tuple[str, ...], exit_code: int, said: str) -> str:
    return f"Exit code {exit_code} from {' '.join(arguments)}\n{said.strip()[-2000:]}"


def _say(text: str) -> None:
    print(text, file=sys.stderr)
