"""What one does with kframe."""

from __future__ import annotations

import contextlib
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from ._errors import spelled
from ._frame import Frame
from ._library import Handle, encoded, lib, run
from ._options import (
    ConfigLike,
    Isolation,
    MemoryLike,
    OnError,
    PartitionsLike,
    PathLike,
    ServersLike,
    Values,
    memory_text,
    read_request,
    source_request,
)
from ._plan import Plan
from ._progress import ProgressBar, ProgressLike
from ._receipt import Receipt
from ._scan import Scan
from ._timeline import Timeline
from ._times import DurationLike, TimeLike, ZoneLike, duration_text
from ._topics import Topics


@contextlib.contextmanager
def _reader(source: dict[str, Any], request: dict[str, Any] | None = None) -> Iterator[Handle]:
    handle = _open(source, request)
    try:
        yield handle
    finally:
        _close(handle)


def _open(source: dict[str, Any], request: dict[str, Any] | None = None) -> Handle:
    """A connection for a request, whose time, where there is a limit to it, runs from here."""
    began = time.monotonic()
    timeout = request.get("timeout") if request else None
    answer, handle = run("open", encoded({**source, "timeout": timeout}))
    assert handle is not None
    if request is not None and timeout is not None:
        request["elapsed_ms"] = round((time.monotonic() - began) * 1000)
    for warning in answer.get("warnings", ()):
        warnings.warn(spelled(warning), UserWarning, stacklevel=4)
    return handle


def _close(handle: Handle) -> None:
    """Closes the connections, and does not wait for it: a read that was interrupted is over at once."""
    lib.kframe_release(lib.kframe_close(handle.pointer))


def read(
    topic: str,
    start: TimeLike,
    end: TimeLike,
    *,
    partitions: PartitionsLike | None = None,
    where: str | None = None,
    columns: Sequence[str] | None = None,
    late: DurationLike | None = None,
    isolation: Isolation = "committed",
    order: Literal["partition", "time"] = "partition",
    on_error: OnError = "keep",
    limit: int | None = None,
    values: Values = "auto",
    times: bool = True,
    types: Mapping[str, str] | None = None,
    tz: ZoneLike | None = None,
    timeout: DurationLike | None = None,
    memory: MemoryLike | None = None,
    progress: ProgressLike = None,
    bootstrap_servers: ServersLike | None = None,
    config: ConfigLike | None = None,
    log_dir: PathLike | None = None,
) -> Frame:
    """Reads the records of a topic whose timestamp is in ``[start, end)`` into a frame.

    Parameters
    ----------
    topic : str
    start, end : str, datetime, pandas.Timestamp, numpy.datetime64 or timedelta
        The range; the end is not in it. Texts: ``"2022-09-22T12:00Z"``, ``"2022-09-22T14:00+02:00"``, ``"-2h"`` (before
        now), ``"+2h"`` (an end: after the start), ``"now"``, 13 digits of milliseconds since 1970, ``"earliest"``,
        ``"latest"``. A timedelta counts as ``-2h`` and ``+2h`` do. Times without a zone are refused, unless `tz` says
        it.
    partitions : int or iterable of int, optional
        Only these.
    where : str, optional
        Only rows that pass, as in SQL's WHERE: ``"writeKey = 'x' AND properties.price >= 10"``.
    columns : list of str, optional
        Only these, in this order. A name takes also the columns beneath it (``"context.page"``).
    late : str or timedelta, optional
        How far past the end to look for records that came late, 10 minutes if not given; ``"exact"`` for all of the
        partition.
    isolation : {"committed", "uncommitted"}
        Which records of transactions are read.
    order : {"partition", "time"}
        By partition and offset, or by timestamp, partition and offset.
    on_error : {"keep", "skip", "fail"}
        Rows whose value cannot be decoded: keep them (with ``_error`` and ``_raw``), leave them out and count them, or
        end the read with an `Error`.
    limit : int, optional
        At most so many rows, the first in order.
    values : {"auto", "json", "text", "bytes"}
        What values are. Text and bytes come whole, in ``_value``.
    times : bool
        Whether text columns whose every value is a date-time with a zone become timestamps.
    types : dict of str to str, optional
        Types of columns that are known beforehand: ``{"price": "utf8"}``.
    tz : str or tzinfo, optional
        The zone of times that have none: ``"Europe/Berlin"``.
    timeout : str or timedelta, optional
        How long all of it may take, connecting included. When that is over the read ends with an `Error` whose code is
        ``"deadline_passed"`` and which says how far it was; never with a shorter frame.
    memory : int or str, optional
        How large the frame may become, in bytes or as ``"8GB"``. Unless set, as large as there is memory: then the read
        ends with an `Error` whose code is ``"frame_too_large"``, before the machine runs out. `scan` needs no limit.
    progress : bool, optional
        A bar where people can see one, unless False.
    bootstrap_servers : str or list of str, optional
        ``"host:port,…"``; else the environment's ``KFRAME_BOOTSTRAP_SERVERS``.
    config : dict or path, optional
        Settings by the names that librdkafka and the Java client give them, or a file of such settings (else the
        environment's ``KFRAME_CONFIG``): ``{"security.protocol": "SASL_SSL", "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": …, "sasl.password": …}``; docs/configuration.md lists them. Values are never printed, and
        warnings tell of settings that are ignored.
    log_dir : path, optional
        Read Kafka's own log directories instead: a backup, or a stopped broker's disk.

    Returns
    -------
    Frame

    Raises
    ------
    Error
        A partition that cannot be read is an error, never a shorter frame.
    UsageError
        A time, an option or a filter that cannot be taken; also a ValueError.

    Notes
    -----
    Other Python threads run meanwhile, also an asyncio loop's if this is called by ``asyncio.to_thread``. Ctrl+C ends a
    read at once.
    """
    request = read_request(
        topic, start, end, tz=tz, partitions=partitions, where=where, columns=columns, late=late, isolation=isolation,
        order=order, on_error=on_error, limit=limit, values=values, times=times, types=types,
        timeout=timeout, memory=memory,
    )  # fmt: skip
    source = source_request(bootstrap_servers, config, log_dir)
    with _reader(source, request) as reader, ProgressBar(progress, topic) as bar:
        return _frame(*run("read", reader, encoded(request), progress=bar.update))


def scan(
    topic: str,
    start: TimeLike,
    end: TimeLike,
    *,
    partitions: PartitionsLike | None = None,
    where: str | None = None,
    columns: Sequence[str] | None = None,
    late: DurationLike | None = None,
    isolation: Isolation = "committed",
    on_error: OnError = "keep",
    limit: int | None = None,
    values: Values = "auto",
    times: bool = True,
    types: Mapping[str, str] | None = None,
    tz: ZoneLike | None = None,
    timeout: DurationLike | None = None,
    progress: ProgressLike = None,
    bootstrap_servers: ServersLike | None = None,
    config: ConfigLike | None = None,
    log_dir: PathLike | None = None,
) -> Scan:
    """Reads the records of a range as a stream of record batches, in memory that does not grow with the range.

    Takes what `read` takes, but `order`: rows come by partition and offset. The columns are those of the first 50,000
    rows, and of `types`; what later rows have besides goes to the column ``_rest``.

    Parameters
    ----------
    topic, start, end, partitions, where, columns : as for `read`
    late, isolation, on_error, limit, values, times, types : as for `read`
    tz, timeout, progress, bootstrap_servers, config, log_dir : as for `read`

    Returns
    -------
    Scan
        To be iterated over once (pyarrow.RecordBatch), or handed once to a consumer of Arrow's C stream interface.

    Examples
    --------
    >>> with kframe.scan("clicks", "-7d", "now") as batches:              # doctest: +SKIP
    ...     pyarrow.dataset.write_dataset(batches, "clicks", format="parquet", schema=pyarrow.schema(batches))
    """
    request = read_request(
        topic, start, end, tz=tz, partitions=partitions, where=where, columns=columns, late=late, isolation=isolation,
        on_error=on_error, limit=limit, values=values, times=times, types=types,
        timeout=timeout,
    )  # fmt: skip
    reader = _open(source_request(bootstrap_servers, config, log_dir), request)
    _, handle = run("scan", reader, encoded(request))
    assert handle is not None
    return Scan(handle, ProgressBar(progress, topic))


def replay(
    receipt: Receipt | Mapping[str, Any] | PathLike,
    *,
    timeout: DurationLike | None = None,
    memory: MemoryLike | None = None,
    progress: ProgressLike = None,
    bootstrap_servers: ServersLike | None = None,
    config: ConfigLike | None = None,
    log_dir: PathLike | None = None,
) -> Frame:
    """Reads again exactly the offsets of a receipt, with its filter and columns: the same rows.

    Parameters
    ----------
    receipt : Receipt, dict or path
        A receipt, what its `to_dict` gave, or the file it was saved to.
    timeout, memory, progress, bootstrap_servers, config, log_dir : as for `read`

    Returns
    -------
    Frame
    """
    if isinstance(receipt, Mapping):
        receipt = Receipt.from_dict(receipt)
    elif not isinstance(receipt, Receipt):
        receipt = Receipt.load(receipt)
    request: dict[str, Any] = {"receipt": receipt.to_json(), "timeout": duration_text(timeout, "timeout")}
    request["memory"] = memory_text(memory)
    source = source_request(bootstrap_servers, config, log_dir)
    with _reader(source, request) as reader, ProgressBar(progress, receipt.topic) as bar:
        return _frame(*run("replay", reader, encoded(request), progress=bar.update))


def topics(
    *,
    internal: bool = False,
    bootstrap_servers: ServersLike | None = None,
    config: ConfigLike | None = None,
    log_dir: PathLike | None = None,
) -> Topics:
    """The topics, with their partitions, records and time spans.

    Parameters
    ----------
    internal : bool
        Also Kafka's own.
    bootstrap_servers, config, log_dir : as for `read`

    Returns
    -------
    Topics
    """
    with _reader(source_request(bootstrap_servers, config, log_dir)) as reader:
        answer, _ = run("topics", reader, encoded({"internal": internal}))
    return Topics(answer)


def plan(
    topic: str,
    start: TimeLike,
    end: TimeLike,
    *,
    partitions: PartitionsLike | None = None,
    where: str | None = None,
    late: DurationLike | None = None,
    isolation: Isolation = "committed",
    tz: ZoneLike | None = None,
    timeout: DurationLike | None = None,
    bootstrap_servers: ServersLike | None = None,
    config: ConfigLike | None = None,
    log_dir: PathLike | None = None,
) -> Plan:
    """The offsets that `read` would look at, by partition, and why these. Reads no record.

    Parameters
    ----------
    topic, start, end, partitions, where, late, isolation : as for `read`
    tz, timeout, bootstrap_servers, config, log_dir : as for `read`

    Returns
    -------
    Plan
    """
    request = read_request(
        topic, start, end, tz=tz, partitions=partitions, where=where, late=late, isolation=isolation, timeout=timeout
    )
    with _reader(source_request(bootstrap_servers, config, log_dir), request) as reader:
        answer, _ = run("plan", reader, encoded(request))
    return Plan(answer)


def count(
    topic: str,
    start: TimeLike,
    end: TimeLike,
    *,
    by: str | Sequence[str] | None = None,
    every: DurationLike | None = None,
    partitions: PartitionsLike | None = None,
    where: str | None = None,
    late: DurationLike | None = None,
    isolation: Isolation = "committed",
    on_error: OnError = "keep",
    values: Values = "auto",
    tz: ZoneLike | None = None,
    timeout: DurationLike | None = None,
    progress: ProgressLike = None,
    bootstrap_servers: ServersLike | None = None,
    config: ConfigLike | None = None,
    log_dir: PathLike | None = None,
) -> Timeline:
    """Counts the records of a range, by groups and over time, without making a frame of them.

    Parameters
    ----------
    topic, start, end : as for `read`
    by : str or list of str, optional
        Columns; each combination of their values is counted by itself.
    every : str or timedelta, optional
        The length of an interval, aligned to midnight UTC; None for the whole range.
    partitions, where, late, isolation, on_error, values : as for `read`
    tz, timeout, progress, bootstrap_servers, config, log_dir : as for `read`

    Returns
    -------
    Timeline
        ``start`` (with `every`), the columns of `by`, ``count``; ``.plot()`` draws it.
    """
    request = read_request(
        topic, start, end, tz=tz, partitions=partitions, where=where, late=late, isolation=isolation,
        on_error=on_error, values=values, by=by, every=every, timeout=timeout,
    )  # fmt: skip
    source = source_request(bootstrap_servers, config, log_dir)
    with _reader(source, request) as reader, ProgressBar(progress, topic) as bar:
        answer, handle = run("count", reader, encoded(request), progress=bar.update)
    assert handle is not None
    receipt = Receipt(answer["receipt"], answer["notes"])
    return Timeline(handle, by=request["by"] or [], every=request["every"], topic=topic, receipt=receipt)


def _frame(answer: dict[str, Any], handle: Handle | None) -> Frame:
    assert handle is not None
    return Frame(handle, Receipt(answer["receipt"], answer["notes"]))
