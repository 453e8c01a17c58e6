"""Which families a page may use, in which order."""

from __future__ import annotations

import typst

from portcheck.reports.pdf.fonts import BUNDLED, with_machine


def test_the_typesetter_brings_the_bundled_families() -> None:
    assert set(BUNDLED) <= set(typst.Fonts(include_system_fonts=False).families())


def test_known_families_follow_in_an_order_of_their_own() -> None:
    found = ["Zapfino", "Noto Sans Thai", "LastResort", "DejaVu Sans", "Noto Sans", BUNDLED[0]]

    assert with_machine(found) == (*BUNDLED, "Noto Sans", "Noto Sans Thai", "DejaVu Sans")
    assert with_machine(found) == with_machine(found[::-1])


def test_a_machine_without_any_has_the_bundled_ones() -> None:
    assert with_machine([]) == BUNDLED
