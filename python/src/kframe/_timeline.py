"""Counts over time, to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._frame import Frame
from ._library import Handle
from ._receipt import Receipt

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

#: Told apart also by those who see colours otherwise (Okabe and Ito's, after blue).
_COLOURS = [
    "#3b6fb6",
    "#e69f00",
    "#2a9d78",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#8d7cc2",
    "#b8a31f",
    "#7a5230",
    "#5f9e1f",
]
_REST = "#9a9a9a"


class Timeline(Frame):
    """How many rows there are by interval and group: a frame of ``start``, the columns grouped by, and ``count``.

    Intervals without a row are there, with 0; rows whose record has no timestamp have no ``start``.
    """

    def __init__(
        self, handle: Handle, by: list[str], every: str | None, topic: str | None, receipt: Receipt | None = None
    ) -> None:
        super().__init__(handle, receipt)
        self._by = by
        self._every = every
        self._topic = topic

    def pivot(self) -> pandas.DataFrame:
        """A row an interval, a column a group, the largest first.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``start`` (UTC) where rows are counted by time.
        """
        frame = self.to_pandas()
        groups = [name for name in self._by if name in frame]
        if self._every is None:
            return frame.set_index(groups) if groups else frame
        frame = frame[frame["start"].notna()]
        if not groups:
            return frame.set_index("start")[["count"]]
        texts = [frame[name].astype(object).where(frame[name].notna(), "null").astype(str) for name in groups]
        label = texts[0]
        for text in texts[1:]:
            label = label + ", " + text
        wide = frame.assign(group=label).pivot_table(
            index="start", columns="group", values="count", aggfunc="sum", fill_value=0, sort=False
        )
        wide = wide.sort_index().astype("int64")
        order = wide.sum().sort_values(ascending=False, kind="stable").index
        wide = wide[list(order)]
        wide.columns.name = ", ".join(groups)
        return wide

    def plot(self, ax: Axes | None = None, largest: int = 10, title: str | None = None, **kwargs: Any) -> Axes:
        """Draws the counts over time as stacked bars.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure otherwise.
        largest : int
            So many groups have a colour of their own; those beyond are drawn together as “other”.
        title : str, optional
        **kwargs
            For ``Axes.bar``.

        Returns
        -------
        matplotlib.axes.Axes
        """
        try:
            import matplotlib.dates as dates
            import matplotlib.pyplot as pyplot
            from matplotlib.ticker import FuncFormatter, MaxNLocator
        except ImportError:
            raise ImportError("plot needs matplotlib: pip install matplotlib") from None
        if self._every is None:
            raise ValueError("there is no time in these counts; count with every=")
        wide: Any = self.pivot()
        if ax is None:
            _, ax = pyplot.subplots(figsize=(9.5, 3.6), layout="constrained")
        names = list(wide.columns)
        bars = [
            (str(name), wide[name].to_numpy(), _COLOURS[i % len(_COLOURS)]) for i, name in enumerate(names[:largest])
        ]
        if len(names) > largest:
            rest = wide[names[largest:]].sum(axis=1).to_numpy()
            bars.append((f"other ({len(names) - largest})", rest, _REST))
        left = dates.date2num(wide.index.tz_convert("UTC").tz_localize(None).to_numpy()) if len(wide) else []
        width = _milliseconds(self._every) / 86_400_000
        bottom: Any = 0
        for name, counts, colour in bars:
            options: dict[str, Any] = {"color": colour, "linewidth": 0, "label": name} | kwargs
            # Bars of many intervals touch; a hair of white between few of them.
            ax.bar(
                left, counts, width=width * (0.92 if len(wide) <= 120 else 1), bottom=bottom, align="edge", **options
            )
            bottom = bottom + counts
        if len(wide):
            ax.set_xlim(left[0], left[-1] + width)
        locator = dates.AutoDateLocator(tz="UTC", minticks=4, maxticks=9)
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator, tz="UTC", show_offset=False))
        ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        ax.set_ylim(bottom=0)
        ax.set_xlabel(_span(wide.index))
        ax.set_ylabel(f"rows in {self._every}")
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(axis="y", color="#808080", alpha=0.25, linewidth=0.6)
        ax.set_axisbelow(True)
        heading = title if title is not None else self._topic
        if heading:
            ax.set_title(heading, loc="left", fontsize="medium")
        if self._by:
            handles, labels = ax.get_legend_handles_labels()
            ax.legend(
                handles[::-1], labels[::-1], title=", ".join(self._by), loc="upper left", bbox_to_anchor=(1.01, 1),
                frameon=False, alignment="left", borderaxespad=0,
            )  # fmt: skip
        return ax


def _span(starts: Any) -> str:
    """The days that are drawn, which the ticks may not say."""
    if not len(starts):
        return "UTC"
    first, last = (f"{moment:%Y-%m-%d}" for moment in (starts[0], starts[-1]))
    return f"{first}, UTC" if first == last else f"{first} to {last}, UTC"


def _milliseconds(text: str) -> int:
    import re

    units = {
        "w": 604_800_000,
        "d": 86_400_000,
        "h": 3_600_000,
        "m": 60_000,
        "min": 60_000,
        "s": 1_000,
        "sec": 1_000,
        "ms": 1,
    }
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([a-z]+)", text.lower()))
