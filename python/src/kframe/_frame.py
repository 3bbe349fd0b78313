"""Frames: typed columns in memory."""

from __future__ import annotations

import difflib
import json
import shutil
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

from . import _html
from ._capsules import cast_stream, schema_capsule, stream_capsule
from ._errors import Error
from ._library import Handle, encoded, lib, run, take_text
from ._receipt import Receipt
from ._schema import Schema
from ._times import DurationLike, duration_text

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from ._pandas import DtypeBackend
    from ._timeline import Timeline


class Frame:
    """The rows of a time range of a topic as typed columns, with the receipt that proves them.

    Kafka's own columns come first (``_partition``, ``_offset``, ``_timestamp``, ``_key``), then the event's in order of
    first appearance, flattened by path: ``context.page.url``.

    The memory has Arrow's layout. `to_arrow`, `to_pandas` and `to_polars` make frames of those libraries; whatever
    takes Arrow's C stream interface (pyarrow, polars, DuckDB, pandas, …) takes the frame itself, any number of times.

    Attributes
    ----------
    receipt : Receipt or None
        What was read, and what became of every offset of it. None for counts and for a batch of a scan.
    """

    def __init__(self, handle: Handle, receipt: Receipt | None = None) -> None:
        self._handle = handle
        self.receipt = receipt
        facts = json.loads(take_text(lib.kframe_frame_facts(handle.pointer)) or "{}")
        self._rows: int = facts["rows"]
        self._bytes: int = facts["bytes"]
        self._fields: list[dict[str, Any]] = facts["fields"]

    # What it is

    @property
    def schema(self) -> Schema:
        """The columns and their types."""
        return Schema(self._handle, self._fields)

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return [field["name"] for field in self._fields]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self._rows, len(self._fields)

    @property
    def nbytes(self) -> int:
        """Bytes that the columns take in memory."""
        return self._bytes

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    # Parts of it

    @overload
    def __getitem__(self, key: str) -> pyarrow.ChunkedArray: ...
    @overload
    def __getitem__(self, key: Sequence[str]) -> Frame: ...
    def __getitem__(self, key: str | Sequence[str]) -> Any:
        """A column as a pyarrow.ChunkedArray; or, for a list of names, a frame of these columns. Nothing is copied."""
        if isinstance(key, str):
            return self._part(columns=[self._known(key)]).to_arrow().column(0)
        if isinstance(key, (list, tuple)):
            return self._part(columns=[self._known(name) for name in key])
        raise TypeError(
            f"a frame is asked for a column's name, or a list of names; not {key!r}. head and tail give rows"
        )

    def head(self, n: int = 5) -> Frame:
        """The first rows.

        Parameters
        ----------
        n : int
            How many.

        Returns
        -------
        Frame
            It shares the memory.
        """
        return self._part(head=max(0, n))

    def tail(self, n: int = 5) -> Frame:
        """The last rows.

        Parameters
        ----------
        n : int
            How many.

        Returns
        -------
        Frame
            It shares the memory.
        """
        return self._part(tail=max(0, n))

    def _part(self, **request: Any) -> Frame:
        made = lib.kframe_frame_part(self._handle.pointer, encoded(request))
        if not made:
            raise Error("there is no such part of the frame", "invalid_argument")
        return Frame(Handle(made), self.receipt)

    def _known(self, name: str) -> str:
        if name not in self.columns:
            near = difflib.get_close_matches(str(name), self.columns, n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else f"; there are {len(self.columns)}: frame.schema"
            raise KeyError(f"there is no column {name!r}{hint}")
        return name

    # As other libraries have it

    def __arrow_c_schema__(self) -> object:
        """The columns and their types, for any consumer of Arrow's C data interface."""
        return schema_capsule(lib.kframe_frame_schema(self._handle.pointer))

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows as a stream of record batches, for any consumer of Arrow's C stream interface.

        Each call gives a stream of its own. Nothing is copied; the memory lives as long as any consumer needs it.

        Parameters
        ----------
        requested_schema : capsule named ``arrow_schema``, optional
            The same columns in other types (``large_string`` for ``string``, say): with pyarrow installed they are cast
            when the batches are pulled, and a cast that would lose something is an error; without it the types stay the
            frame's. Other columns are refused.
        """
        if requested_schema is not None:
            return cast_stream(self, self.columns, requested_schema)
        return stream_capsule(lib.kframe_frame_stream(self._handle.pointer))

    def to_arrow(self) -> pyarrow.Table:
        """The frame as a pyarrow.Table, which shares its memory."""
        # `pyarrow.table` imports pandas first, to ask whether this is one of its frames: a quarter of a second.
        return _pyarrow().RecordBatchReader.from_stream(self).read_all()

    def to_polars(self) -> polars.DataFrame:
        """The frame as a polars.DataFrame."""
        try:
            import polars
        except ImportError:
            raise ImportError("to_polars needs polars: pip install polars") from None
        frame = polars.DataFrame(self)
        if frame.height != self._rows:  # Some before 1.10 take the first of the stream's batches for all.
            raise ImportError(
                f"polars {polars.__version__} took {frame.height:,} of {self._rows:,} rows; pip install 'polars>=1.10'"
            )
        return frame

    def to_pandas(self, dtype_backend: DtypeBackend = "auto") -> pandas.DataFrame:
        """The frame as a pandas.DataFrame.

        Parameters
        ----------
        dtype_backend : {"auto", "classic", "pyarrow", "numpy_nullable"}
            ``"auto"``: numbers and times as numpy has them; texts, lists, bytes, and integers and truth values with
            nulls in Arrow's types (`pandas.ArrowDtype`), which share the frame's memory. The quickest.
            ``"classic"``: pandas' own types, as `pandas.DataFrame` would choose them; texts are copied. Integers and
            truth values become ``Int64`` and ``boolean`` where a column has nulls, for as floats integers would lose
            digits.
            ``"pyarrow"``: Arrow's types for all columns.
            ``"numpy_nullable"``: pandas' nullable types, where it has them.

        Returns
        -------
        pandas.DataFrame
            With a plain index, in the frame's order of rows. Times have the zone UTC.
        """
        try:
            import pandas  # noqa: F401
        except ImportError:
            raise ImportError("to_pandas needs pandas and pyarrow: pip install pandas pyarrow") from None
        from ._pandas import from_arrow

        return from_arrow(self.to_arrow(), dtype_backend)

    # Counts

    def timeline(self, by: str | Sequence[str] | None = None, every: DurationLike = "1min") -> Timeline:
        """How many rows there are by interval of time, and by the values of columns.

        Parameters
        ----------
        by : str or list of str, optional
            Columns; each combination of their values is counted by itself.
        every : str or timedelta
            The length of an interval: ``"1min"``, ``"5m"``, ``"1h"``. Intervals are aligned to midnight UTC.

        Returns
        -------
        Timeline
            ``start``, the columns of `by`, ``count``; intervals without a row are there, with 0.
        """
        from ._options import names
        from ._timeline import Timeline

        chosen = names(by, "by") or []
        if not self._rows:  # A frame without rows lacks the events' columns, and that is no mistake of the caller's.
            chosen = [name for name in chosen if name in self.columns]
        for name in (*chosen, "_timestamp"):
            self._known(name)
        request: dict[str, Any] = {"by": chosen, "every": duration_text(every, "every")}
        if self.receipt is not None:
            bounds = self.receipt.to_dict()["plan"]["range"]
            request |= {"from": bounds.get("from"), "to": bounds.get("to")}
        _, handle = run("frame_timeline", self._handle, encoded(request))
        assert handle is not None
        return Timeline(handle, by=chosen, every=request["every"], topic=self.receipt.topic if self.receipt else None)

    # As people see it

    def __repr__(self) -> str:
        width = shutil.get_terminal_size((100, 24)).columns
        request = {"all": 20, "head": 10, "tail": 5, "width": max(40, width)}
        text = take_text(lib.kframe_frame_text(self._handle.pointer, encoded(request))) or ""
        return "\n".join([text, *(f"note: {note}" for note in (self.receipt.notes if self.receipt else []))])

    def _repr_html_(self) -> str:
        request = {"all": 12, "head": 6, "tail": 4}
        cells = json.loads(take_text(lib.kframe_frame_cells(self._handle.pointer, encoded(request))) or "{}")
        return _html.page(self._fields, cells, self._rows, self.receipt._html() if self.receipt else None)


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise ImportError("this needs pyarrow: pip install pyarrow (polars and DuckDB take the frame itself)") from None
    return pyarrow
