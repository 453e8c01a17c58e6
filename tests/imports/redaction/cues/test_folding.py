# ruff: noqa: RUF001
"""Letters lose their signs and keep their places."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.cues.folding import folded_in_place


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Password", "password"),
        ("Schlüssel", "schlussel"),
        ("CONTRASEÑA", "contrasena"),
        ("Hasło", "haslo"),
        ("ŞİFRE", "sifre"),
        ("Straße", "strase"),
        ("d’accès", "d'acces"),
        ("ﬁ", "f"),
    ],
)
def test_it_is_as_long_as_the_text(written: str, read: str) -> None:
    assert folded_in_place(written) == read
    assert len(read) == len(written)
