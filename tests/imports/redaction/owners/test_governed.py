# ruff: noqa: RUF001
"""A word governs the number of its clause, its question, its key or its column, and no other."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.owners.families import family
from portcheck.imports.redaction.owners.governed import governed
from portcheck.imports.redaction.owners.numbers import numbers
from portcheck.imports.redaction.owners.words_of_numbers import cues

GOVERNED = """
My member number, which I could hardly read on the torn card, is {77120934}.
What is your policy number?\\nIt says {PX-88120-4} on the letter.
{55201938} is my patient id
Kundennr.: {40917723}
Meine Vertragsnummer habe ich gefunden. Sie lautet {700-812-33}.
numero de client {8841207} et {8841208}
nr umowy to {UM/20931/77}
müşteri numaram {30918844}
{30918844} numaralı abone
{"customerNumber": "{91002384}"}
policy_no = {44120987}
customer 90872 and member {661209}
codice cliente {C0048812}
"""
FREE = """
the number of customers rose to 45000
order number 4455667
error code 50012 on port 27017
numéro de commande 8841207
Bestellnummer 88213
the line number 12345 of the log
It has a number. Nobody knows it. We sold 45000 of them in a week and then some more.
page number 1204
the key 123456 is odd
"""


def found_in(text: str) -> list[str]:
    return [text[one.start : one.end] for _, one in governed(text, cues(text), [*numbers(text)])]


@pytest.mark.parametrize("line", GOVERNED.strip().splitlines())
def test_a_number_belongs_to_the_word_that_names_it(line: str) -> None:
    said = line.replace("\\n", "\n")
    text = said.replace("{", "").replace("}", "")
    wanted = [part.partition("}")[0] for part in said.split("{")[1:]]
    wanted = [one for one in wanted if not one.startswith('"')]
    assert set(wanted) <= set(found_in(text))


@pytest.mark.parametrize("text", FREE.strip().splitlines())
def test_numbers_of_things_belong_to_nobody(text: str) -> None:
    assert found_in(text) == []


def test_a_word_that_has_its_number_governs_no_other() -> None:
    assert found_in("client number 8841207 bought 55000 bolts") == ["8841207"]


def test_words_say_what_they_name_whatever_signs_and_capitals_they_have() -> None:
    assert family("versichertennummer") == "named_number"
    assert family("bestellnummer") == "other_number"
    assert family("weather") == ""
    assert [cue.family for cue in cues("policyNumber")] == ["holder", "any_number"]


def test_an_abbreviation_that_is_a_word_governs_in_capitals_or_at_once() -> None:
    assert found_in("ein Verein hat mehr als 45120 Gäste") == []
    assert found_in("nie mam czasu, wpłaciłem 45120") == []
    assert found_in("the EIN, he says, is 45120998") == ["45120998"]
    assert found_in("nif: 45120998") == ["45120998"]
