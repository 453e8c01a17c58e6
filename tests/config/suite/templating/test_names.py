"""Names of values: what the template engine would make of them, without it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.config.suite.templating.expressions import Engine
from portcheck.config.suite.templating.filters import TemplateMistake
from portcheck.config.suite.templating.names import names_in
from portcheck.config.suite.templating.templates import Templates

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.sampled_from(["", "hi", "{{ n }}", "{% raw %}", "a\r\nb", "\x00", "ü", "<&>"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "items", "é"]), inner)
    ),
    max_leaves=4,
)
PIECES = st.sampled_from(
    (
        *("{{ n }}", "{{n}}", "{{ row.a }}", "{{ row.items }}", "{{ n.a.items }}", "{{ row }}"),
        *("{{ missing }}", "{{ true }}", "{{ self }}", "{{- n -}}", "{{ n | upper }}", "{{ n\n}}"),
        *("{{ é }}", "{{ _n }}", "{", "}", "{{", "}}", "{% if n %}", "%}", "{#", "text"),
        *(" ", "\n", "\r\n", "\r", "\x00"),
    )
)


def outcome(render: Any) -> tuple[str, Any]:
    try:
        return "gives", render()
    except TemplateMistake as exc:
        return "is wrong", (exc.message, exc.hint, exc.fixed)


@settings(max_examples=400, deadline=None)
@given(
    pieces=st.lists(PIECES, min_size=1, max_size=5),
    variables=st.fixed_dictionaries({}, optional={"n": VALUES, "row": VALUES}),
)
def test_they_become_what_the_engine_makes_of_them(
    pieces: list[str], variables: dict[str, Any]
) -> None:
    text = "".join(pieces)
    if "{{" not in text:
        text += "{{ n }}"
    ours, engine = Templates(), Engine()
    for ask in ("render", "value"):
        found = outcome(lambda: getattr(ours, ask)(text, variables))  # noqa: B023
        wanted = outcome(lambda: getattr(engine, ask)(text, variables))  # noqa: B023
        assert repr(found) == repr(wanted)


@pytest.mark.parametrize(
    ("text", "needs_no_engine"),
    [
        ("{{ question }}", True),
        ("Answer {{ a.b }}: {{c}}\n{ } %} }}", True),
        ("{{ row.answer }}", True),
        ("{{ 'a' }}", False),
        ("{{ a | upper }} {{ b }}", False),
        ("{{{ a }}", False),
        ("{{ none }}", False),
        ("{{ a }}\r\n", False),
        ("{{ a }} {% b %}", False),
    ],
)
def test_only_names_need_no_engine(text: str, needs_no_engine: bool) -> None:
    assert (names_in(text) is not None) is needs_no_engine


def test_the_engine_is_not_loaded_for_them() -> None:
    code = (
        "import sys; from portcheck.config.suite.templating.templates import Templates\n"
        "made = Templates(); values = {'n': [1, True], 'row': {'a': 'x'}}\n"
        "print(made.render('{{ n }} {{ row.a }}', values), made.value('{{ n }}', values))\n"
        "print('jinja2' in sys.modules, made.render('{{ n | length }}', values))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines() == ["[1, true] x [1, True]", "False 2"]
