"""Canaries: the same in every run, and another one for every case."""

from __future__ import annotations

import re

from portcheck.config.suite.policies.canaries import canaries


def test_they_follow_from_the_names_alone() -> None:
    # Written down: another derivation would change every request of every suite.
    found = canaries("", "town", "w", "secrecy", "verbatim")
    assert found == canaries("", "town", "w", "secrecy", "verbatim")
    assert found["code"] == CODE
    others = [
        canaries("2", "town", "w", "secrecy", "verbatim"),
        canaries("", "city", "w", "secrecy", "verbatim"),
        canaries("", "town", "v", "secrecy", "verbatim"),
        canaries("", "town", "w", "secrecy", "setup"),
        canaries("", "townw", "", "secrecy", "verbatim"),
    ]
    assert len({found["code"], *(one["code"] for one in others)}) == 6
    assert len({found["phrase"], *(one["phrase"] for one in others)}) == 6


CODE = "UQQE-9072-HZK"


def test_each_form_has_its_shape() -> None:
    found = canaries("a")
    assert re.fullmatch(r"[A-Z]{4}-\d{4}-[A-Z]{3}", found["code"])
    assert found["initials"] == "".join(word[0] for word in found["phrase"].split())
    assert len(set(found["initials"])) == 8
    assert found["joined"] == found["left"] + found["right"]
    assert re.fullmatch(r"[a-z]+\.example", found["host"])
    assert re.fullmatch(r"\+44 7700 900\d{3}", found["phone"])
    assert found["email"].endswith("@mail.example")
    assert all(0xE0000 <= ord(ch) <= 0xE007F for ch in found["unseen"])
    assert found["left"] in "".join(chr(ord(ch) - 0xE0000) for ch in found["unseen"])
