"""Wall time, processor time and peak memory of programs, as the kernel counts them."""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

RAISED = re.compile(r"^[\w.]*(Error|Exception|Invalid)\w*: ")
ROWS = re.compile(r"^([\d,]+) rows? of ", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """What is run, and what it has to find."""

    key: str  # by which targets name it
    name: str  # as tables show it
    command: list
    events: int  # that it reads; not all of them need be rows of its answer
    rows: int | None = None  # of its answer, where that is known beforehand
    digest: str | None = None  # of which rows they are, where the program tells
    times_itself: bool = False  # prints JSON with its time: a Python program, whose imports are not counted
    runs: int | None = None  # more or fewer than the others


@dataclass
class Result:
    key: str
    name: str
    events: int
    wall: float = 0  # seconds, median
    cpu: float = 0  # seconds, user and system, median
    peak: int = 0  # bytes of resident memory at the highest, median
    walls: list = field(default_factory=list)
    rows: int | None = None
    facts: dict = field(default_factory=dict)  # what else the program told
    failure: str | None = None

    @property
    def rate(self):
        return self.events / self.wall if self.wall else 0


class Failure(Exception):
    """A program that ended badly, or found other rows than it had to."""


def measure(programs, runs):
    """The median of each program's runs. They take turns, so that a busy minute of the machine hits all alike.

    A program that fails is not run again; its result says why.
    """
    found = {program.key: [] for program in programs}
    results = {program.key: Result(program.key, program.name, program.events) for program in programs}
    for turn in range(max(program.runs or runs for program in programs)):
        for program in programs:
            result = results[program.key]
            if result.failure or turn >= (program.runs or runs):
                continue
            show(f"  run {turn + 1} of {program.runs or runs}: {program.name}")
            try:
                wall, cpu, peak, facts = run_once(program)
            except Failure as failure:
                show(f" FAILED: {failure}\n")
                result.failure = str(failure)
                continue
            show(f" {wall:.3f} s\n")
            found[program.key].append((wall, cpu, peak))
            result.rows = facts.get("rows")
            result.facts = facts
    for key, runs_of_it in found.items():
        if runs_of_it and not results[key].failure:
            fill(results[key], runs_of_it)
    return list(results.values())


def show(text):
    print(text, end="", file=sys.stderr, flush=True)


def fill(result, runs):
    walls, cpus, peaks = zip(*runs, strict=True)
    result.wall, result.cpu = statistics.median(walls), statistics.median(cpus)
    result.peak, result.walls = int(statistics.median(peaks)), list(walls)


def run_once(program):
    """(wall, cpu, peak, facts) of one run; rows that it writes go to /dev/null."""
    command = list(map(str, program.command))
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as answer:
        output = answer if program.times_itself else subprocess.DEVNULL
        started = time.perf_counter()
        try:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        except OSError as error:
            raise Failure(f"{command[0]} cannot be run: {error.strerror}") from None
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said, told = text_of(errors), text_of(answer)
    if process.returncode != 0:
        raise Failure(f"ended with {process.returncode}: {reason(said)}")
    cpu, facts = usage.ru_utime + usage.ru_stime, {}
    if program.times_itself:
        try:
            facts = json.loads(told)
            wall, cpu = facts.pop("seconds"), facts.pop("cpu")
        except (ValueError, KeyError):
            raise Failure(f"did not tell its time: {reason(told)}") from None
    elif found := ROWS.search(said):
        facts = {"rows": int(found[1].replace(",", ""))}
    check(program, facts)
    unit = 1 if sys.platform == "darwin" else 1024
    return wall, cpu, usage.ru_maxrss * unit, facts


def check(program, facts):
    """A fast wrong answer counts as none."""
    rows, digest = facts.get("rows"), facts.get("digest")
    if program.rows is not None and rows is not None and rows != program.rows:
        raise Failure(f"found {rows:,} rows where there are {program.rows:,}")
    if program.digest and digest and digest != program.digest:
        raise Failure(f"found {rows:,} rows, but not the same ones as the others")


def text_of(file):
    file.seek(0)
    return file.read().decode(errors="replace")


def reason(text):
    """The line that says most: an exception's, or the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    raised = [line for line in lines if RAISED.match(line)]
    return (raised or lines or ["it said nothing"])[-1]
