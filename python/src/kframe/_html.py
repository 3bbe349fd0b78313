"""A frame as a notebook shows it."""

from __future__ import annotations

import html
from typing import Any

#: No colour of its own but greys that are seen on light and dark: the text is the notebook's.
_STYLE = """<style>
.kframe{max-width:100%;font-size:12px;line-height:1.4}
.kframe .kframe-scroll{overflow-x:auto;max-width:100%}
.kframe.kframe table{font-size:12px;border-collapse:collapse;border:0;margin:0;color:inherit;background:transparent;
font-variant-numeric:tabular-nums}
.kframe.kframe table tr,.kframe.kframe table thead,.kframe.kframe table tbody tr:nth-child(odd){background:transparent}
.kframe.kframe table th,.kframe.kframe table td{padding:4px 14px 4px 0;text-align:left;white-space:nowrap;
vertical-align:top;border:0;border-bottom:1px solid rgba(128,128,128,.22);color:inherit;background:transparent;
max-width:22em;overflow:hidden;text-overflow:ellipsis}
.kframe.kframe table th{font-weight:600;border-bottom:1px solid rgba(128,128,128,.6)}
.kframe.kframe table th span{display:block;font-weight:400;opacity:.65;font-size:11px}
.kframe.kframe table .n{text-align:right}
.kframe .null{opacity:.45}
.kframe .gap td{padding-left:.6em;opacity:.6}
.kframe p{margin:6px 0}
.kframe details{margin:6px 0}
.kframe summary{cursor:pointer}
.kframe.kframe table.n td,.kframe.kframe table.n th{text-align:right}
.kframe ul{margin:4px 0;padding-left:1.4em}
</style>"""

_NUMBERS = {"int32", "int64", "double"}
_LONGEST = 80
_TITLE = 600


def page(fields: list[dict[str, Any]], cells: dict[str, Any], rows: int, receipt: str | None, columns: int = 24) -> str:
    """The table of head and tail, the size, and a receipt folded under it.

    Parameters
    ----------
    fields : list of dict
        Names and types.
    cells : dict
        ``head`` and ``tail``: rows of texts, None for null.
    receipt : str or None
        HTML.
    columns : int
        At most so many are shown; those in the middle are left out.
    """
    count = len(fields)
    shown: list[int | None] = list(range(count))
    if count > columns:
        shown = [*range(columns * 2 // 3), None, *range(count - columns // 3, count)]
    head = "".join(
        "<th>…</th>"
        if index is None
        else f'<th{_class(fields[index])} title="{_escape(fields[index]["name"], _TITLE)}">'
        f"{_escape(fields[index]['name'], _LONGEST)}<span>{_escape(fields[index]['type'], _LONGEST)}</span></th>"
        for index in shown
    )
    body = "".join(_row(row, shown, fields) for row in cells["head"])
    if rows > len(cells["head"]) + len(cells["tail"]):
        body += f'<tr class="gap"><td colspan="{max(1, len(shown))}">⋮</td></tr>'
    body += "".join(_row(row, shown, fields) for row in cells["tail"])
    size = f"{rows:,} row{'' if rows == 1 else 's'} × {count:,} column{'' if count == 1 else 's'}"
    folded = f"<details><summary>Receipt</summary>{receipt}</details>" if receipt else ""
    return (
        f'{_STYLE}<div class="kframe"><div class="kframe-scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div><p>{size}</p>{folded}</div>"
    )


def _row(row: list[str | None], shown: list[int | None], fields: list[dict[str, Any]]) -> str:
    return "<tr>" + "".join("<td>…</td>" if i is None else _cell(row[i], fields[i]) for i in shown) + "</tr>"


def _cell(value: str | None, field: dict[str, Any]) -> str:
    if value is None:
        return f"<td{_class(field, 'null')}>null</td>"
    title = f' title="{_escape(value, _TITLE)}"' if len(value) > 24 else ""
    return f"<td{_class(field)}{title}>{_escape(value, _LONGEST)}</td>"


def _class(field: dict[str, Any], *more: str) -> str:
    names = [*(["n"] if field["type"] in _NUMBERS else []), *more]
    return f' class="{" ".join(names)}"' if names else ""


def _escape(text: str, longest: int) -> str:
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    # Control characters show as their pictures: no notebook is to be moved by an event's content.
    pictured = "".join(chr(0x2400 + ord(c)) if ord(c) < 32 else "␡" if ord(c) == 127 else c for c in cut)
    bare = "".join(c for c in pictured if c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    return html.escape(bare, quote=True)
