"""The proof that comes with a frame."""

from __future__ import annotations

import datetime as dt
import html
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ._errors import spelled
from ._html import _STYLE
from ._library import answer_of, lib, take_text

#: What became of an offset; together these make up all offsets that were looked at.
_PARTS = {
    "delivered": "delivered",
    "outside": "outside the range",
    "filtered": "filtered",
    "undecodable": "undecodable",
    "limited": "beyond the limit",
    "control": "control",
    "aborted": "aborted",
    "missing": "missing",
}


class Receipt:
    """What a read looked at, and what became of every offset of it.

    By partition ``end - start`` is the sum of what was delivered, outside the range, filtered, undecodable, beyond a
    limit, control, aborted and missing. kframe checks that before it hands a receipt out. ``kframe.replay`` reads the
    same offsets again.

    Attributes
    ----------
    notes : list of str
        What a careful reader has to know, one sentence each.
    """

    def __init__(self, text: str, notes: list[str]) -> None:
        self._text = text
        self._data: dict[str, Any] = json.loads(text)
        self.notes = [spelled(note) for note in notes]

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """The receipt that a text holds.

        Parameters
        ----------
        text : str
            What `to_json` gave.

        Raises
        ------
        Error
            The text holds no receipt.
        """
        answer = answer_of(take_text(lib.kframe_receipt(text.encode())))
        return cls(answer["receipt"], answer["notes"])

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Receipt:
        """The receipt that a dict holds.

        Parameters
        ----------
        data : dict
            What `to_dict` gave.
        """
        return cls.from_json(json.dumps(data))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Receipt:
        """Reads a receipt that was saved.

        Parameters
        ----------
        path : str or path
            A file of `save`, or of the command line's ``--receipt``.
        """
        return cls.from_json(Path(path).read_text(encoding="utf-8"))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the receipt as JSON; the command line's ``--from-receipt`` takes it too.

        Parameters
        ----------
        path : str or path
            The file to be written.
        """
        Path(path).write_text(self._text + "\n", encoding="utf-8")

    def to_dict(self) -> dict[str, Any]:
        """The receipt as plain values. Times are milliseconds since 1970."""
        return json.loads(self._text)

    def to_json(self) -> str:
        """The receipt as JSON."""
        return self._text

    @property
    def topic(self) -> str:
        """The topic that was read."""
        return self._data["plan"]["topic"]

    @property
    def start(self) -> dt.datetime | None:
        """The start of the range, included; None for no bound."""
        return _moment(self._data["plan"]["range"].get("from"))

    @property
    def end(self) -> dt.datetime | None:
        """The end of the range, not included; None for no bound."""
        return _moment(self._data["plan"]["range"].get("to"))

    @property
    def where(self) -> str | None:
        """The filter, in its canonical spelling."""
        return self._data.get("filter")

    @property
    def partitions(self) -> list[dict[str, Any]]:
        """By partition: its number, the offsets looked at (start, end), bytes fetched, and the counts."""
        return [
            {
                "partition": part["partition"],
                "start": part["start"],
                "end": part["end"],
                "bytes_fetched": part["bytesFetched"],
                **{name: part["counts"].get(name, 0) for name in _PARTS},
                "late": part["counts"].get("late", 0),
                "with_error": part["counts"].get("withError", 0),
            }
            for part in self._data["partitions"]
        ]

    @property
    def total(self) -> dict[str, int]:
        """The counts of all partitions together."""
        parts = self.partitions
        return {name: sum(part[name] for part in parts) for name in (*_PARTS, "late", "with_error")}

    @property
    def offsets(self) -> int:
        """How many offsets were looked at."""
        return sum(part["end"] - part["start"] for part in self._data["partitions"])

    @property
    def bytes_fetched(self) -> int:
        """Bytes of record batches received, compressed as they came."""
        return sum(part["bytesFetched"] for part in self._data["partitions"])

    @property
    def delivered(self) -> int:
        """Rows in the answer."""
        return self.total["delivered"]

    def _lines(self) -> tuple[str, str, str]:
        data = self._data
        start, end = data["plan"]["range"].get("from"), data["plan"]["range"].get("to")
        total = self.total
        heading = (
            f"{total['delivered']:,} rows of {self.topic}, "
            f"{'earliest' if start is None else rfc3339(start)} to {'latest' if end is None else rfc3339(end)}"
        )
        if self.where:
            heading += f", where {self.where}"
        terms = [f"{total[name]:,} {words}" for name, words in _PARTS.items() if total[name] or name == "delivered"]
        equation = f"{self.offsets:,} offsets in {len(data['partitions'])} partitions = {' + '.join(terms)}"
        seconds = max(0, data["finishedAt"] - data["startedAt"]) / 1000
        facts = [f"fetched {self.bytes_fetched / 1e6:,.1f} MB", f"{seconds:,.2f} s", f"{data['plan']['isolation']}"]
        if total["with_error"]:
            facts.insert(0, f"{total['with_error']:,} {'row' if total['with_error'] == 1 else 'rows'} with _error")
        if total["late"]:
            facts.insert(0, f"{total['late']:,} {'row' if total['late'] == 1 else 'rows'} came late")
        return heading, equation, ", ".join(facts)

    def __repr__(self) -> str:
        return "\n".join((*self._lines(), *(f"note: {note}" for note in self.notes)))

    def _repr_html_(self) -> str:
        return f'{_STYLE}<div class="kframe">{self._html()}</div>'

    def _html(self) -> str:
        heading, equation, facts = (html.escape(line) for line in self._lines())
        notes = "".join(f"<li>{html.escape(note)}</li>" for note in self.notes)
        parts = self.partitions
        shown = [name for name in (*_PARTS, "late") if name == "delivered" or any(part[name] for part in parts)]
        head = "".join(f"<th>{html.escape(name)}</th>" for name in ("partition", "start", "end", *shown))
        rows = "".join(
            "<tr>" + "".join(f"<td>{part[name]:,}</td>" for name in ("partition", "start", "end", *shown)) + "</tr>"
            for part in parts[:64]
        )
        more = f"<p>… {len(parts) - 64:,} more partitions</p>" if len(parts) > 64 else ""
        return (
            f"<p><b>{heading}</b><br>{equation} ✓<br>{facts}</p>"
            + (f"<ul>{notes}</ul>" if notes else "")
            + f'<div class="kframe-scroll"><table class="n"><thead><tr>{head}</tr></thead>'
            + f"<tbody>{rows}</tbody></table></div>{more}"
        )


def _moment(milliseconds: int | None) -> dt.datetime | None:
    if milliseconds is None:
        return None
    return dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc) + dt.timedelta(milliseconds=milliseconds)


def rfc3339(milliseconds: int) -> str:
    """A time as kframe writes it: without fraction where there is none."""
    try:
        moment = _moment(milliseconds)
    except OverflowError:
        return str(milliseconds)
    assert moment is not None
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{milliseconds % 1000:03d}" if milliseconds % 1000 else "") + "Z"
