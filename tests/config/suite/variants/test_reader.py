from __future__ import annotations

from pathlib import Path

import pytest
from corpus import write

from portcheck.config.load import Loaded, load
from portcheck.errors import ConfigError

PROVIDERS = """
portcheck: 1
providers:
  gpt: {vendor: openai, dialect: recorded, file: gpt.jsonl}
  claude: {vendor: anthropic, dialect: recorded, file: claude.jsonl}
"""
SUITE = """
portcheck: 1
suite: s
workloads:
  w:
    runs_on: gpt
    prompt: {system: "Be {{ tone }}.", user: "{{ q }}"}
    sampling: {temperature: 0.5, max_output_tokens: 9}
    vars: {tone: brief}
    variants:
VARIANTS
    cases:
      - {id: one, vars: {q: "1 + 1"}, checks: [{equals: "2"}]}
      - {id: two, vars: {q: "2 + 2"}, checks: [{equals: "4"}]}
"""


def loaded(tmp_path: Path, variants: str, suite: str = SUITE) -> Loaded:
    lines = "\n".join(f"      {line}" for line in variants.splitlines())
    for name in ("gpt.jsonl", "claude.jsonl"):
        (tmp_path / name).write_text("")
    providers = write(tmp_path, PROVIDERS, "providers.yaml")
    return load([write(tmp_path, suite.replace("VARIANTS", lines))], providers)


def mistakes(tmp_path: Path, variants: str, suite: str = SUITE) -> list[tuple[int, int, str]]:
    """Line from the word `variants` on, column and message of each mistake."""
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, variants, suite)
    return [(one.line - 10, one.column, one.message) for one in caught.value.problems]


def test_a_variant_takes_the_place_of_texts_and_settings(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """claude:
  - {name: terse, system: "{{ original.system }} Say {{ q }} alone."}
  - {name: again, user: "{{ original.user }}?", settings: {temperature: 0, stop: [x]}}
  - {name: bare, system: ""}""",
    )
    (workload,) = found.suite.workloads
    one = workload.cases[0]
    assert one.asked("claude", "terse").request.system == "Be brief. Say 1 + 1 alone."
    again = one.asked("claude", "again").request
    assert (again.system, again.messages[0].text) == ("Be brief.", "1 + 1?")
    assert (again.sampling.temperature, again.sampling.max_output_tokens) == (0, 9)
    assert again.sampling.stop == ("x",)
    assert one.asked("claude", "bare").request.system is None
    assert one.request.messages[0].text == "1 + 1", "what is asked today stays as it is"
    terse = workload.variants_of("claude")[0]
    assert (terse.replaced_system, terse.system) == (
        "Be {{ tone }}.",
        "{{ original.system }} Say {{ q }} alone.",
    )
    assert workload.variants_of("gpt") == ()


def test_a_conversation_keeps_all_but_the_last_turn_of_the_user(tmp_path: Path) -> None:
    turns = (
        '{messages: [{role: user, content: "a"}, {role: assistant, content: b}, '
        '{role: user, content: "{{ q }}"}]}'
    )
    suite = SUITE.replace('{system: "Be {{ tone }}.", user: "{{ q }}"}', turns)
    found = loaded(tmp_path, 'claude: [{name: x, user: "{{ original.user }}!"}]', suite)
    asked = found.suite.workloads[0].cases[0].asked("claude", "x").request
    assert [message.text for message in asked.messages] == ["a", "b", "1 + 1!"]


@pytest.mark.parametrize(
    ("variants", "expected"),
    [
        ("claud: [{name: a, system: b}]", [(1, 7, "there is no provider 'claud'")]),
        (
            "gpt: [{name: a, system: b}]",
            [(1, 7, "'gpt' serves the workload today: variants are for candidates")],
        ),
        (
            "claude:\n  - {name: a, system: b}\n  - {name: a, system: c}",
            [(3, 18, "two variants for 'claude' have the name 'a'")],
        ),
        (
            "claude:\n  - {name: a, system: b}\n  - {name: c, system: b}",
            [(3, 11, "it is the same as the variant 'a'")],
        ),
        (
            'claude:\n  - {name: a, system: "b"}\n  - {name: c, system: "{{ \'b\' }}"}',
            [(3, 11, "it makes the same request as the variant 'a'")],
        ),
        (
            'claude: [{name: a, system: "{{ original.system }}"}]',
            [(1, 16, "the variant 'a' makes the same request as the prompt")],
        ),
        ("claude: [{name: a}]", [(1, 16, "the variant 'a' makes the same request as the prompt")]),
        (
            "claude: [{name: a, settings: {temperature: 0.5}}]",
            [(1, 16, "the variant 'a' makes the same request as the prompt")],
        ),
        (
            "claude: [{name: a, user: What is it?}]",
            [
                (
                    1,
                    16,
                    "the variant makes the same request in 'one' and 'two', "
                    "but the prompt does not",
                )
            ],
        ),
        (
            'claude: [{name: a, user: "{{ qq }}"}]',
            [(1, 32, "there is no variable 'qq'")],
        ),
        (
            'claude: [{name: a, user: "{{ q[9:] }}"}]',
            [
                (
                    1,
                    16,
                    "the variant makes the same request in 'one' and 'two', "
                    "but the prompt does not",
                ),
                (1, 32, "the user's text is empty"),
            ],
        ),
        ("claude: [{system: b}]", [(1, 16, "'name' is missing")]),
        ('claude: [{name: "a ", system: b}]', [(1, 23, "a variant's name is printable text")]),
        ("claude: []", None),
        ("claude: [{name: a, prompt: b}]", None),
        ("claude: [{name: a, settings: {temperature: 9}}]", None),
    ],
)
def test_what_cannot_be_a_variant_is_refused_at_its_place(
    variants: str, expected: list[tuple[int, int, str]] | None, tmp_path: Path
) -> None:
    found = mistakes(tmp_path, variants)
    assert found == expected if expected is not None else len(found) == 1


def test_a_case_without_a_user_turn_has_none_to_replace(tmp_path: Path) -> None:
    turns = '{system: "{{ q }}", messages: [{role: assistant, content: b}]}'
    suite = SUITE.replace('{system: "Be {{ tone }}.", user: "{{ q }}"}', turns)
    found = mistakes(tmp_path, "claude: [{name: a, user: b}]", suite)
    assert (1, 32, "there is no user turn to replace") in found


def test_a_variable_of_the_name_of_the_prompt_itself_is_refused(tmp_path: Path) -> None:
    suite = SUITE.replace("tone: brief", "tone: brief, original: x")
    (found,) = mistakes(tmp_path, 'claude: [{name: a, system: "{{ original.system }}!"}]', suite)
    assert found[2].startswith("a variable has the name 'original'")


def test_rows_of_a_data_file_are_asked_in_variants_too(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"n": 1, "q": "3 + 3"}\n')
    rows = (
        "cases_from: {file: rows.jsonl, id: n, vars: {q: q}, checks: [{equals: '6'}]}\n    cases:"
    )
    suite = SUITE.replace("    cases:", f"    {rows}", 1)
    found = loaded(
        tmp_path,
        'claude: [{name: a, user: "{{ original.user }} {{ row is defined }}"}]',
        suite,
    )
    last = found.suite.workloads[0].cases[-1]
    assert last.asked("claude", "a").request.messages[0].text == "3 + 3 true"
