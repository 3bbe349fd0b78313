"""The offsets that answer a question, and why these."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

from ._html import _STYLE
from ._receipt import _moment, rfc3339


class Plan:
    """The offsets of a range by partition, and why these. No record was read.

    Attributes
    ----------
    topic : str
    offsets : int
        The offsets to be looked at: an upper bound of the rows.
    partitions : list of dict
        ``partition``, ``leader``, ``start``, ``end`` (not included), ``start_reason``, ``end_reason``, ``log_start``,
        ``high_watermark``, ``last_stable_offset``.
    """

    _NUMBERS = ("partition", "leader", "start", "end", "log_start", "high_watermark")

    def __init__(self, answer: dict[str, Any]) -> None:
        self.topic: str = answer["topic"]
        self.offsets: int = answer["offsets"]
        self.partitions: list[dict[str, Any]] = [{"last_stable_offset": None} | part for part in answer["partitions"]]
        self._from: int | None = answer.get("from")
        self._to: int | None = answer.get("to")

    @property
    def start(self) -> dt.datetime | None:
        """The start of the range, included; None for no bound."""
        return _moment(self._from)

    @property
    def end(self) -> dt.datetime | None:
        """The end of the range, not included; None for no bound."""
        return _moment(self._to)

    def __len__(self) -> int:
        return len(self.partitions)

    def _heading(self) -> str:
        start = "earliest" if self._from is None else rfc3339(self._from)
        end = "latest" if self._to is None else rfc3339(self._to)
        return f"{self.topic}, {start} to {end}: {self.offsets:,} offsets to look at"

    def __repr__(self) -> str:
        lines = [
            f"  partition {part['partition']}: {part['start']:,} to {part['end']:,} "
            f"({part['start_reason']}; {part['end_reason']})"
            for part in self.partitions
        ]
        return "\n".join([self._heading(), *lines])

    def _repr_html_(self) -> str:
        names = ("partition", "leader", "start", "end", "start_reason", "end_reason", "log_start", "high_watermark")
        head = "".join(f"<th{self._class(name)}>{name.replace('_', ' ')}</th>" for name in names)
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td{self._class(name)}>{html.escape(f'{part[name]:,}' if name in self._NUMBERS else part[name])}</td>"
                for name in names
            )
            + "</tr>"
            for part in self.partitions
        )
        return (
            f'{_STYLE}<div class="kframe"><p>{html.escape(self._heading())}</p><div class="kframe-scroll"><table>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></div>"
        )

    def _class(self, name: str) -> str:
        return ' class="n"' if name in self._NUMBERS else ""
