"""libkframe: where it is, what it exports, and how its operations are waited for."""

from __future__ import annotations

import ctypes
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from ctypes import c_char_p, c_int32, c_int64, c_void_p
from typing import Any

from ._errors import Error, error_of
from ._location import library

#: How long a wait may be: as long as a signal, Ctrl+C above all, can stay unseen.
SLICE_MILLISECONDS = 50

_OPERATIONS = {
    "open": 1, "serve": 1, "close": 1, "scan_fields": 1, "scan_next": 1,
    "topics": 2, "plan": 2, "read": 2, "replay": 2, "count": 2, "scan": 2, "frame_timeline": 2,
}  # fmt: skip


def _load() -> ctypes.CDLL:
    path = library()
    if not path.exists():
        raise ImportError(f"{path} is missing: this kframe was not built whole; pip install it from its repository")
    # Of CDLL's functions each lets other Python threads run while it runs.
    lib = ctypes.CDLL(os.fspath(path))
    lib.kframe_version.restype = c_char_p
    lib.kframe_release.argtypes = [c_void_p]
    lib.kframe_free_text.argtypes = [c_void_p]
    lib.kframe_wait.argtypes = [c_void_p, c_int32]
    lib.kframe_progress.argtypes = [c_void_p, c_int64 * 4]
    lib.kframe_cancel.argtypes = [c_void_p]
    for name, count in _OPERATIONS.items():
        function = getattr(lib, f"kframe_{name}")
        function.restype = c_void_p
        function.argtypes = [c_void_p, c_char_p][:count]
    lib.kframe_open.argtypes = lib.kframe_serve.argtypes = [c_char_p]
    for name in ("made", "frame_schema", "frame_stream", "scan_stream", "answer", "frame_facts"):
        function = getattr(lib, f"kframe_{name}")
        function.restype = c_void_p
        function.argtypes = [c_void_p]
    for name in ("frame_part", "frame_cells", "frame_text"):
        function = getattr(lib, f"kframe_{name}")
        function.restype = c_void_p
        function.argtypes = [c_void_p, c_char_p]
    lib.kframe_receipt.restype = c_void_p
    lib.kframe_receipt.argtypes = [c_char_p]
    lib.kframe_capsule_setup(ctypes.cast(ctypes.pythonapi.PyCapsule_GetPointer, c_void_p))
    return lib


lib = _load()
__version__: str = lib.kframe_version().decode()

_forked = False


def _after_fork() -> None:
    global _forked
    _forked = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def check_process() -> None:
    """The library's threads do not survive a fork: say so, where otherwise a wait would not end."""
    if _forked:
        raise Error(
            "kframe was loaded before this process was forked, and its threads are not in it; "
            'use multiprocessing.get_context("spawn")'
        )


def take_text(pointer: int | None) -> str | None:
    """A text of the library's, which is freed."""
    if not pointer:
        return None
    try:
        return ctypes.string_at(pointer).decode()
    finally:
        lib.kframe_free_text(pointer)


def answer_of(text: str | None) -> Any:
    """What an answer holds; an error is raised."""
    answer = json.loads(text) if text else {}
    if "error" in answer:
        raise error_of(answer["error"])
    return answer.get("answer")


def encoded(request: dict[str, Any]) -> bytes:
    return json.dumps({name: value for name, value in request.items() if value is not None}).encode()


class Handle:
    """An object of the library, released with the last reference to it, or when `release` is called and no other
    thread's call uses it any more."""

    __slots__ = ("__weakref__", "_is_closed", "_lock", "_pointer", "_users")

    def __init__(self, pointer: int) -> None:
        self._pointer: int | None = pointer
        # A signal's handler may close what the code that it interrupts is just about to use.
        self._lock = threading.RLock()
        self._users = 0
        self._is_closed = False

    @property
    def pointer(self) -> int:
        if self._pointer is None or self._is_closed:
            raise Error("this object is closed", "invalid_argument")
        return self._pointer

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    @contextmanager
    def lent(self) -> Iterator[int]:
        """The pointer, good as long as the context is."""
        with self._lock:
            pointer = self.pointer
            self._users += 1
        try:
            yield pointer
        finally:
            with self._lock:
                self._users -= 1
            if self._is_closed:
                self.release()

    def release(self) -> None:
        with self._lock:
            self._is_closed = True
            if self._users:
                return
            pointer, self._pointer = self._pointer, None
        if pointer is not None:
            lib.kframe_release(pointer)

    def __del__(self, release: Callable[[int], None] = lib.kframe_release) -> None:
        pointer = getattr(self, "_pointer", None)
        if pointer is not None:
            self._pointer = None
            release(pointer)


Progress = Callable[[int, int, int, int], None]


def run(
    name: str,
    *arguments: Any,
    progress: Progress | None = None,
    watched: Handle | None = None,
) -> tuple[Any, Handle | None]:
    """Begins an operation and waits for it: its answer, and what it made.

    Waits in short slices, so that Python sees its signals; whatever is raised meanwhile (KeyboardInterrupt above all)
    cancels the operation, and so does the closing of one of the objects that it works on. Other threads run.
    """
    check_process()
    with ExitStack() as lent:
        objects = [argument for argument in arguments if isinstance(argument, Handle)]
        begin = getattr(lib, f"kframe_{name}")
        operation = Handle(
            begin(*(lent.enter_context(each.lent()) if isinstance(each, Handle) else each for each in arguments))
        )
        try:
            numbers = (c_int64 * 4)()
            meter = lent.enter_context(watched.lent()) if watched is not None else operation.pointer
            while not lib.kframe_wait(operation.pointer, SLICE_MILLISECONDS):
                if any(each.is_closed for each in objects):
                    raise Error("this object was closed while a call waited for it", "invalid_argument")
                if progress is not None and lib.kframe_progress(meter, numbers):
                    progress(*numbers)
            if progress is not None and lib.kframe_progress(meter, numbers):
                progress(*numbers)
            answer = answer_of(take_text(lib.kframe_answer(operation.pointer)))
            made = lib.kframe_made(operation.pointer)
            return answer, Handle(made) if made else None
        except BaseException:
            lib.kframe_cancel(operation.pointer)
            raise
        finally:
            operation.release()
