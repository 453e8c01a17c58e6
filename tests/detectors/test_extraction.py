"""The part of an answer that a check compares."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import ask, make_completion

from portcheck.detectors.extraction import extracted, extraction_words, scored
from portcheck.model.completion import RefusalSignal
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CHECKS, Context


@pytest.mark.parametrize(
    ("text", "how", "part"),
    [
        ("Step 1\nAnswer: 42", {"after": "Answer:"}, "42"),
        ("Answer: 1\nNo.\n**answer:** 42 \nBye", {"after": "Answer:"}, "42"),
        ("Answer:\n\nforty\ntwo", {"after": "Answer:"}, "forty\ntwo"),
        ("nothing", {"after": "Answer:"}, None),
        # A letter that is longer in lower case.
        ("\u0130stanbul. Answer:42", {"after": "Answer:"}, "42"),
        ("a1 b22 c3", {"regex": r"[a-z](\d)"}, "3"),
        ("a1 b22", {"regex": r"\d+"}, "22"),
        ("none", {"regex": r"\d+"}, None),
        # The first group that took part in the match, even if it is empty.
        ("4 of 5", {"regex": r"(\d) of (\d)"}, "4"),
        ("b2", {"regex": r"(a)?b(\d)"}, "2"),
        ("code=", {"regex": r"code=(\w*)"}, ""),
        ("```\none\n```\nor\n```py\ntwo\n```", {"fence": True}, "two"),
        ("```py\ntwo\n```", {"fence": "js"}, None),
        ('So: {"a": {"b": "x"}, "l": [1, true]}', {"json": "a.b"}, "x"),
        ('So: {"a": {"b": "x"}, "l": [1, true]}', {"json": "l.1"}, "true"),
        ('So: {"a": 1}', {"json": "b"}, None),
        ('So: {"l": [1, 2]}', {"json": "l.2"}, None),
        ('So: {"l": ["caf\u00e9"]}', {"json": "l"}, '["caf\u00e9"]'),
        ('So: {"a": 1}', {"json": True}, '{"a": 1}'),
    ],
)
def test_what_is_extracted(text: str, how: dict[str, Any], part: str | None) -> None:
    assert extracted(text, how) == part


def outcome(text: str, how: dict[str, Any] | None, **changes: Any) -> tuple[str, str]:
    spec = CheckSpec(name="equals", arguments="42", id="equals", gate="task")
    spec = CheckSpec(name="equals", arguments="42", extract=how) if how else spec
    completion = replace(make_completion(text), **changes)
    found = scored(
        CHECKS.get("equals"), Context(spec=spec, request=ask("?"), completion=completion)
    )
    return found.status, found.reason


def test_the_reason_says_what_was_compared() -> None:
    how = {"after": "Answer:"}
    assert outcome("Hm. Answer: 42", None)[0] == "failed"
    status, reason = outcome("Hm. Answer: 42", how)
    assert (status, "(extracted: text after 'Answer:')" in reason) == ("passed", True)
    assert outcome("42", how) == (
        "failed",
        "nothing to extract: the answer has no text after 'Answer:'",
    )
    silent = outcome("", how)[1]
    assert ("no text" in silent, "extract" in silent) == (True, False)
    declined = RefusalSignal(kind="model_refusal")
    assert "extract" not in outcome("I cannot.", how, refusal_signal=declined)[1]


def test_a_composition_hands_the_whole_answer_to_its_parts() -> None:
    how = {"after": "Answer:"}
    spec = CheckSpec(name="all_of", arguments=[{"equals": "42"}], extract=how)
    context = Context(spec=spec, request=ask("?"), completion=make_completion("Hm. Answer: 42"))
    assert scored(CHECKS.get("all_of"), context).status == "passed"


def test_a_pattern_that_takes_too_long_leaves_it_unscored() -> None:
    status, reason = outcome("a" * 200, {"regex": r"(a|aa)+(b|c)$"})
    assert status in {"unscored", "failed"}
    assert "extract" in reason


def test_words() -> None:
    for how in ({"regex": "x"}, {"after": "x"}, {"fence": "x"}, {"fence": True}, {"json": True}):
        assert extraction_words(how)
