"""Templates: expressions only, bounded, and values are never rendered again."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.config.suite.templating.filters import MAX_OUTPUT, TemplateMistake
from portcheck.config.suite.templating.templates import Templates, any_template

VARIABLES: dict[str, Any] = {
    "x": "hi",
    "n": 3,
    "items": [1, "two"],
    "yes": True,
    "nothing": None,
    "row": {"items": 5, "a key": "spaced", "text": "{{ x }} {% raw %}"},
    "big": "a" * 900_000,
}


def text(template: str) -> str:
    return Templates().render(template, VARIABLES)


def mistake(template: str) -> TemplateMistake:
    with pytest.raises(TemplateMistake) as caught:
        Templates().value(template, VARIABLES)
    return caught.value


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        ("no braces { } %}", "no braces { } %}"),
        ("{{ x }}, {{ n }}!\n", "hi, 3!\n"),
        ("{{ row.items }} {{ row['a key'] }}", "5 spaced"),
        ("{{ row.text }}", "{{ x }} {% raw %}"),
        ("<{{ items }}> {{ yes }}", '<[1, "two"]> true'),
        ("{{ items | join('-') | upper }}", "1-TWO"),
        ("{{ x | title }} {{ x | length }} {{ ' b ' | trim }}", "Hi 2 b"),
        ("{{ missing | default('else') }}", "else"),
        ("{{ items | first }}{{ items | last | replace('t', 'T') }}", "1Two"),
        ("{{ 2.567 | round(1) }} {{ '7' | int + 1 }} {{ '1.5' | float }}", "2.6 8 1.5"),
        ("{{ 'many' if n > 2 else 'few' }}", "many"),
        ("{{ x ~ n }} {{ n * 2 - 1 }} {{ x[0] }}", "hi3 5 h"),
        ("{{ '{{' }} {{ '{%' }} {# not a comment #}", "{{ {% {# not a comment #}"),
        ("{{ row | tojson }}", '{"items": 5, "a key": "spaced", "text": "{{ x }} {% raw %}"}'),
        ("{{ missing is defined }}", "false"),
        ("a {{- x -}} b", "ahib"),
    ],
)
def test_expressions(template: str, wanted: str) -> None:
    assert text(template) == wanted


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        ("{{ n }}", 3),
        ("{{ items }}", [1, "two"]),
        ("{{ (1, 2) }}", [1, 2]),
        ("{{ nothing }}", None),
        ("{{ yes }}", True),
        ("{{- n -}}", 3),
        (" {{ n }}", " 3"),
        ("{{ n }}{{ n }}", "33"),
    ],
)
def test_one_expression_keeps_its_type(template: str, wanted: object) -> None:
    found = Templates().value(template, VARIABLES)
    assert found == wanted
    assert type(found) is type(wanted)


def test_data_is_rendered_leaf_by_leaf_and_a_mistake_knows_its_leaf() -> None:
    data = {"a": ["{{ x }}", 1], "{{ x }}": None}
    assert Templates().value(data, VARIABLES) == {"a": ["hi", 1], "{{ x }}": None}
    with pytest.raises(TemplateMistake) as caught:
        Templates().value({"a": ["ok", {"b": "{{ y }}"}]}, VARIABLES)
    assert caught.value.steps == ("a", 1, "b")
    assert any_template({"a": [1, {"b": "{{ x }}"}]})
    assert not any_template({"a": [1, None, "plain"]})


@pytest.mark.parametrize(
    "template",
    [
        "{{ x.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ row.keys() }}",
        "{{ x.upper }}",
        "{{ range(9) }}",
        "{{ self }}",
        "{{ cycler }}",
        "{{ lipsum }}",
        "{{ x | attr('upper') }}",
        "{{ x | map('upper') }}",
        "{% set a = 1 %}",
        "{% for i in items %}{{ i }}{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{{ 9 ** 9 }}",
        "{{ 'a' * 10 }}",
        "{{ items * 3 }}",
        "{{ '%9999999d' % 1 }}",
        "{{ 10.0e15 * 2 }}",
        "{{ n / 0 }}",
        "{{ x | int }}",
        "{{ items[7] }}",
        "{{ nothing }}!",
        "{{ x",
        "{{ }}",
        "{{ x }} {{ 1 1 }}",
        "{{" + "(" * 3000 + "1" + ")" * 3000 + "}}",
        "{{ [] | first }}",
        "{{ row.nothing }}",
        "{{ n.real }}",
        "{{ x + 1 }}",
    ],
)
def test_what_templates_do_not_do(template: str) -> None:
    assert mistake(template).message


@pytest.mark.parametrize(
    "template",
    [
        "{{ big ~ big }}",
        "{{ big + big }}",
        "{{ big }}{{ big }}",
        "{{ big | replace('a', 'bbbb') }}",
        "{{ big | replace('a', big) }}",
        "{{ [big, big, big] | join(big) }}",
        "{{ [big, big] | tojson }}",
        "{{ big | replace('', big) }}",
    ],
)
def test_output_is_bounded(template: str) -> None:
    begun = time.process_time()
    assert "1 MB" in mistake(template).message
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("template", "message", "hint"),
    [
        ("{{ itemz }}", "there is no variable 'itemz'", "did you mean 'items'?"),
        ("{{ row.itms }}", "'row' has no 'itms'", "did you mean 'items'?"),
        ("{{ x | uper }}", "this filter is not known", "did you mean 'upper'?"),
        ("{{ x.y }}", "'x' has no named parts", ""),
    ],
)
def test_mistakes_say_what_was_meant(template: str, message: str, hint: str) -> None:
    found = mistake(template)
    assert found.message == message
    assert found.hint.startswith(hint)


@settings(max_examples=200, deadline=None)
@given(st.text("{}%# x.n|+-*/()[]'\"~,:<>=!ifelsedf0123", max_size=40))
def test_nothing_but_a_mistake_comes_out_of_odd_templates(template: str) -> None:
    try:
        found = Templates().render("{{" + template, VARIABLES)
    except TemplateMistake:
        return
    assert isinstance(found, str)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=50))
def test_values_arrive_as_they_are(content: str) -> None:
    assert Templates().render("<{{ v }}>", {"v": content}) == f"<{content}>"
    assert Templates().value("{{ v }}", {"v": content}) == content


@pytest.mark.parametrize("template", ["{{ 1e400 }}", "{{ [1e400] }}", "{{ 'nan' | float }}"])
def test_a_number_that_is_not_finite_is_no_value(template: str) -> None:
    assert mistake(template).message == "the template fails with these values"


def test_a_value_that_is_put_in_alone_is_a_list_and_of_bounded_length() -> None:
    made = Templates()
    assert made.value("{{ pair }}", {"pair": (1, (2, 3))}) == [1, [2, 3]]
    assert made.value("{{ big }}", {"big": "a" * MAX_OUTPUT}) == "a" * MAX_OUTPUT
    with pytest.raises(TemplateMistake, match="more than 1 MB"):
        made.value("{{ big }}", {"big": "a" * (MAX_OUTPUT + 1)})
