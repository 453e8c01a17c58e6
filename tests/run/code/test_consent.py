"""Code of a suite is run where somebody allowed it, and nowhere else."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import imported, in_process
from msgspec import structs

from portcheck import pipeline
from portcheck.errors import ConfigError, StoreError, UsageError
from portcheck.model.run import Plan
from portcheck.run.code.consent import code_of, require_consent, try_examples

SOURCE = """
from pathlib import Path

def right(answer, case, wanted):
    Path(__file__ + ".ran").touch()
    return answer == wanted

def crashes(answer, case):
    raise ValueError("on purpose")
"""
DIGEST = hashlib.sha256(SOURCE.encode()).hexdigest()
RIGHT = {"python": {"call": "checks.py:right", "with": {"wanted": "{{ row.answer }}"}}}


def plan_of(folder: Path, *checks: Any) -> Plan:
    return pipeline.plan(pipeline.load(written(folder, *checks), folder / "providers.yaml"))


def written(folder: Path, *checks: Any) -> Path:
    folder.joinpath("checks.py").write_text(SOURCE, encoding="utf-8")
    folder.joinpath("rows.csv").write_text("id,answer\na,yes\nb,no\n", encoding="utf-8")
    workload = {
        "prompt": "{{ answer }}?",
        "runs_on": "old",
        "checks": list(checks),
        "cases_from": {"file": "rows.csv", "id": "id", "vars": {"answer": "answer"}},
    }
    suite = {"portcheck": 1, "suite": "s", "workloads": {"w": workload}}
    entry = {
        "vendor": "acme",
        "preset": "llama-cpp",
        "base_url": "http://127.0.0.1:9",
        "model": "m",
    }
    providers = {"portcheck": 1, "providers": {"old": entry, "new": entry}}
    folder.joinpath("providers.yaml").write_text(yaml.safe_dump(providers), encoding="utf-8")
    path = folder / "suite.yaml"
    path.write_text(yaml.safe_dump(suite, sort_keys=False), encoding="utf-8")
    return path


def test_a_plan_names_the_functions_and_holds_the_file_once(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, {"any_of": [{"not": RIGHT}, {"python": "checks.py:crashes"}]})
    assert [(one.function, one.sha256) for one in code_of(plan)] == [
        ("crashes", DIGEST),
        ("right", DIGEST),
    ]
    assert plan.suite.code == {DIGEST: SOURCE}


def test_nothing_is_run_without_consent(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, RIGHT)
    with pytest.raises(UsageError, match=r"its own code: checks\.py:right") as caught:
        require_consent(plan, allowed=False)
    assert "--allow-code" in caught.value.hint
    require_consent(plan, allowed=True)


def test_a_text_that_its_digest_does_not_name_is_damage(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, RIGHT)
    forged = structs.replace(plan, suite=structs.replace(plan.suite, code={DIGEST: "import os"}))
    with pytest.raises(StoreError, match="does not have the digest that it states"):
        require_consent(forged, allowed=True)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ({"python": "../checks.py:right"}, "outside the suite's folder"),
        ({"python": "absent.py:right"}, "there is no file"),
        ({"python": "checks.py:absent"}, "no function absent"),
        ({"python": "{{ row.answer }}.py:right"}, "the function to run cannot be a template"),
        (
            {"not": {"python": {"call": "{{ row.answer }}.py:right"}}},
            "the function to run cannot be a template",
        ),
        (
            {"python": {"call": "checks.py:right", "sha256": "0" * 64}},
            "does not match sha256: its digest is",
        ),
    ],
)
def test_a_suite_cannot_name_other_code(tmp_path: Path, check: Any, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        plan_of(tmp_path, check)
    assert message in caught.value.problems[0].message


def test_no_command_that_reads_runs_it(tmp_path: Path) -> None:
    written(tmp_path, {**RIGHT, "accepts": ["yes"]}, {"python": "checks.py:crashes"})
    for command in ("validate", "plan", "lint"):
        done = in_process(command, "suite.yaml", cwd=tmp_path)
        assert done.code in {0, 1}
        assert (f"checks.py:right (sha256 {DIGEST})" in done.out) == (command == "plan")
    refused = in_process("run", "suite.yaml", "--out", "r", cwd=tmp_path)
    assert refused.code == 2
    assert "--allow-code" in refused.err
    assert not (tmp_path / "r").exists()
    assert not list(tmp_path.glob("*.ran"))


@pytest.mark.server
@pytest.mark.parametrize(
    ("examples", "message"),
    [
        ({"accepts": ["yes"], "rejects": ["no"]}, ""),
        ({"accepts": ["no"]}, "example 1 that must pass"),
        ({"rejects": ["no", "yes"]}, "example 2 that must fail"),
    ],
)
def test_examples_are_tried_before_anything_is_asked(
    tmp_path: Path, examples: Any, message: str
) -> None:
    check = {"python": {"call": "checks.py:right", "with": {"wanted": "yes"}}, **examples}
    plan = plan_of(tmp_path, check)
    if not message:
        try_examples(plan)
        return
    with pytest.raises(UsageError, match=message):
        try_examples(plan)


def checked_by(suite: Path, check: str) -> None:
    """Replaces the check of a suite."""
    text, changed = re.subn(r"one_of:(\n +- .*)+", check, suite.read_text(encoding="utf-8"))
    assert changed == 1
    suite.write_text(text, encoding="utf-8")


@pytest.mark.server
def test_a_run_is_scored_with_it_and_says_so(tmp_path: Path) -> None:
    answers = {"old": ["yes"] * 4, "new": ["yes", "yes", "no", "yes"]}
    suite = imported(tmp_path, answers)
    folder = suite.parent
    folder.joinpath("checks.py").write_text(SOURCE, encoding="utf-8")
    checked_by(suite, "python: {call: 'checks.py:right', with: {wanted: 'yes'}}")
    run = ("run", "suite.yaml", "--baseline", "old", "--out", "r")
    assert in_process(*run, cwd=folder).code == 2
    done = in_process(*run, "--allow-code", cwd=folder)
    assert done.code == 3, done.err
    assert "Code of the suite: checks.py:right, sha256" in done.out
    report = json.loads((folder / "r" / "report.json").read_text())
    assert report["run"]["code"] == [{"file": "checks.py", "function": "right", "sha256": DIGEST}]
    task = next(gate for gate in report["verdicts"][0]["gates"] if gate["gate"] == "task")
    assert (task["baseline"], task["candidate"]) == (1.0, 0.75)
    plan = json.loads((folder / "r" / "plan.json").read_text())["plan"]
    assert list(plan["suite"]["code"]) == [DIGEST]

    again = in_process("score", "r", cwd=folder)
    assert again.code == 2
    assert "--allow-code" in again.err
    (folder / "checks.py").unlink()
    assert in_process("score", "r", "--allow-code", cwd=folder).code == 3
    _with_example(folder / "r" / "plan.json", "no")
    tried = in_process("score", "r", "--allow-code", cwd=folder)
    assert tried.code == 2
    assert "example 1 that must pass of the check 'python'" in tried.err
    _with_example(folder / "r" / "plan.json", "yes")
    assert in_process("score", "r", "--allow-code", cwd=folder).code == 3
    (folder / "r" / "scores.jsonl").unlink()
    shown = in_process("show", "r", cwd=folder)
    assert shown.code == 2
    assert "run its own code" in shown.err


def _with_example(plan: Path, example: str) -> None:
    """Gives every check of a stored plan that calls code an example that must pass."""
    stored = json.loads(plan.read_text())
    for workload in stored["plan"]["suite"]["workloads"]:
        for case in workload["cases"]:
            for check in case["checks"]:
                if check["name"] == "python":
                    check["accepts"] = [example]
    plan.write_text(json.dumps(stored))
    (plan.parent / "digests.json").unlink(missing_ok=True)


@pytest.mark.server
def test_a_crash_is_named_and_keeps_the_answers(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": ["yes"] * 2, "new": ["yes"] * 2})
    suite.parent.joinpath("checks.py").write_text(SOURCE, encoding="utf-8")
    checked_by(suite, "python: checks.py:crashes")
    options = ("--baseline", "old", "--out", "r", "--allow-code")
    done = in_process("run", "suite.yaml", *options, cwd=suite.parent)
    assert done.code == 2
    assert "checks.py:9: ValueError: on purpose" in done.err
    assert "the check 'python' of the case" in done.err
    assert (suite.parent / "r" / "samples.jsonl").read_text().count("\n") == 4
