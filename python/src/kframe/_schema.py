"""A frame's columns and their types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ._capsules import schema_capsule
from ._library import Handle, lib


class Schema(Mapping[str, str]):
    """The columns of a frame: name to type, in order.

    The types are written as kframe writes them: ``int64``, ``utf8``, ``timestamp(us)`` (always UTC), ``list<double>``.
    Arrow consumers take the object itself (``pyarrow.schema(frame.schema)``).
    """

    def __init__(self, handle: Handle, fields: list[dict[str, Any]]) -> None:
        self._handle = handle
        self._types = {field["name"]: field["type"] for field in fields}

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self._types)

    def __getitem__(self, name: str) -> str:
        return self._types[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)

    def __repr__(self) -> str:
        width = max((len(name) for name in self._types), default=0)
        return "\n".join(f"{name:<{width}}  {kind}" for name, kind in self._types.items()) or "(no columns)"

    def __arrow_c_schema__(self) -> object:
        return schema_capsule(lib.kframe_frame_schema(self._handle.pointer))
