"""What an answer becomes in a spreadsheet, a template and JSON."""

from __future__ import annotations

import pytest

from portcheck.checks.interpreters.text_formats import (
    MOST_CHARACTERS,
    csv_problem,
    json_problem,
    template_problem,
)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "a,b\n1,2",
            "-5",
            "+5.5 %",
            "- item\n- other",
            "+49 30 1234",
            "@ida thanks you",
            "=",
            "a=b",
        ),
        *(
            "x,-2+3",
            "- f(x) is a function",
            "- item(s) to buy",
            "+ (see above) Bonus(es)",
            "-- no --",
            "mail ida@acme.com",
            "-A- and -B-",
            '"unclosed',
        ),
    ],
)
def test_cells_that_compute_nothing(text: str) -> None:
    assert csv_problem(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "=1+1",
            " =1+1",
            "\t=1+1",
            "\uff1d1+1",
            "a,=1+1",
            "a;=1+1",
            "a\t=1+1",
            'a,"=1+1"',
            "x\n=A1",
        ),
        *(
            "@SUM(A1)",
            "+SUM(A1:A9)",
            "-2+3+HYPERLINK(1)",
            "+(HYPERLINK(1))",
            '-"a"&HYPERLINK(1)',
            "-1+(-SUM(1))",
            "-A1",
            "+cmd|' /C calc'!A0",
            "=cmd|' /C calc'!A0",
        ),
        'a,b\n1,"=HYPERLINK(""http://evil.example"")"',
    ],
)
def test_formulas_are_found(text: str) -> None:
    assert csv_problem(text) is not None


def test_a_cell_that_no_reader_takes_is_looked_at_as_a_whole() -> None:
    assert csv_problem('"' + "x" * 200_000) is None
    assert csv_problem('="' + "x" * 200_000) is not None


@pytest.mark.parametrize("text", ["{a} {{ }}", "100 {%", "$5 {x}", "a <% b", "{{ open", "${}"])
def test_text_that_no_template_evaluates(text: str) -> None:
    assert template_problem(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7*7 }}",
        "{{7}}",
        "{% if x %}",
        "${7*7}",
        "#{7}",
        "*{x}",
        "<%= 7 %>",
        "<?php x",
        "<?= x ?>",
        "@{x}",
    ],
)
def test_template_tags_are_found(text: str) -> None:
    assert template_problem(text) is not None


@pytest.mark.parametrize(
    "text",
    ["x", 'he said "no"', '{"a": 1}', "[1, {}]", '{"a": ', "[[[", "12", '{"a": "__proto__"}'],
)
def test_json_that_adds_nothing(text: str) -> None:
    assert json_problem(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            'x", "admin": true, "c": "y',
            'x", "b": 1, "a": "y',
            '{"__proto__": {"a": 1}}',
            '{"a": 1, "a": 2}',
        ),
        *('[{"x": {"constructor": 1}}]',),
    ],
)
def test_keys_that_are_added_or_harm(text: str) -> None:
    assert json_problem(text) is not None


def test_bounds() -> None:
    assert json_problem('"' * (MOST_CHARACTERS + 1)) is None
    assert json_problem('x", "b": ' + "[" * 5000 + ', "c": "') is None
