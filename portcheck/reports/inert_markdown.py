"""Escape text from suites and models for Markdown, in any dialect, and keep the source readable.

Characters with a meaning in Markdown get a backslash or become a character reference. An invisible
`&zwnj;` breaks text that code hosts would turn into links or notifications: mentions, numbers of
issues and merge requests, URLs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from portcheck.model.visible_text import one_line, visible

_ACTING = re.compile(
    r"(?P<named>[<>|`]|&(?=#?\w+;))"
    r"|(?P<marked>[*~]|\$(?!\d)|(?<=\])[(\[:]|(?<=[!\[])\[|\\(?=[!-/:-@\[-`{-~]|$)"
    r"|(?<![^\W_])_|_(?![^\W_]))"
    r"|(?P<broken>@(?=\w)|(?<!\w)!(?=\d)|#(?=\d)|:(?=//)|\bGH-(?=\d)|\bwww(?=\.))",
    re.IGNORECASE,
)
_NAMES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&vert;", "`": "&grave;"}
_OPENING = re.compile(r"(?:[-+=:#]|\[(?=[ xX]?\])|\d+(?=[.)](?:\s|$)))")
_TICKS = re.compile("`+")


def escape(text: str) -> str:
    """Put a text on one line, and escape all markup in it."""
    flat = one_line(text, None)
    opening = _OPENING.match(flat)
    if opening is None:
        return _ACTING.sub(_harmless, flat)
    first = opening[0]
    rest = _ACTING.sub(_harmless, flat[len(first) :])
    if first.isdigit():
        return f"{first}\\{rest}"
    broken = (first == "#" and flat[1:2].isdigit()) or flat.startswith("://")
    return f"\\{first}{'&zwnj;' if broken else ''}{rest}"


def _harmless(found: re.Match[str]) -> str:
    if found["named"]:
        return _NAMES[found["named"]]
    if found["broken"]:
        return f"{found['broken']}&zwnj;"
    address = found["marked"] == ":" and found.string.startswith("//", found.end())
    return f"\\{found['marked']}{'&zwnj;' if address else ''}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Format a table of cells that are already escaped; an empty cell shows a dash."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell or '-' for cell in line)} |" for line in lines)


def bullets(lines: Iterable[str]) -> str:
    """Format a list with one item per line."""
    return "\n".join(f"- {escape(line)}" for line in lines)


def fenced(lines: Sequence[str]) -> str:
    """Put lines into a code fence that none of them can close."""
    shown = [visible(line) for line in lines]
    longest = max((len(run) for line in shown for run in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *shown, fence])
