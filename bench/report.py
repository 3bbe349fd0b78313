"""The tables that a run ends with: for a terminal, for machines, for docs/performance.md."""

import json
import sys
from dataclasses import asdict

BEGIN, END = "<!-- {} begin: generated, not written by hand -->", "<!-- {} end -->"


def print_tables(sections, found_targets):
    for section, results in sections:
        print(f"\n{section.title}")
        print(f"  {'':46} {'events':>10} {'wall':>9} {'CPU':>9} {'peak':>9} {'events/s':>11} {'ratio':>7}")
        for one in results:
            if one.failure:
                print(f"  {one.name:46} FAILED: {one.failure}")
                continue
            print(
                f"  {one.name:46} {one.events:>10,} {one.wall:>7.3f} s {one.cpu:>7.3f} s {one.peak / 1e6:>6,.0f} MB"
                f" {rate(one):>11} {ratio(one, results):>7}"
            )
    print()
    for one in found_targets:
        print(f"  {mark(one):12} {one.wanted}: {one.found if one.met is not None else '-'}")


def ratio(one, results):
    """By events a second, to the first of the section."""
    base = results[0]
    if not base.rate or not one.rate:
        return "–"
    found = one.rate / base.rate
    return f"{found:.2f}" if found >= 0.1 else f"{found:.4f}"


def rate(one):
    return f"{one.rate:,.0f}" if one.rate else "–"


def mark(target):
    return {True: "met", False: "NOT MET", None: "not measured"}[target.met]


def save(path, machine, arguments, sections, found_targets, facts):
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {
        "machine": machine,
        "arguments": arguments,
        "sections": [{"title": s.title, "results": [asdict(one) for one in results]} for s, results in sections],
        "targets": [asdict(one) for one in found_targets],
        "facts": facts,
    }
    path.write_text(json.dumps(record, indent=2) + "\n")
    print(f"\nwritten to {path}")


def markdown(machine, arguments, sections, found_targets):
    """What stands between the markers of the page."""
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    lines = [
        wrapped(
            f"{machine['date']}; {machine['processor']}, {machine['cores']} cores shared by broker and clients, "
            f"{machine['memory'] / 2**30:.0f} GiB; {machine['system']}; {arguments['broker']}; medians of "
            f"{arguments['runs']}, in turn. {versions}."
        )
    ]
    for section, results in sections:
        lines += ["", f"### {section.title}", ""]
        if section.note:
            lines += [wrapped(section.note), ""]
        lines += ["| program | events | wall | CPU | peak | events/s | ratio |", "|---|--:|--:|--:|--:|--:|--:|"]
        lines += [row(one, results) for one in results]
    lines += ["", "### Targets", "", "| | wanted | found |", "|---|---|---|"]
    lines += [f"| {mark(one)} | {one.wanted} | {one.found} |" for one in found_targets]
    return "\n".join(lines)


def row(one, results):
    if one.failure:
        return f"| {one.name} | {one.events:,} | failed: {one.failure.replace('|', '/')} | | | | |"
    return (
        f"| {one.name} | {one.events:,} | {one.wall:.3f} s | {one.cpu:.2f} s | {one.peak / 1e6:,.0f} MB "
        f"| {rate(one)} | {ratio(one, results)} |"
    )


def wrapped(text, width=120):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def parts(path, name):
    """What stands before and behind the page's markers of this name. Asked for before anything is measured, too."""
    begin, end = BEGIN.format(name), END.format(name)
    page = path.read_text() if path.exists() else ""
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        sys.exit(f"{path} must have the lines “{begin}” and “{end}”, once each")
    head, _, rest = page.partition(begin)
    return head + begin, end + rest.partition(end)[2]


def rewrite(path, name, text):
    """Puts the text between the page's markers of this name; what people wrote stays."""
    head, tail = parts(path, name)
    path.write_text(f"{head}\n\n{text}\n\n{tail}")
    print(f"written into {path}")
