# ruff: noqa: E501
"""Texts of nunjucks are rendered as nunjucks renders them, or refused.

What is expected was printed by nunjucks 3.2.4; benchmarks/nunjucks_agreement.py asks it again.
"""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.config.nunjucks import MOST_TEXT, render_nunjucks
from portcheck.config.suite.templating.filters import TemplateMistake

VALUES: dict[str, Any] = {
    "a": "x",
    "n": "5",
    "zero": 0,
    "half": 2.5,
    "whole": 3.0,
    "none": None,
    "flag": False,
    "said": "it's ok",
    "items": ["p", "q"],
    "empty": [],
    "map": {"k": 1, "ab": 2},
    "rows": [{"n": 1, "t": "A"}, {"n": 2.0}],
    "pairs": [[1, "u"], [2, "w"]],
    "many": list(range(1000)),
}


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("{% if n == 5 %}five{% elif flag %}b{% else %}no{% endif %}", "five"),
        ("{% if n > 3 and a %}ok{% endif %}", "ok"),
        ("{% if a < 3 or n != '5' %}ok{% else %}no{% endif %}", "no"),
        ("{% if flag or zero or none or '' %}t{% else %}f{% endif %}", "f"),
        ("{% if not missing %}none{% endif %}", "none"),
        ("{% if missing == none %}same{% endif %}{% if missing != a %} other{% endif %}", "same other"),
        ("{% if 'p' in items and 'z' not in items and 'x' in a %}in{% endif %}", "in"),
        ("{% for i in items %}{{ loop.index }}:{{ i }}{% if not loop.last %}, {% endif %}{% endfor %}", "1:p, 2:q"),
        ("{% for k, v in map %}{{ k }}={{ v }};{% endfor %}", "k=1;ab=2;"),
        ("{% for n, t in pairs %}{{ n }}{{ t }} {% endfor %}", "1u 2w "),
        ("{% for i in missing %}x{% else %}nothing{% endfor %}", "nothing"),
        ("{% for row in rows %}{{ row.n }}{{ row.t }}{{ row['n'] }} {% endfor %}", "1A1 22 "),
        ("{% set y = a + 'z' %}{{ y | upper }}", "XZ"),
        ("{{ items.length }}{{ items | length }}{{ missing | length }}{{ a.length }}", "2201"),
        ("{{ flag }} {{ none }} {{ missing.x.y }}|{{ items[0] }}{{ items[9] }}", "false  |p"),
        ("{{ half }} {{ whole }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 7 % 4 }} {{ 2 * 3 - 1 }}", "2.5 3 3.5 3 3 5"),
        ("{{ rows | dump }}", '[{"n":1,"t":"A"},{"n":2}]'),
        ("{{ items | join(', ') }} {{ items | first }}{{ items | last }}", "p, q pq"),
        ("{{ said | title }} {{ said | capitalize }} {{ ' s ' | trim }}", "It's Ok It's ok s"),
        ("{{ n | int }} {{ '2.5' | float }} {{ said | replace('ok', 'no') }}", "5 2.5 it's no"),
        ("{{ missing | default('d') }}{{ '' | default('e', true) }}{{ a | safe }}", "dex"),
        ("{{ 'a' if flag else 'b' }}", "b"),
        ("{% raw %}{{ a }}{% endraw %}{# gone #}", "{{ a }}"),
        ("a\r\n{%- if a %}  b\r\n{% endif -%}\r\n c\r\n", "a  b\r\nc\r\n"),
        ("x\n{% if a %}y{% endif %}\n", "x\ny\n"),
        ("{{ a.__class__ }}{{ items.__len__ }}{{ map.items }}{{ zero.real }}", ""),
    ],
)  # fmt: skip
def test_what_both_languages_share(text: str, rendered: str) -> None:
    assert render_nunjucks(text, VALUES) == rendered


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{% include 'x' %}", "'include' in it"),
        ("{% macro f() %}{% endmacro %}", "'macro' in it"),
        ("{% import 'x' as y %}", "'import' in it"),
        ("{{ a.upper() }}", "calls in its template"),
        ("{% for i in range(3) %}{% endfor %}", "calls in its template"),
        ("{{ a | nl2br }}", "its filter 'nl2br'"),
        ("{{ a | _truth }}", "its filter '_truth'"),
        ("{{ a ** 2 }}", "'pow' in it"),
        ("{{ a ~ n }}", "'concat' in it"),
        ("{% if a is string %}{% endif %}", "'test' in it"),
        ("{% if 1 < n < 9 %}{% endif %}", "chained comparisons"),
        ("{% if not a == n %}{% endif %}", "'not' before a comparison"),
        ("{% set x, y = pairs %}", "'set' of several names"),
        ("{% for i in items %}{% set y = i %}{% endfor %}", "lasts longer in nunjucks"),
        ("{% for i in items if i %}{% endfor %}", "loops with a condition"),
        ("{% for c in a %}{% endfor %}", "something that is not a list"),
        ("{% for c in map %}{% endfor %}", "something that is not a list"),
        ("{% for i in many %}{% for j in many %}x{% endfor %}{% endfor %}", "100,000 rounds"),
        ("{% if empty %}{% endif %}", "an empty list is true"),
        ("{% if not empty %}{% endif %}", "an empty list is true"),
        ("{% if missing < 3 %}{% endif %}", "the size of an empty value"),
        ("{% if items == map %}{% endif %}", "compares lists or mappings"),
        (
            "{% if a in zero %}{% endif %}",
            "it searches a value that is not a list, text or mapping",
        ),
        ("{% if zero in a %}{% endif %}", "it searches a text for a value that is not text"),
        ("{{ items }}", "a list or a mapping"),
        ("{{ none | dump }}", "an empty value as JSON"),
        ("{{ a | join }}", "joins something that is not a list"),
        ("{{ zero | upper }}", "its filter needs a text, but gets another value"),
        ("{{ zero | trim }}", "its filters trim and replace need a text, but get another value"),
        ("{{ zero | length }}", "needs a list or a text"),
        ("{{ empty | first }}", "a list that is not empty"),
        ("{{ '5px' | int }}", "need a number"),
        ("{{ flag | float }}", "need a number"),
        ("{{ '' | safe }}", "not empty"),
        ("{{ a | replace('', 'y') }}", "replaces nothing"),
        ("{{ n + 1 }}", "' needs two numbers"),
        ("{{ -7 % 2 }}", "remainder of a negative number"),
        ("{{ 1 / 0 }}", "cannot be rendered"),
        ("{{ 9999999999 * 9 }}", "' needs two numbers"),
        ("{% if x", "unexpected end of template"),
        ("{% if a === 'x' %}{% endif %}", "unexpected"),
        ("x" * (MOST_TEXT + 1), "longer than 200,000"),
        ("{% for i in many %}" + "x" * 1001 + "{% endfor %}", "more than 1 MB"),
    ],
)
def test_what_differs_or_is_too_much_is_refused(text: str, why: str) -> None:
    with pytest.raises(TemplateMistake, match=why):
        render_nunjucks(text, VALUES)
