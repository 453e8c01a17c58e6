"""Secrets with their letters exchanged."""

from __future__ import annotations

from portcheck.checks.hiding.disguises import all_forms, large_parts, own_forms


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


def test_large_parts() -> None:
    def parts(secret: str, letters: str) -> set[str]:
        return {part.letters for part, _, _ in large_parts((secret,)).within(letters)}

    assert parts("KWPM-8251-XTB", "zkwpm8251z") == {"kwpm8251"}
    assert parts("KWPM-8251-XTB", "kwpm825") == set()
    assert parts("KWPM-8251-XTB", "8251xtb") == set()
    assert parts("HERON-7F3A-quay", "heron7f3") == set()  # two digits
    assert parts("quarterly report", "quarterlyrepor") == set()
    assert parts("1234-5678-9012-3456", "1234567890") == {"1234567890"}
    assert parts("abc", "abc") == set()
