"""What holds for every check: it is registered, documented, and bears any answer."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from check_builders import ask, kind_of, make_completion
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion, RefusalSignal
from portcheck.model.score import Outcome
from portcheck.model.visible_text import one_line
from portcheck.plugins import CHECKS, GATES, CheckKind

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES: dict[str, list[Any]] = {
    "answered": [None, {}],
    "contains": ["a", ["a", "b"], {"all": ["a"], "any": "b", "none": ["c"]}],
    "equals": ["billing", 12, True, {"value": "a", "exact": True}],
    "json_fields": [{"a.0.b": 1, "c": "x"}],
    "json_schema": [{"type": "object", "properties": {"a": {"type": "string"}}}],
    "max_length": [10, {"characters": 5, "words": 2}],
    "numeric": [12, "12", {"value": 1, "take": "only"}, {"min": 1}],
    "one_of": [["a", "b", 3]],
    "pushback": [None, {}],
    "refusal": [None, {}],
    "regex": [r"(a|b)+\d", {"pattern": "a.*b", "dotall": True}],
    "tool_call": ["t", {"name": "t", "arguments": {"a": 1}}, {"forbidden": "*"}],
}
USES = [
    (name, arguments, expect)
    for name, listed in EXAMPLES.items()
    for arguments in listed
    for expect in kind_of(name).expects or (None,)
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
TOOL_CALLS = st.builds(
    ToolCall,
    id=st.none() | st.text(max_size=3),
    name=st.sampled_from(["t", "u", ""]),
    arguments=st.none() | st.dictionaries(st.sampled_from(["a", "b"]), JSON, max_size=3),
    arguments_raw=st.none() | st.text(max_size=9),
)
WORDS = st.sampled_from(
    ["I can't help with that. ", "no such unit ", '{"a": [', "]}", "```", "\n- ", '"', "12,3.4e5 "]
)
TEXTS = st.text(max_size=60) | st.lists(WORDS | st.text(max_size=4), max_size=12).map("".join)


@st.composite
def completions(draw: st.DrawFn) -> Completion:
    reasons = ["stop", "length", "tool_calls", "content_filter", "refusal", "error", "other"]
    kinds = ["model_refusal", "content_filter", "prompt_blocked"]
    signals = st.builds(RefusalSignal, kind=st.sampled_from(kinds), detail=st.none() | TEXTS)
    return make_completion(
        draw(TEXTS),
        finish_reason=draw(st.sampled_from(reasons)),
        refusal_text=draw(st.none() | TEXTS),
        refusal_signal=draw(st.none() | signals),
        tool_calls=tuple(draw(st.lists(TOOL_CALLS, max_size=3))),
    )


def assert_sound(outcome: Outcome) -> None:
    assert outcome.status in {"passed", "failed", "unscored"}
    assert (outcome.value is None) == (outcome.status == "unscored")
    if outcome.value is not None:
        assert 0 <= outcome.value <= 1
        assert (outcome.value == 1) == (outcome.status == "passed")
    assert 0 < len(outcome.reason) <= 300
    assert outcome.reason == one_line(outcome.reason, 300)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(answer=completions())
def test_any_answer_has_one_sound_outcome(answer: Completion) -> None:
    for name, arguments, expect in USES:
        outcome = ask(name, arguments, answer, expect=expect)
        assert_sound(outcome)
        assert outcome == ask(name, arguments, answer, expect=expect)


HUGE = {
    "words": "a b " * 250_000,
    "quotes": '"' * 1_000_000,
    "escapes": '"' + "\\" * 999_999,
    "brackets": "[" * 1_000_000,
    "accents": "e" + "\u0301\u0323" * 500_000,
    "numbers": "1 " * 500_000,
    "digits": "1" * 1_000_000,
    "blanks": " " * 999_999 + "x",
    "unseen": "\u200b\u2060" * 500_000,
    "fences": "```" * 333_333,
    "bullets": "- 1\n" * 250_000,
    "no_stops": "i " + "cannot and " * 90_000,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_huge_answers_take_little_time(text: str) -> None:
    for name, listed in EXAMPLES.items():
        started = time.process_time()
        assert_sound(ask(name, listed[-1], text))
        assert time.process_time() - started < 1, name


def test_every_check_has_examples_and_a_known_gate() -> None:
    names = CHECKS.built_in
    assert set(names) == set(EXAMPLES)
    assert {GATES.get(kind.gate).kind for kind in names.values()} == {"score"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_arguments_are_described_by_a_schema(name: str) -> None:
    kind = kind_of(name)
    jsonschema.Draft202012Validator.check_schema(kind.arguments)
    for arguments in EXAMPLES[name]:
        jsonschema.validate(arguments, kind.arguments)
        assert kind.problem(arguments) is None
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([] if name in {"numeric", "equals"} else 3.5, kind.arguments)


def documented() -> dict[str, tuple[str, str]]:
    """Summary and gate by name, from the table of docs/checks.md."""
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[`(\w+)`\]\(#\w+\) \| `(\w+)` \| (.+?) \|$", page, re.MULTILINE)
    return {name: (summary, gate) for name, gate, summary in rows}


def test_documentation_lists_every_check() -> None:
    kinds: dict[str, CheckKind] = dict(CHECKS.built_in)
    assert documented() == {name: (kind.summary, kind.gate) for name, kind in kinds.items()}


def test_every_check_has_a_section_that_names_its_arguments() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    assert set(sections) == set(EXAMPLES)
    for name in EXAMPLES:
        kind = kind_of(name)
        for word in (*kind.arguments.get("properties", ()), *kind.expects):
            assert f"`{word}" in sections[name], f"{name}: {word}"
