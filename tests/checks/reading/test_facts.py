"""Facts that are found in text, and found again in another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.reading.facts import KINDS, read_facts
from portcheck.checks.reading.kept_facts import kept

_ANY = (
    "5 km|$3|ORD-17|4/5/2026|a@b.de|https://a.b/c?d=1|Ana Lima|14:30 CET|1,000|3 gallons|45 %|and"
    "|. |\n- |one|5 March|(|+49 30 123"
)
PIECES = st.lists(st.sampled_from(_ANY.split("|"))).map(" ".join)


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("See (https://a.example/x_(y)).", "urls", ["https://a.example/x_(y)"]),
        ("go to acme.com, or e.g. node.js", "urls", ["acme.com"]),
        ("mail a.b+c@d.example.", "emails", ["a.b+c@d.example"]),
        ("AB-12/7, SKU123 and 3f2a9c1b-77d0", "ids", ["AB-12/7", "SKU123", "3f2a9c1b-77d0"]),
        ("100 km2, 5kg, 12 and 2nd", "ids", []),
        ("from 10-12 km, 2020-2024", "ids", []),
        ("v1.2.3, 10.0.0.1, 1.234.567", "ids", ["v1.2.3", "10.0.0.1"]),
        ("to DE89 3704 0044 0532 0130 00.", "ids", ["DE89 3704 0044 0532 0130 00"]),
        ("ring +1 (555) 123-4567", "ids", ["+1 (555) 123-4567"]),
        ("on 5 March 2026 at 14:30", "dates", ["5 March 2026 at 14:30"] * 2),
        ("1. one\n2) Step 3: 7 of it", "numbers", ["7"]),
        ("12 and 5 kg", "amounts", ["5 kg"]),
        ("It was Ana Lima. Then Bob Stone came.", "names", ["Ana Lima", "Bob Stone"]),
        ("Der Hund und die Katze sind in dem Haus, und das Kind auch.", "names", []),
    ],
)
def test_each_kind_is_found(text: str, kind: str, written: list[str]) -> None:
    assert kind in KINDS
    found = [fact.written for fact in read_facts(text).found if fact.kind == kind]
    assert found == written


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40) | PIECES)
def test_what_is_found_in_a_text_stands_in_it(text: str) -> None:
    facts = read_facts(text)
    for fact in facts.found:
        assert kept(fact, (facts,)) != "no", fact
