"""The check `python`; how its function is run is tested with `run.code`."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from check_builders import kind_of, make_call, make_completion, make_request

from portcheck.model.score import Outcome
from portcheck.model.suite import CheckSpec
from portcheck.plugins import Context

SOURCE = "def polite(answer, case):\n    return 'thank' in answer\n"
DIGEST = hashlib.sha256(SOURCE.encode()).hexdigest()
ARGUMENTS = {"call": "checks.py:polite", "with": {"least": 2}, "sha256": DIGEST}


def scored(found: Any, seen: list[Any] | None = None) -> Outcome:
    def run_code(arguments: Any, given: Any) -> Any:
        if seen is not None:
            seen.append((arguments, given))
        return {"reason": "", **found}

    spec = CheckSpec(name="python", arguments=ARGUMENTS, id="python", gate="task")
    completion = make_completion("Thank you.", tool_calls=(make_call("pay", sum=1),))
    context = Context(spec=spec, request=make_request(), completion=completion, run_code=run_code)
    return kind_of("python").score(context)


@pytest.mark.parametrize(
    ("value", "status"), [(1.0, "passed"), (0.0, "failed"), (0.5, "failed"), (None, "unscored")]
)
def test_the_value_that_the_function_returns_counts(value: float | None, status: str) -> None:
    outcome = scored({"value": value})
    assert (outcome.value, outcome.status) == (value, status)
    assert outcome.reason == f"checks.py:polite returned {value}"
    assert scored({"value": value, "reason": "too\nshort\x1b"}).reason == r"too short\x1b"


def test_the_function_sees_the_answer_and_the_request_and_no_more() -> None:
    seen: list[Any] = []
    scored({"value": 1.0}, seen)
    ((arguments, given),) = seen
    assert arguments == ARGUMENTS
    assert given["answer"] == "Thank you."
    assert given["case"]["request"]["messages"][0]["role"] == "user"
    assert given["case"]["completion"]["tool_calls"][0]["name"] == "pay"
    assert set(given["case"]["completion"]) == {
        *("text", "refusal_text", "reasoning_text", "tool_calls", "finish_reason")
    }


def test_nothing_is_run_where_nothing_runs_code() -> None:
    spec = CheckSpec(name="python", arguments=ARGUMENTS, id="python", gate="task")
    context = Context(spec=spec, request=make_request(), completion=make_completion("a"))
    assert kind_of("python").score(context).status == "unscored"


def attached(arguments: Any, source: str = SOURCE) -> Any:
    attach = kind_of("python").attach
    assert attach is not None
    return attach(arguments, {"checks.py": source}.__getitem__)


def test_the_digest_of_the_file_joins_the_arguments() -> None:
    assert attached("checks.py:polite") == ({"call": "checks.py:polite", "sha256": DIGEST}, SOURCE)
    assert attached(ARGUMENTS) == (ARGUMENTS, SOURCE)


@pytest.mark.parametrize(
    ("arguments", "source", "message"),
    [
        ("checks.py", SOURCE, "file.py:function"),
        ("checks.sh:polite", SOURCE, "file.py:function"),
        ("checks.py:polite()", SOURCE, "file.py:function"),
        ("checks.py:rude", SOURCE, "no function rude"),
        (ARGUMENTS, SOURCE + "\n", "does not match sha256: its digest is"),
    ],
)
def test_what_cannot_be_called_is_a_mistake(arguments: Any, source: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        attached(arguments, source)
