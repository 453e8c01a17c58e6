"""No number that a suite or a providers file takes ends in an internal error."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from commands import imported, in_process
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portcheck.errors import ExitCode

ANSWERS = {"old": ["yes"] * 11 + ["no"], "new": ["yes"] * 10 + ["no", "yes"]}
SMALLEST, LARGEST = sys.float_info.min * sys.float_info.epsilon, sys.float_info.max


MARGINS = st.floats(0, 1, exclude_min=True, exclude_max=True) | st.sampled_from(
    [SMALLEST, 1e-300, 1e-17, 2e-5, 0.25, 1 - 2**-53]
)
FLOORS = st.floats(0, 1, exclude_max=True) | st.sampled_from([0.0, SMALLEST, 1 - 2**-53])
SHARES = st.floats(0, 1) | st.sampled_from([0.0, SMALLEST, 1 - 2**-53, 1.0])
CONFIDENCES = st.floats(0.5, 0.999999, exclude_min=True) | st.sampled_from(
    [0.5 + 2**-53, 0.75, 0.999999]
)
AMOUNTS = st.floats(0, LARGEST, exclude_min=True) | st.sampled_from([SMALLEST, 1.0, LARGEST])
SCORED = st.fixed_dictionaries({"margin": MARGINS}, optional={"floor": FLOORS})
SETTINGS = st.fixed_dictionaries(
    {"confidence": CONFIDENCES, "max_missing": SHARES},
    optional={"monthly_calls": st.integers(0, 2**53 - 1), "limit": st.integers(1, 2**53 - 1)},
)
GATES = st.fixed_dictionaries(
    {"task": SCORED},
    optional={
        "refusal": SCORED,
        "security": st.fixed_dictionaries({"max_rate": SHARES}),
        "errors": st.fixed_dictionaries({"max_rate": SHARES}),
        "latency": st.fixed_dictionaries({"max_ratio": AMOUNTS}),
        "cost": st.fixed_dictionaries({"max_ratio": AMOUNTS}),
    },
)
PRICES = st.fixed_dictionaries({"input": AMOUNTS, "output": AMOUNTS})


def check(
    made: Path, stated: dict[str, Any], gates: dict[str, Any], price: dict[str, float]
) -> None:
    """Every command that reads the numbers ends as it should: with a verdict, or a mistake."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(made, folder / "made")
        workload: dict[str, Any] = {
            **{key: value for key, value in stated.items() if key != "limit"},
            "prompt": {"user": "{{ prompt }}"},
            "gates": gates,
            "cases_from": {
                "file": "cases.jsonl",
                "id": "id",
                "vars": {"prompt": "prompt"},
                "checks": [
                    {"one_of": ["yes", "{{ row.prompt }}"]},
                    {"contains": {"none": ["KEY-1"]}, "gate": "security"},
                ],
                **({"limit": stated["limit"]} if "limit" in stated else {}),
            },
        }
        suite = {"portcheck": 1, "suite": "odd", "workloads": {"w": workload}}
        entries = {
            name: {
                "vendor": name,
                "dialect": "recorded",
                "file": f"recordings/{name}.jsonl",
                "price": price,
            }
            for name in ANSWERS
        }
        providers = {"portcheck": 1, "providers": entries}
        (folder / "made" / "suite.yaml").write_text(json.dumps(suite))
        (folder / "made" / "providers.yaml").write_text(json.dumps(providers))
        for command, *flags in COMMANDS:
            done = in_process(command, "made/suite.yaml", *flags, cwd=folder)
            assert done.code in (VERDICTS if command == "run" else {ExitCode.OK}), done.err
        shown = in_process("score", "r", "--report", "html=r.html", cwd=folder)
        assert shown.code != ExitCode.INTERNAL, shown.err


VERDICTS = {ExitCode.OK, ExitCode.UNSAFE, ExitCode.INCONCLUSIVE, ExitCode.CONDITIONAL}
COMMANDS = (
    ("validate",),
    ("plan", "--baseline", "old", "--json"),
    ("run", "--baseline", "old", "--out", "r", "--json"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cases and recordings for all examples."""
    return imported(tmp_path_factory.mktemp("odd"), ANSWERS).parent


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(stated=SETTINGS, gates=GATES, price=PRICES)
@example(
    stated={"confidence": 0.999999, "max_missing": 1.0},
    gates={"task": {"margin": 2e-5, "floor": 0.0}, "security": {"max_rate": SMALLEST}},
    price={"input": SMALLEST, "output": LARGEST},
)
@example(
    stated={"confidence": 0.5 + 2**-53, "max_missing": 0.0},
    gates={"task": {"margin": SMALLEST}, "cost": {"max_ratio": LARGEST}},
    price={"input": LARGEST, "output": LARGEST},
)
@example(
    stated={"confidence": 0.999999, "max_missing": 0.0},
    gates={"task": {"margin": 1 - 2**-53, "floor": 1 - 2**-53}, "latency": {"max_ratio": SMALLEST}},
    price={"input": 1.0, "output": 1.0},
)
def test_a_verdict_or_a_mistake(
    stated: dict[str, Any], gates: dict[str, Any], price: dict[str, float], made: Path
) -> None:
    check(made, stated, gates, price)


@pytest.mark.slow
@pytest.mark.parametrize("confidence", [1 - 1e-16, 1, 0.9999999, 0.5, 0])
def test_a_confidence_that_no_suite_could_show_is_a_mistake(
    confidence: float, tmp_path: Path
) -> None:
    suite = imported(tmp_path, ANSWERS)
    text = suite.read_text().replace(
        "workloads:", f"defaults: {{confidence: {confidence!r}}}\nworkloads:"
    )
    suite.write_text(text)
    done = in_process("validate", str(suite), cwd=tmp_path)
    assert done.code == ExitCode.USAGE
    assert "must be " in done.err
    assert "allowed: a number, more than 0.5 and at most 0.999999" in done.err
