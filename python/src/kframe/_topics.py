"""What topics there are."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from ._html import _STYLE
from ._receipt import _moment, rfc3339

if TYPE_CHECKING:
    import pandas


class Topics(Sequence[dict[str, Any]]):
    """The topics of a cluster or of a log directory: a list of dicts that shows as a table.

    Each has ``topic``, ``partitions``, ``records`` (offsets between the log's start and end: compaction and
    transactions leave fewer), ``first`` and ``last`` (the times of records, UTC), ``bytes`` where it is known, and
    ``problem`` where a topic cannot be read.
    """

    def __init__(self, found: list[dict[str, Any]]) -> None:
        self._raw = found
        self._rows = [
            {
                "topic": topic["topic"],
                "partitions": topic["partitions"],
                "records": topic["records"],
                "first": _time(topic.get("first")),
                "last": _time(topic.get("last")),
                "bytes": topic.get("bytes"),
                "problem": topic.get("problem"),
            }
            for topic in found
        ]

    @property
    def names(self) -> list[str]:
        """The names of the topics."""
        return [topic["topic"] for topic in self._rows]

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def to_pandas(self) -> pandas.DataFrame:
        """The topics as a pandas.DataFrame."""
        import pandas

        return pandas.DataFrame(
            self._rows, columns=["topic", "partitions", "records", "first", "last", "bytes", "problem"]
        )

    def _cells(self) -> list[list[str]]:
        return [
            [
                topic["topic"],
                f"{topic['partitions']:,}",
                f"{topic['records']:,}",
                f"cannot be read: {topic['problem']}" if topic.get("problem") else _text(topic.get("first")),
                _text(topic.get("last")),
                f"{topic['bytes'] / 1e6:,.1f} MB" if topic.get("bytes") is not None else "-",
            ]
            for topic in self._raw
        ]

    _HEAD = ("topic", "partitions", "records", "first", "last", "size")

    def __repr__(self) -> str:
        lines = [list(self._HEAD), *self._cells()]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self._HEAD))]
        aligned = (
            "  ".join(
                f"{cell:>{w}}" if i in (1, 2, 5) else f"{cell:<{w}}" for i, (cell, w) in enumerate(zip(line, widths))
            )
            for line in lines
        )
        return "\n".join(line.rstrip() for line in aligned)

    def _repr_html_(self) -> str:
        head = "".join(f"<th{_number(i)}>{name}</th>" for i, name in enumerate(self._HEAD))
        rows = "".join(
            "<tr>" + "".join(f"<td{_number(i)}>{html.escape(cell)}</td>" for i, cell in enumerate(line)) + "</tr>"
            for line in self._cells()
        )
        return (
            f'{_STYLE}<div class="kframe"><div class="kframe-scroll"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div></div>"
        )


def _number(column: int) -> str:
    return ' class="n"' if column in (1, 2, 5) else ""


def _time(milliseconds: int | None) -> dt.datetime | None:
    try:
        return _moment(milliseconds)
    except OverflowError:
        return None


def _text(milliseconds: int | None) -> str:
    return "-" if milliseconds is None else rfc3339(milliseconds)
