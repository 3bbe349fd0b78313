"""The ``kframe`` command: the Swift program that the wheel carries."""

from __future__ import annotations

import os
import sys

from ._location import command


def main() -> None:
    program = os.fspath(command())
    try:
        os.execv(program, ["kframe", *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"kframe: cannot run {program}: {error.strerror}")
