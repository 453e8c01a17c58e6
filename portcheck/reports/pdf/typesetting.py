"""Typeset a document as PDF/UA-1 with typst and a fixed layout.

The content is passed as JSON, never as markup. The date is the run's, so the same document gives
the same bytes. typst refuses characters that no font has; if the fonts of this machine lack them
too, they are written as code points.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator, Sequence, Set
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from portcheck.errors import UsageError
from portcheck.extras import install_command
from portcheck.reports.paper.blocks import Document
from portcheck.reports.pdf.fonts import BUNDLED, with_machine
from portcheck.reports.pdf.glyphs import coded, displayed, every_text

_REFUSED = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_ROUNDS = 3
"""Attempts to typeset: a letter that has a glyph alone may have none next to another."""
_LAYOUT = Path(__file__).with_name("document.typ").read_bytes()
_PROBE = b"""#let given = json(bytes(sys.inputs.document))
#set document(title: "letters")
#set text(font: given.fonts, fallback: false)
#given.letters.join(" ")
"""


def _typst() -> Any:
    try:
        import typst  # noqa: PLC0415  # an optional extra
    except ImportError:
        raise UsageError(
            "PDF is written with typst, which is not installed",
            hint=install_command("pdf"),
        ) from None
    return typst


def typeset(document: Document) -> bytes:
    """Typeset the pages.

    Raises:
        UsageError: typst is not installed.
    """
    typst = _typst()
    data = every_text(msgspec.to_builtins(document), displayed)
    letters = frozenset(char for text in _texts(data) for char in text if not char.isascii())
    fonts, families = typst.Fonts(include_system_fonts=False), BUNDLED
    lacking = _lacking(typst, fonts, families, letters)
    if lacking:
        fonts = typst.Fonts(include_system_fonts=True)
        families = with_machine(fonts.families())
        lacking = _lacking(typst, fonts, families, letters)
    for _ in range(_ROUNDS):
        try:
            return _compiled(typst, _LAYOUT, fonts, _inputs(data, families, lacking))
        except typst.TypstError as exc:
            lacking |= _refused(exc.diagnostic)
    return _compiled(typst, _LAYOUT, fonts, _inputs(data, families, letters))


def _lacking(typst: Any, fonts: Any, families: Sequence[str], letters: Set[str]) -> frozenset[str]:
    """The letters that no family has."""
    try:
        _compiled(typst, _PROBE, fonts, _inputs({"letters": sorted(letters)}, families))
    except typst.TypstError as exc:
        return _refused(exc.diagnostic)
    return frozenset()


def _compiled(typst: Any, layout: bytes, fonts: Any, inputs: dict[str, str]) -> bytes:
    pages: bytes = typst.compile(
        layout,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return pages


def _inputs(
    data: dict[str, Any], families: Sequence[str], lacking: Set[str] = frozenset()
) -> dict[str, str]:
    shown = every_text(data, partial(coded, lacking=lacking)) if lacking else data
    return {"document": json.dumps(shown | {"fonts": families})}


def _refused(diagnostic: str) -> frozenset[str]:
    """The characters that typst names, without ASCII ones, which only surround the missing ones."""
    found = "".join(_REFUSED.findall(diagnostic))
    plain = _ESCAPE.sub(lambda code: chr(int(code[1], 16)), found)
    return frozenset(plain) - frozenset(string.printable)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, (list, tuple)):
        for value in data:
            yield from _texts(value)
    elif isinstance(data, str):
        yield data
