"""The fonts of a page: those that the typesetter carries, and known ones of this machine."""

from __future__ import annotations

from collections.abc import Sequence

BUNDLED: tuple[str, ...] = (
    "Libertinus Serif",
    "DejaVu Sans Mono",
    "New Computer Modern",
    "New Computer Modern Math",
)
"""Families that typst brings along; the first one that has a letter shows it."""

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
"""How families with letters of many scripts begin. Others are left alone: there are fonts whose
every glyph is a box, a blank or a black bar."""


def with_machine(families: Sequence[str]) -> tuple[str, ...]:
    """`BUNDLED`, then those of a machine's families that are known, in their own order."""
    known = [
        name
        for begins in _KNOWN
        for name in sorted(families)
        if name.startswith(begins) and name not in BUNDLED
    ]
    return (*BUNDLED, *dict.fromkeys(known))
