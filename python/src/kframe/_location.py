"""Where the parts are that are not Python."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_FOLDER = Path(__file__).parent / "_native"


def library() -> Path:
    """The shared library; ``KFRAME_LIBRARY`` names another."""
    name = "libkframe.dylib" if sys.platform == "darwin" else "libkframe.so"
    return Path(os.environ.get("KFRAME_LIBRARY") or _FOLDER / name)


def command() -> Path:
    """The command line's executable; ``KFRAME_COMMAND`` names another."""
    return Path(os.environ.get("KFRAME_COMMAND") or _FOLDER / "kframe")
