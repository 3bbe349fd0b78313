"""Record batches one by one, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ._capsules import cast_stream, schema_capsule, stream_capsule
from ._errors import Error
from ._frame import Frame, _pyarrow
from ._library import Handle, lib, run
from ._progress import ProgressBar
from ._receipt import Receipt
from ._schema import Schema

if TYPE_CHECKING:
    import pyarrow


class Scan:
    """The rows of a time range of a topic as a stream of record batches, in memory that does not grow with the range.

    A stream is taken once: iterate over it, or hand it to a consumer of Arrow's C stream interface
    (``pyarrow.RecordBatchReader.from_stream(scan)``). Records are fetched ahead within a budget, and no further: a slow
    consumer makes the read wait. `close`, or the end of a ``with``, ends the read.

    The columns are fixed before the first batch, by the first 50,000 rows and by `types`. What later rows have besides
    goes to the column ``_rest``; a later value that does not fit its column ends the read with an error that says which
    ``types`` mends it.

    Attributes
    ----------
    receipt : Receipt or None
        What was read; None before the end, and where another consumer took the stream.
    """

    def __init__(self, handle: Handle, bar: ProgressBar) -> None:
        self._handle = handle
        self._bar = bar
        self._columns: Schema | None = None
        self._taken = False
        self._over = False
        self.receipt: Receipt | None = None

    @property
    def schema(self) -> Schema:
        """The columns and their types; reads as far as the first batch, which is not lost."""
        if self._columns is None:
            answer, handle = run("scan_fields", self._handle.pointer, progress=self._bar.update)
            assert handle is not None
            self._columns = Schema(handle, answer["fields"])
        return self._columns

    def __iter__(self) -> Iterator[pyarrow.RecordBatch]:
        """The batches, as pyarrow.RecordBatch, each of one partition; they share kframe's memory."""
        arrow = _pyarrow()
        self._take()
        return self._batches(arrow)

    def _batches(self, arrow: Any) -> Iterator[pyarrow.RecordBatch]:
        try:
            while (frame := self._next()) is not None:
                yield from arrow.RecordBatchReader.from_stream(frame)
        finally:
            self.close()

    def _next(self) -> Frame | None:
        answer, handle = run("scan_next", self._handle.pointer, progress=self._bar.update, watched=self._handle)
        if handle is not None:
            return Frame(handle)
        if "receipt" in answer:
            self.receipt = Receipt(answer["receipt"], answer["notes"])
        return None

    def __arrow_c_schema__(self) -> object:
        return schema_capsule(lib.kframe_frame_schema(self.schema._handle.pointer))

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows, once. The consumer's calls wait for Kafka; Python sees Ctrl+C when they return.

        `requested_schema` as for a `Frame`; it needs the first batch.
        """
        if requested_schema is not None:
            return cast_stream(self, list(self.schema), requested_schema)
        self._take()
        return stream_capsule(lib.kframe_scan_stream(self._handle.pointer))

    def _take(self) -> None:
        if self._over:
            raise Error("this scan is closed; call kframe.scan again", "invalid_argument")
        if self._taken:
            raise Error(
                "this stream was taken already, and a stream is read once; call kframe.scan again, or kframe.read for "
                "a frame that can be taken many times",
                "invalid_argument",
            )
        self._taken = True

    def close(self) -> None:
        """Ends the read, wherever it is. Batches that were given out stay as they are."""
        if self._over:
            return
        self._over = True
        self._bar.__exit__(None, None, None)
        self._handle.release()

    def __enter__(self) -> Scan:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self._over else "taken" if self._taken else "not begun"
        return f"<kframe.Scan: {state}>"
