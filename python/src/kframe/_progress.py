"""A bar while something is read."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any, Union

ProgressLike = Union[bool, None, Callable[[int, int, int, int], None]]


class ProgressBar:
    """A bar of tqdm's, on a terminal or in a notebook, which goes away at the end.

    Parameters
    ----------
    wanted : bool, None or callable
        None shows a bar where people can see one; True everywhere; False never. A callable is called instead with the
        offsets to look at, those done, the rows found and the bytes received.
    name : str
        What is read.
    """

    def __init__(self, wanted: ProgressLike, name: str) -> None:
        self._bar: Any = None
        self._callback = wanted if callable(wanted) else None
        if self._callback is None and wanted is not False:
            self._bar = _bar(name, forced=wanted is True)

    @property
    def update(self) -> Callable[[int, int, int, int], None] | None:
        if self._callback is not None:
            return self._callback
        return None if self._bar is None else self._show

    def _show(self, total: int, done: int, rows: int, received: int) -> None:
        bar = self._bar
        if bar.total != total:
            bar.reset(total=total)
        bar.set_postfix_str(f"{rows:,} rows, {received / 1e6:,.0f} MB", refresh=False)
        bar.update(min(done, total) - bar.n)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def _bar(name: str, forced: bool) -> Any:
    is_notebook = "ipykernel" in sys.modules
    if not (forced or is_notebook or (sys.stderr is not None and sys.stderr.isatty())):
        return None
    try:
        with warnings.catch_warnings():
            # Without ipywidgets the bar is drawn with characters; that is good enough, and no news.
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm(
        desc=name, total=1, unit="offsets", unit_scale=True, leave=False, delay=0 if forced else 0.4, dynamic_ncols=True
    )
