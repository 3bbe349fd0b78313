"""Arrow's C structures in Python's capsules."""

from __future__ import annotations

import ctypes
from ctypes import c_char_p, c_void_p, py_object

from ._errors import Error
from ._library import lib

_new = ctypes.pythonapi.PyCapsule_New
_new.restype = py_object
_new.argtypes = [c_void_p, c_char_p, c_void_p]

# Capsules keep the pointers to their names: these live as long as the process.
_SCHEMA = b"arrow_schema"
_STREAM = b"arrow_array_stream"
_FREE_SCHEMA = ctypes.cast(lib.kframe_capsule_free_schema, c_void_p)
_FREE_STREAM = ctypes.cast(lib.kframe_capsule_free_stream, c_void_p)


def schema_capsule(pointer: int | None) -> object:
    return _capsule(pointer, _SCHEMA, _FREE_SCHEMA)


def stream_capsule(pointer: int | None) -> object:
    return _capsule(pointer, _STREAM, _FREE_STREAM)


def _capsule(pointer: int | None, name: bytes, free: c_void_p) -> object:
    if not pointer:
        raise Error("there is no memory for Arrow's structures, or the object is of another kind")
    return _new(pointer, name, free)
