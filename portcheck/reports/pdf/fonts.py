"""Choose the fonts of a page: those bundled with typst, and known ones of this machine."""

from __future__ import annotations

from collections.abc import Sequence

BUNDLED: tuple[str, ...] = (
    "Libertinus Serif",
    "DejaVu Sans Mono",
    "New Computer Modern",
    "New Computer Modern Math",
)
"""Families bundled with typst; the first one with a glyph for a letter shows it."""

_KNOWN = (
    "Noto Sans",
    "Noto Serif",
    "Noto Emoji",
    "Noto Naskh",
    "Source Han",
    "DejaVu Sans",
    "WenQuanYi",
    "Droid Sans Fallback",
    "Arial Unicode MS",
    "PingFang",
    "Hiragino",
    "Geeza Pro",
    "Microsoft YaHei",
    "Meiryo",
    "Malgun Gothic",
    "Nirmala UI",
    "Segoe UI",
    "Apple Symbols",
)
"""First words of families with letters of many scripts. Others are not used: in some fonts every
glyph is a box, a blank or a black bar."""


def with_machine(families: Sequence[str]) -> tuple[str, ...]:
    """Return `BUNDLED`, then the known families of a machine in the order of `_KNOWN`."""
    known = [
        name
        for begins in _KNOWN
        for name in sorted(families)
        if name.startswith(begins) and name not in BUNDLED
    ]
    return (*BUNDLED, *dict.fromkeys(known))
