"""Arrow's C structures in Python's capsules."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import POINTER, Structure, c_char_p, c_int64, c_void_p, py_object
from typing import Any

from ._errors import Error, usage
from ._library import lib

_new = ctypes.pythonapi.PyCapsule_New
_new.restype = py_object
_new.argtypes = [c_void_p, c_char_p, c_void_p]

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype = c_void_p
_pointer.argtypes = [py_object, c_char_p]


class _ArrowSchema(Structure):
    """The beginning of Arrow's structure."""


_ArrowSchema._fields_ = [
    ("format", c_char_p),
    ("name", c_char_p),
    ("metadata", c_char_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", POINTER(POINTER(_ArrowSchema))),
]

# Capsules keep the pointers to their names: these live as long as the process.
_SCHEMA = b"arrow_schema"
_STREAM = b"arrow_array_stream"
_FREE_SCHEMA = ctypes.cast(lib.kframe_capsule_free_schema, c_void_p)
_FREE_STREAM = ctypes.cast(lib.kframe_capsule_free_stream, c_void_p)


def schema_capsule(pointer: int | None) -> object:
    return _capsule(pointer, _SCHEMA, _FREE_SCHEMA)


def stream_capsule(pointer: int | None) -> object:
    return _capsule(pointer, _STREAM, _FREE_STREAM)


def cast_stream(source: Any, columns: Sequence[str], requested: object) -> object:
    """The stream of a source in the types that a consumer asks for, each batch when it is pulled.

    Arrow's protocol asks for an attempt: pyarrow casts where it is there, without loss or with an error; where it is
    not, the types stay the source's. Other columns than the source's are refused.
    """
    asked = _names(requested)
    if asked != list(columns):
        raise usage(
            f"the schema that is asked for has other columns: {_listed(asked)}; there are {_listed(columns)}. "
            "Types can be asked for, columns are chosen with frame[[…]] or columns="
        )
    try:
        import pyarrow
    except ImportError:
        return source.__arrow_c_stream__()
    try:
        return pyarrow.RecordBatchReader.from_stream(source).__arrow_c_stream__(requested)
    except (pyarrow.ArrowException, ValueError) as error:
        raise usage(f"the columns cannot be had in the types that are asked for: {error}") from error


def _names(requested: object) -> list[str]:
    """The names of a schema's fields; the capsule stays its owner's."""
    schema = _ArrowSchema.from_address(_pointer(requested, _SCHEMA))
    return [(schema.children[i].contents.name or b"").decode(errors="replace") for i in range(schema.n_children)]


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return f"{len(names)} ({shown})" if names else "none"


def _capsule(pointer: int | None, name: bytes, free: c_void_p) -> object:
    if not pointer:
        raise Error("there is no memory for Arrow's structures, or the object is of another kind")
    return _new(pointer, name, free)
