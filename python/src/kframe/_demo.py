"""A local broker, for trying kframe without Kafka."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from types import TracebackType
from typing import Any

from ._errors import usage
from ._library import Handle, encoded, run


class Broker:
    """A one-node Kafka broker over a log directory, in this process, on loopback.

    It serves any Kafka client, and ends with the ``with``, with `stop`, or with the process. It is no replacement for
    Kafka.

    Attributes
    ----------
    bootstrap_servers : str
        ``host:port``.
    topic : str or None
        The demo's topic.
    """

    def __init__(self, handle: Handle, answer: dict[str, Any], temporary: str | None) -> None:
        self.bootstrap_servers: str = answer["bootstrap_servers"]
        self.topic: str | None = answer.get("topic")
        self._handle: Handle | None = handle
        self._temporary = temporary
        _running.add(self)

    def stop(self) -> None:
        """Stops the broker; again, it does nothing. A demo's data goes with it."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        _running.discard(self)
        try:
            run("close", handle)
            handle.release()
        finally:
            if self._temporary is not None:
                shutil.rmtree(self._temporary, ignore_errors=True)

    def __enter__(self) -> Broker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = "stopped" if self._handle is None else f"at {self.bootstrap_servers}"
        return f"<kframe.Broker {state}{f', topic {self.topic}' if self.topic else ''}>"


#: A broker is not stopped because nobody holds it: in a notebook it is left running.
_running: set[Broker] = set()


def _stop_all(owner: int = os.getpid()) -> None:
    if os.getpid() != owner:
        return  # A forked child is not to remove its parent's data.
    for broker in list(_running):
        try:
            broker.stop()
        except Exception:  # The process ends: there is nobody to be told.
            pass


atexit.register(_stop_all)


def demo(events: int = 100_000, port: int = 0) -> Broker:
    """Starts a local broker with a day of generated clickstream.

    Parameters
    ----------
    events : int
        How many events the day, 2022-09-22 UTC, has.
    port : int
        0 for any that is free.

    Returns
    -------
    Broker
        ``with kframe.demo() as broker: …`` stops it at the end; without ``with`` it runs on until ``stop()`` or the end
        of the process.

    Examples
    --------
    >>> with kframe.demo() as broker:                                    # doctest: +SKIP
    ...     frame = kframe.read(broker.topic, "2022-09-22T12:00Z", "+2h",
    ...                         bootstrap_servers=broker.bootstrap_servers)
    """
    directory = tempfile.mkdtemp(prefix="kframe-demo-")
    try:
        return _serve({"directory": directory, "demo_events": _positive(events, "events"), "port": port}, directory)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise


def serve(directory: str | os.PathLike[str], *, port: int = 0, read_only: bool = False) -> Broker:
    """Starts a local broker over a log directory.

    Parameters
    ----------
    directory : path
        Kafka's own log directories, or a directory to be made.
    port : int
        0 for any that is free.
    read_only : bool
        Change nothing in the directory.
    """
    return _serve({"directory": os.fspath(directory), "port": port, "read_only": read_only}, None)


def _serve(request: dict[str, Any], temporary: str | None) -> Broker:
    answer, handle = run("serve", encoded(request))
    assert handle is not None
    return Broker(handle, answer, temporary)


def _positive(value: int, name: str) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__") or value < 1:
        raise usage(f"{name} is a number from 1 on, not {value!r}")
    return value.__index__()
