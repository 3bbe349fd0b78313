"""Arrow's columns as pandas has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ._errors import usage

if TYPE_CHECKING:
    import pandas

DtypeBackend = Literal["auto", "classic", "pyarrow", "numpy_nullable"]

#: pandas puts the chunks of a column together when it sorts or filters; 32-bit offsets end at 2 GiB.
_LARGE = 1 << 30


def from_arrow(table: Any, dtype_backend: DtypeBackend) -> pandas.DataFrame:
    """The table as `Frame.to_pandas` describes it.

    A column that numpy has no type for becomes one of pandas' arrays here, by itself, since pandas' own ways copy more:
    ``str`` needs 64-bit offsets, masks are made by the chunk, and joining two frames copies both.
    """
    import pandas

    make = {"auto": _arrow_or_numpy, "classic": _classic, "pyarrow": _arrow, "numpy_nullable": _nullable}
    if dtype_backend not in make:
        raise usage(f"dtype_backend is auto, classic, pyarrow or numpy_nullable; not {dtype_backend!r}")
    arrays = {}
    for name, column in zip(table.column_names, table.columns):
        array = make[dtype_backend](column)
        if array is not None:
            arrays[name] = array
    rest = [name for name in table.column_names if name not in arrays]
    # Together by type, which pyarrow does with all cores; a block for each column (`split_blocks`) with one.
    plain = table.select(rest).to_pandas()
    if rest and table.column(rest[0]).num_chunks == 1:
        # It may be a view of the frame's memory, and could not be written to.
        plain = plain.copy()
    if not arrays:
        return plain
    columns = {name: arrays[name] if name in arrays else plain[name] for name in table.column_names}
    return pandas.DataFrame(columns, index=pandas.RangeIndex(table.num_rows), copy=False)


def _arrow(column: Any) -> Any:
    """The column in Arrow's memory, whatever its type."""
    import pandas
    import pyarrow

    # Not `nbytes`, which looks into every chunk's offsets: a tenth of a second for a hundred columns.
    if column.get_total_buffer_size() > _LARGE:
        large = {pyarrow.string(): pyarrow.large_string(), pyarrow.binary(): pyarrow.large_binary()}
        column = column.cast(large.get(column.type, column.type))
    return pandas.arrays.ArrowExtensionArray(column)


def _arrow_or_numpy(column: Any) -> Any:
    """None where numpy has the type, with NaN and NaT for nulls."""
    from pyarrow import types

    kind = column.type
    if types.is_timestamp(kind) or types.is_floating(kind):
        return None
    if (types.is_integer(kind) or types.is_boolean(kind)) and not column.null_count:
        return None
    return _arrow(column)


def _classic(column: Any) -> Any:
    """None where pandas' own way is good: for all but integers and truth values with nulls."""
    from pyarrow import types

    if column.null_count and (types.is_integer(column.type) or types.is_boolean(column.type)):
        return _masked(column)
    return None


def _nullable(column: Any) -> Any:
    """None where pandas has no nullable type."""
    import pandas
    from pyarrow import types

    kind = column.type
    if types.is_integer(kind) or types.is_boolean(kind) or types.is_floating(kind):
        return _masked(column)
    text: Any = pandas.StringDtype()
    return text.__from_arrow__(column) if types.is_string(kind) else None


def _masked(column: Any) -> Any:
    """The column's values, and which of them are missing."""
    import pandas
    from pyarrow import compute, types

    is_boolean, is_integer = types.is_boolean(column.type), types.is_integer(column.type)
    values = (column.fill_null(False if is_boolean else 0) if column.null_count else column).to_numpy()
    if not values.flags.writeable:  # One chunk may come as a view of the frame's memory.
        values = values.copy()
    arrays = pandas.arrays
    make = arrays.BooleanArray if is_boolean else arrays.IntegerArray if is_integer else arrays.FloatingArray
    return make(values, compute.is_null(column).to_numpy(), copy=False)
