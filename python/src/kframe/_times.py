"""Times as people have them in Python, as the texts that kframe takes."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Union

from ._errors import UsageError, usage

if TYPE_CHECKING:
    import numpy
    import pandas

    TimeLike = Union[str, dt.datetime, dt.timedelta, "pandas.Timestamp", "pandas.Timedelta", "numpy.datetime64"]
else:
    TimeLike = Any
ZoneLike = Union[str, dt.tzinfo]
DurationLike = Union[str, dt.timedelta]

_NAIVE = re.compile(r"^\s*(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*$", re.ASCII)
_MEND = 'pass tz="UTC" (or the zone it is meant in, such as "Europe/Berlin")'


def _refused(what: str, why: str) -> UsageError:
    return usage(f"cannot take {what} as a time: {why}", "invalid_time")


def time_text(value: TimeLike, name: str, tz: ZoneLike | None = None) -> str:
    """The time as a text with a zone, or relative as it was given.

    Parameters
    ----------
    value : str, datetime, pandas.Timestamp, numpy.datetime64 or timedelta
    name : str
        The argument, for messages.
    tz : str or tzinfo, optional
        The zone of times that have none. Without it they are refused.
    """
    if isinstance(value, str):
        match = _NAIVE.match(value)
        if match is None or tz is None:
            return value  # The library has a sentence for whatever is wrong with it.
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        fraction = match[7] or ""
        try:
            naive = dt.datetime(year, month, day, hour, minute, second)
        except ValueError:
            return value  # There is no such date or time of day: the library says why.
        return _text(_in_zone(naive, tz, f"“{value}”"), fraction)
    if isinstance(value, bool):
        raise _refused(repr(value), f"{name} is a text such as 2022-09-22T12:00Z, or a datetime with a zone")
    if isinstance(value, dt.timedelta):
        return _relative(value)
    if _is_numpy_time(value):
        return _numpy_time(value, name, tz)
    if value is None or (hasattr(value, "isoformat") and value != value):  # NaT is not itself.
        raise _refused(
            repr(value), f"{name} is missing; for no bound write " + ("earliest" if name == "start" else "latest")
        )
    if isinstance(value, dt.datetime):
        naive = value.replace(tzinfo=None)
        aware = value
        if value.utcoffset() is None:
            if tz is None:
                raise _refused(f"{name}={value!r}", f"it has no zone; write .replace(tzinfo=timezone.utc), or {_MEND}")
            aware = _in_zone(naive, tz, f"{name}={value!r}")
        nanoseconds = int(getattr(value, "nanosecond", 0))
        fraction = f"{value.microsecond:06d}" + (f"{nanoseconds:03d}" if nanoseconds else "")
        return _text(_plain(aware), fraction)
    if isinstance(value, dt.date):
        if tz is None:
            raise _refused(f"{name}={value!r}", f"a date has no zone; write “{value}T00:00Z”, or {_MEND}")
        midnight = dt.datetime(value.year, value.month, value.day)
        return _text(_in_zone(midnight, tz, f"{name}={value!r}"), "")
    if isinstance(value, int) or type(value).__name__ in ("int64", "int32"):
        return str(int(value))
    raise _refused(
        f"{name}={value!r}", "it is a text such as 2022-09-22T12:00Z, a datetime with a zone, or a timedelta"
    )


def duration_text(value: DurationLike | None, name: str) -> str | None:
    """A duration as kframe writes it: ``10m``. The spelling of pandas, ``1min``, is one of them."""
    if value is None or isinstance(value, str):
        return re.sub(r"\s+", "", value) if value else value
    if isinstance(value, dt.timedelta):
        milliseconds = _milliseconds(value)
        if milliseconds < 0:
            raise usage(f"{name} is a length of time, and {value!r} is negative")
        return f"{milliseconds}ms"
    raise usage(f"{name} is a text such as 10m, or a timedelta; not {value!r}")


def _plain(value: dt.datetime) -> dt.datetime:
    return dt.datetime(
        value.year, value.month, value.day, value.hour, value.minute, value.second, tzinfo=value.tzinfo, fold=value.fold
    )


def _text(aware: dt.datetime, fraction: str) -> str:
    try:
        moment = aware.astimezone(dt.timezone.utc)
    except OverflowError:
        raise _refused(repr(aware), "it is out of range") from None
    fraction = fraction.rstrip("0")
    return f"{moment:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + (f".{fraction}" if fraction else "") + "Z"


def _relative(value: dt.timedelta) -> str:
    milliseconds = _milliseconds(value)
    return f"+{milliseconds}ms" if milliseconds > 0 else f"-{-milliseconds}ms"


def _milliseconds(value: dt.timedelta) -> int:
    milliseconds, rest = divmod(value, dt.timedelta(milliseconds=1))
    nanoseconds: int = getattr(value, "nanoseconds", 0)  # pandas has them
    if rest or nanoseconds:
        raise usage(f"Kafka's times are in milliseconds, and none is rounded: {value!r} is finer", "invalid_time")
    return milliseconds


def _zone(tz: ZoneLike) -> dt.tzinfo:
    if isinstance(tz, dt.tzinfo):
        return tz
    if tz.upper() in ("UTC", "Z"):
        return dt.timezone.utc
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(tz)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise usage(f"there is no zone “{tz}”; write one such as Europe/Berlin, or UTC", "invalid_time") from None


def _in_zone(naive: dt.datetime, tz: ZoneLike, what: str) -> dt.datetime:
    """The moment that a clock in the zone shows; refused where it never did, or did twice."""
    zone = _zone(tz)
    if hasattr(zone, "localize"):  # pytz has its own ways.
        try:
            return zone.localize(naive, is_dst=None)
        except Exception as error:
            raise _refused(what, f"a clock in {tz} does not show it once ({error}); give it with an offset") from None
    moments = []
    for fold in (0, 1):
        aware = naive.replace(tzinfo=zone, fold=fold)
        moment = aware.astimezone(dt.timezone.utc)
        if moment.astimezone(zone).replace(tzinfo=None) == naive and moment not in moments:
            moments.append(moment)
    if not moments:
        raise _refused(what, f"clocks in {tz} were put forward then, so this time never was; give it with an offset")
    if len(moments) > 1:
        choices = " or ".join(_text(moment, "") for moment in moments)
        raise _refused(what, f"clocks in {tz} were put back then, so it was twice; write {choices}")
    return moments[0]


def _is_numpy_time(value: Any) -> bool:
    return type(value).__module__ == "numpy" and type(value).__name__ in ("datetime64", "timedelta64")


def _numpy_time(value: Any, name: str, tz: ZoneLike | None) -> str:
    import numpy

    if numpy.isnat(value):
        raise _refused(repr(value), f"{name} is missing")
    if isinstance(value, numpy.timedelta64):
        finer = value.astype("timedelta64[ns]")
        milliseconds = int(finer.astype("int64")) // 1_000_000
        if milliseconds * 1_000_000 != int(finer.astype("int64")):
            raise usage(f"Kafka's times are in milliseconds, and none is rounded: {value!r} is finer", "invalid_time")
        return _relative(dt.timedelta(milliseconds=milliseconds))
    if tz is None:
        raise _refused(f"{name}={value!r}", f"a numpy.datetime64 knows no zone; {_MEND}")
    text = str(value.astype("datetime64[D]") if numpy.datetime_data(value)[0] in "YMWD" else value)
    if re.match(r"^\d{4}-\d{2}-\d{2}T\d{2}$", text):
        text += ":00"
    return time_text(text, name, tz)
