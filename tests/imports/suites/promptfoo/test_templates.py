from __future__ import annotations

import pytest

from portcheck.config.suite.templating.templates import Templates
from portcheck.imports.suites.converted import CannotSayError
from portcheck.imports.suites.promptfoo.templates import translate


@pytest.mark.parametrize(
    ("text", "made", "names"),
    [
        ("plain", "plain", set()),
        ("a {{b}} c", "a {{ b }} c", {"b"}),
        ("{{ a.b[0] | dump | safe }}", "{{ a.b[0] | tojson }}", {"a"}),
        ("{{- a -}}", "{{ a }}", {"a"}),
        ("{{ a | default('x', true) }}", "{{ a | default('x', true) }}", {"a"}),
        ("{# note #}x", "x", set()),
        ("{% raw %}{{a}}{% endraw %}{{b}}", "{{ '{{' }}a}}{{ b }}", {"b"}),
        ("{{ 'x' if a == 1 else b }}", "{{ 'x' if a == 1 else b }}", {"a", "b"}),
        ("{{ (a + 1) * 2 }}", "{{(a + 1)* 2 }}", {"a"}),
    ],
)
def test_expressions_are_ours(text: str, made: str, names: set[str]) -> None:
    found = translate(text)
    assert found.names == names
    assert found.text.replace(" ", "") == made.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        "{% if a %}x{% endif %}",
        "{{ a | nl2br }}",
        "{{ range(3) }}",
        "{{ a.b() }}",
        "{{ env.KEY }}",
        "{{ }}",
        "{{ a ^ b }}",
        "{{ $x }}",
        "x" * 2_000_001,
    ],
)
def test_what_has_no_equivalent_is_refused(text: str) -> None:
    with pytest.raises(CannotSayError):
        translate(text)


def test_what_is_made_renders() -> None:
    text = translate("{{ name | upper }}{% raw %} {{x}}{%{% endraw %} {{ d.a[1] }}").text
    found = Templates().render(text, {"name": "ida", "d": {"a": [1, 2]}})
    assert found == "IDA {{x}}{% 2"
