"""Secrets with their letters exchanged."""

from __future__ import annotations

from portcheck.checks.hiding.disguises import all_forms, own_forms


def forms_in(secret: str, letters: str) -> set[str]:
    return {form.form for form, _, _ in all_forms((secret,)).within(letters)}


def test_forms_have_names() -> None:
    assert forms_in("heron", "heron") == {""}
    assert forms_in("heron", "noreh") == {"backwards"}
    assert forms_in("heron", "urebaxx") == {"rot13"}
    assert forms_in("heron", "ifspo") == {"letters moved by 1"}
    assert forms_in("heron", "svilm") == {"Atbash"}
    assert forms_in("heron77", "ureba22") == {"rot18"}
    assert forms_in("blue heron", "eulbnoreh") == {"each word backwards"}


def test_short_secrets_have_fewer_forms() -> None:
    assert forms_in("abc", "abc") == set()
    assert forms_in("quay", "yauq") == set()
    assert forms_in("47110", "01174") == {"backwards"}
    assert not list(own_forms(()).within("x"))
    assert not list(own_forms(("heron",)).within(""))
