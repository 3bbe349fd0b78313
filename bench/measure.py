"""Wall time, processor time and peak memory of programs, as the kernel counts them."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    name: str
    command: list
    events: int


@dataclass(frozen=True)
class Result:
    name: str
    events: int
    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: int  # bytes of resident memory at the highest

    @property
    def rate(self):
        return self.events / self.wall


def measure(programs, runs):
    """The median of each program's runs. They take turns, so that a busy minute of the machine hits all alike."""
    found = {program.name: [] for program in programs}
    for turn in range(runs):
        for program in programs:
            print(f"  run {turn + 1} of {runs}: {program.name}", file=sys.stderr, flush=True)
            found[program.name].append(run_once(program))
    return [median(program, found[program.name]) for program in programs]


def run_once(program):
    """(wall, cpu, peak) of one run; its output goes to /dev/null."""
    with open(os.devnull, "wb") as nowhere:
        started = time.perf_counter()
        process = subprocess.Popen(list(map(str, program.command)), stdout=nowhere, stderr=subprocess.PIPE)
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{program.name} ended with {process.returncode}:\n{errors.decode(errors='replace')}")
    unit = 1 if sys.platform == "darwin" else 1024
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit


def median(program, runs):
    wall, cpu, peak = (statistics.median(column) for column in zip(*runs, strict=True))
    return Result(program.name, program.events, wall, cpu, int(peak))
