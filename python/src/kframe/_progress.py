"""A bar while something is read."""

from __future__ import annotations

import sys
import time
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
        self._name = name
        self._callback = wanted if callable(wanted) else None
        self._tqdm = _tqdm(wanted is True) if self._callback is None and wanted is not False else None
        # What is over before anybody could read a bar needs none.
        self._from = time.monotonic() + (0 if wanted is True else 0.4)

    @property
    def update(self) -> Callable[[int, int, int, int], None] | None:
        if self._callback is not None:
            return self._callback
        return None if self._tqdm is None else self._show

    def _show(self, total: int, done: int, rows: int, received: int) -> None:
        if self._bar is None:
            if self._tqdm is None or time.monotonic() < self._from:
                return
            self._bar = self._tqdm(
                desc=self._name, total=total, unit=" offsets", unit_scale=True, leave=False, dynamic_ncols=True
            )
        self._bar.set_postfix_str(f"{rows:,} rows, {received / 1e6:,.0f} MB", refresh=False)
        self._bar.update(min(done, total) - self._bar.n)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def _tqdm(forced: bool) -> Any:
    """tqdm's bar for where we are; None where nobody would see it, or there is no tqdm."""
    if not (forced or _is_notebook() or (sys.stderr is not None and sys.stderr.isatty())):
        return None
    try:
        with warnings.catch_warnings():
            # Without ipywidgets the bar is drawn with characters; that is good enough, and no news.
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm


def _is_notebook() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return hasattr(shell, "kernel")
