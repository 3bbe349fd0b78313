"""The arguments that reading functions share, as the library takes them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Union

from ._errors import usage
from ._times import DurationLike, TimeLike, ZoneLike, duration_text, time_text

PartitionsLike = Union[int, Iterable[int]]
MemoryLike = Union[int, str]
ServersLike = Union[str, Sequence[str]]
PathLike = Union[str, "os.PathLike[str]"]
ConfigLike = Union[Mapping[str, Any], PathLike]
Isolation = Literal["committed", "uncommitted"]
OnError = Literal["keep", "skip", "fail"]
Values = Literal["auto", "json", "text", "bytes"]


def read_request(
    topic: str,
    start: TimeLike,
    end: TimeLike,
    *,
    tz: ZoneLike | None = None,
    partitions: PartitionsLike | None = None,
    where: str | None = None,
    columns: Sequence[str] | None = None,
    late: DurationLike | None = None,
    isolation: str | None = None,
    order: str | None = None,
    on_error: str | None = None,
    limit: int | None = None,
    values: str | None = None,
    times: bool | None = None,
    types: Mapping[str, str] | None = None,
    by: str | Sequence[str] | None = None,
    every: DurationLike | None = None,
    timeout: DurationLike | None = None,
    memory: MemoryLike | None = None,
) -> dict[str, Any]:
    if not isinstance(topic, str) or not topic:
        raise usage(f"the topic is a name, not {topic!r}; kframe.topics() lists them")
    if times is not None and not isinstance(times, bool):
        raise usage(f"times is True or False, whether texts that are date-times become times; not {times!r}")
    if where is not None and not isinstance(where, str):
        raise usage(f"where is a filter such as \"type = 'page'\", not {where!r}")
    return {
        "topic": topic,
        "from": time_text(start, "start", tz),
        "to": time_text(end, "end", tz),
        "partitions": _partitions(partitions),
        "where": where,
        "columns": names(columns, "columns"),
        "limit": None if limit is None else _integer(limit, "limit"),
        "late": duration_text(late, "late"),
        "isolation": None if isolation is None else _word(isolation, "isolation").removeprefix("read_"),
        "order": None if order is None else _word(order, "order"),
        "on_error": None if on_error is None else _word(on_error, "on_error"),
        "values": None if values is None else _word(values, "values"),
        "times": times,
        "types": _types(types),
        "by": names(by, "by"),
        "every": duration_text(every, "every"),
        "timeout": duration_text(timeout, "timeout"),
        "memory": memory_text(memory),
    }


def memory_text(value: MemoryLike | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return f"{_integer(value, 'memory')}B"


def names(value: str | Sequence[str] | None, name: str) -> list[str] | None:
    if value is None:
        return None
    found = [value] if isinstance(value, str) else list(value)
    for item in found:
        if not isinstance(item, str):
            raise usage(f"{name} are names of columns, not {item!r}")
    return found


def _word(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise usage(f"{name} is one of a few words, not {value!r}")
    return value


def _types(value: Mapping[str, str] | None) -> dict[str, str] | None:
    if not value:
        return None
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for pair in value.items() for text in pair):
        raise usage(f'types are the types of columns, as in {{"properties.price": "double"}}, not {value!r}')
    return dict(value)


def _partitions(value: PartitionsLike | None) -> list[int] | None:
    if value is None:
        return None
    found = [value] if hasattr(value, "__index__") else list(value)
    return [_integer(item, "a partition", largest=2**31 - 1) for item in found]


def _integer(value: Any, name: str, largest: int = 2**63 - 1) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise usage(f"{name} is a number, not {value!r}")
    number = value.__index__()
    if not 0 <= number <= largest:
        raise usage(f"{name} cannot be {number}")
    return number


def source_request(
    bootstrap_servers: ServersLike | None,
    config: ConfigLike | None,
    log_dir: PathLike | None,
) -> dict[str, Any]:
    if log_dir is not None:
        if bootstrap_servers is not None or config is not None:
            raise usage("give either a cluster (bootstrap_servers, config) or log_dir")
        return {"log_dir": os.fspath(log_dir)}
    if isinstance(config, Mapping):
        file, settings = None, {str(name): _setting(str(name), value) for name, value in config.items()}
    else:
        file, settings = config if config is not None else os.environ.get("KFRAME_CONFIG") or None, {}
    if bootstrap_servers is not None and not isinstance(bootstrap_servers, str):
        bootstrap_servers = ",".join(bootstrap_servers)
    return {
        "bootstrap_servers": bootstrap_servers,
        "config": settings or None,
        "config_file": None if file is None else os.fspath(file),
        "fallback_servers": os.environ.get("KFRAME_BOOTSTRAP_SERVERS") or None,
    }


def _setting(name: str, value: Any) -> str:
    """A setting as properties write it; never told in an error, for it may be a secret."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(map(str, value))
    if isinstance(value, (str, int, float, os.PathLike)):
        return str(value)
    if callable(value):
        return ""  # of callbacks the name alone decides: ignored with a warning, or refused
    raise usage(f"config's {name} is a text, a number or a truth value, not a {type(value).__name__}")
