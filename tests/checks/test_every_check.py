"""What holds for every check: it is registered, documented, and bears any answer."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from check_builders import ask, kind_of, make_completion
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.config.load import check_file
from portcheck.config.reading.yaml_loader import parse_inline
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion, RefusalSignal
from portcheck.model.score import Outcome
from portcheck.model.visible_text import one_line
from portcheck.plugins import CHECKS, GATES, CheckKind

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
"""What docs/checks.md says of each check."""


def documented_examples(name: str) -> list[dict[str, Any]]:
    """The checks in the YAML of a section, as they would stand in a suite."""
    found = re.search(r"^```yaml\n(- .*?)^```", SECTIONS[name], re.MULTILINE | re.DOTALL)
    return list(parse_inline(found[1], "checks")) if found else []


EXAMPLES = {name: documented_examples(name) for name in SECTIONS}
USES = [
    (name, check[name], check.get("expect", expect))
    for name, checks in EXAMPLES.items()
    for check in checks
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
TOOLS = [{"name": name} for name in ("refund", "get_order", "delete_account")]
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


MEGABYTE = 1_000_000
LONG = 25_000
"""Characters; what takes quadratic time shows here, too."""
HUGE = {
    name: (piece * (size // len(piece) + 1))[:size]
    for size, pieces in (
        (MEGABYTE, {"words": "a b ", "brackets": "[", "blanks": " " * (MEGABYTE - 1) + "x"}),
        (
            LONG,
            {"escapes": '"' + "\\" * LONG, "digits": "1", "accents": "e" + "\u0301\u0323" * LONG}
            | {
                "quotes": '"',
                "numbers": "1 ",
                "unseen": "\u200b\u2060",
                "fences": "```",
                "word": "a",
            }
            | {"bullets": "- 1\n", "no_stops": "i " + "cannot and " * LONG, "backticks": "`"}
            | {"objects": '{"a":', "controls": "\x1b[31m\x00\x9b", "dates": "1/2/3/"}
            | {"hours": "1:2:", "addresses": "http://a.b@", "at_signs": "a@", "dots": "a."}
            | {"hyphens": "A1-", "names": "Aa Bb ", "number_words": "one hundred and "}
            | {"currencies": "$1,000", "opening_quotes": "\u201c\u00ab\u300c", "commas": "a,"}
            | {"many_quotes": '"a b" ', "units": "5 km ", "sentences": "A b. ", "lines": "a\n"},
        ),
    )
    for name, piece in pieces.items()
}
"""Answers that take a careless check minutes, or all memory."""


@pytest.mark.slow
@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_huge_answers_take_little_time(text: str) -> None:
    for name, arguments, expect in USES:
        started = time.process_time()
        assert_sound(ask(name, arguments, text, expect=expect))
        assert time.process_time() - started < 8, name


def test_every_check_has_a_section_and_a_known_gate() -> None:
    names = CHECKS.built_in
    assert set(names) == set(SECTIONS)
    others = {name for name, kind in names.items() if GATES.get(kind.gate).kind != "score"}
    assert others == {"never", "leak", "exfiltration", "safe_output", "personal_data"}
    assert {GATES.get(names[name].gate).kind for name in others} == {"zero_tolerance"}


@pytest.mark.parametrize("name", SECTIONS)
def test_an_answer_that_passes_and_one_that_fails_are_documented(name: str, tmp_path: Path) -> None:
    examples = EXAMPLES[name]
    assert all(name in check for check in examples)
    for word in ("accepts", "rejects"):
        # No judge is asked while a suite is read.
        assert any(check.get(word) for check in examples) or kind_of(name).asks, word
    suite = {
        "portcheck": 1,
        "suite": "documented",
        "workloads": {
            "w": {
                "prompt": "Which one?",
                "repeats": 2,
                "tools": TOOLS,
                "checks": examples,
                "judges": ["one", "other"],
                "cases": [{"id": "a"}],
            }
        },
    }
    for file, code in re.findall(
        r"^`([\w.]+)`:\n\n```python\n(.*?)^```", SECTIONS[name], re.MULTILINE | re.DOTALL
    ):
        (tmp_path / file).write_text(code, encoding="utf-8")
    path = tmp_path / "suite.yaml"
    path.write_text(json.dumps(suite), encoding="utf-8")
    assert [found for found in check_file(path) if found.severity == "error"] == []


@pytest.mark.parametrize("name", SECTIONS)
def test_arguments_are_described_by_a_schema(name: str) -> None:
    kind = kind_of(name)
    jsonschema.Draft202012Validator.check_schema(kind.arguments)
    for example in EXAMPLES[name]:
        arguments = example[name]
        if kind.expects and (arguments is None or arguments in kind.expects):
            continue
        jsonschema.validate(arguments, kind.arguments)
        assert kind.problem(arguments) is None
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(
            [] if name in {"cost", "equals", "latency", "numeric"} else 3.5, kind.arguments
        )


def documented() -> dict[str, tuple[str, str]]:
    """Summary and gate by name, from the table of docs/checks.md."""
    rows = re.findall(r"^\| \[`(\w+)`\]\(#\w+\) \| `(\w+)` \| (.+?) \|$", PAGE, re.MULTILINE)
    return {name: (summary, gate) for name, gate, summary in rows}


def test_documentation_lists_every_check() -> None:
    kinds: dict[str, CheckKind] = dict(CHECKS.built_in)
    assert documented() == {name: (kind.summary, kind.gate) for name, kind in kinds.items()}


@pytest.mark.parametrize("name", SECTIONS)
def test_a_check_has_one_summary_in_its_module_and_in_the_table(name: str) -> None:
    described = sys.modules[kind_of(name).score.__module__].__doc__ or ""
    assert described.splitlines()[0] == kind_of(name).summary


@pytest.mark.parametrize("name", SECTIONS)
def test_the_section_of_a_check_names_its_arguments(name: str) -> None:
    kind = kind_of(name)
    for word in (*kind.arguments.get("properties", ()), *kind.expects):
        assert f"`{word}" in SECTIONS[name], word
