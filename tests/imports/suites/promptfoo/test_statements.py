"""Prompts and variables with statements are rendered for each test, or listed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from foreign_files import reasons, written

POLITE = "{% if lang == 'de' %}Antworte deutsch.{% else %}Answer in English.{% endif %}"
LISTED = "{% for item in things %}- {{ item.name }}\n{% endfor %}{{ q }}"
CHAT = (
    '[{"role": "system", "content": "{% if lang == \'de\' %}Kurz.{% else %}Short.{% endif %}"},'
    ' {"role": "user", "content": "{{ q }}"}]'
)
THINGS = [{"name": "a"}, {"name": "b"}]


def asked(
    tmp_path: Path, prompts: list[str], *tests: Mapping[str, object]
) -> list[tuple[str, str]]:
    """System prompt and last turn of each case."""
    config = {
        "prompts": prompts,
        "tests": [{"vars": one, "assert": [{"type": "contains", "value": "x"}]} for one in tests],
    }
    _, _, loaded = written(tmp_path, "promptfoo", {"c.json": config})
    return [
        (case.request.system or "", case.request.messages[-1].text)
        for workload in loaded.suite.workloads
        for case in workload.cases
    ]


def test_each_test_gets_its_own_prompt(tmp_path: Path) -> None:
    tests = ({"lang": "de", "q": "Was?", "things": THINGS}, {"lang": "en", "q": "What?"})
    assert asked(tmp_path, [f"{POLITE}\n{LISTED}", "Plain {{ q }}"], *tests) == [
        ("", "Antworte deutsch.\n- a\n- b\nWas?"),
        ("", "Answer in English.\nWhat?"),
        ("", "Plain Was?"),
        ("", "Plain What?"),
    ]


def test_messages_are_rendered_text_by_text_so_that_quotes_break_nothing(tmp_path: Path) -> None:
    made = asked(tmp_path, [CHAT], {"lang": "de", "q": 'say "hi"\nand {{ more }}'})
    assert made == [("Kurz.", 'say "hi"\nand {{ more }}')]


def test_a_list_of_messages_that_a_loop_writes_is_read_as_messages(tmp_path: Path) -> None:
    text = (
        '[{% for t in turns %}{"role": "{{ t.r }}", "content": "{{ t.c }}"}'
        "{% if not loop.last %},{% endif %}{% endfor %}]"
    )
    turns = [{"r": "system", "c": "Be kind."}, {"r": "user", "c": "Hi"}]
    assert asked(tmp_path, [text], {"turns": turns}) == [("Be kind.", "Hi")]


def test_a_variable_is_rendered_with_the_others(tmp_path: Path) -> None:
    values = {"lang": "de", "q": "{% if lang == 'de' %}Was?{% endif %}"}
    assert asked(tmp_path, ["Q: {{ q }}"], values) == [("", "Q: Was?")]


def test_what_cannot_be_rendered_is_listed_test_by_test(tmp_path: Path) -> None:
    config = {
        "prompts": ["{% include 'x' %}{{ q }}", f"{POLITE} {{{{ q }}}}", "{{ q }}"],
        "tests": [
            {"vars": {"q": "one", "lang": "en"}},
            {"vars": {"q": "{% if r === 1 %}x{% endif %}"}},
            {"vars": {"q": "two"}, "options": {"prefix": "Please: "}},
        ],
    }
    made, done, _ = written(tmp_path, "promptfoo", {"c.json": config})
    assert done.cases == 3
    said = reasons(made)
    assert "'include' in it is not rendered" in said
    assert "its template cannot be rendered: unexpected" in said
    assert "prefix or suffix of a prompt with statements" in said
