"""A suite that takes too long to look at ends with a mistake, not with a wait."""

from __future__ import annotations

import json
import math
import time
from functools import partial
from pathlib import Path

import pytest

from portcheck.config import cpu_limit as time_budget
from portcheck.config.load import check_file
from portcheck.config.suite import cases, resolve
from portcheck.errors import Problem

SLOW = "(a|aa)+[^a0-9]"
LATE = "portcheck did not check the rest, from here on"


def suite(folder: Path, body: str) -> Path:
    path = folder / "suite.yaml"
    path.write_text(f"portcheck: 1\nsuite: s\nworkloads:\n  w:\n    prompt: hi\n{body}")
    return path


def with_examples(folder: Path, examples: int) -> Path:
    rejected = ", ".join(f'"{"a" * 64}{n}"' for n in range(examples))
    return suite(
        folder,
        "    checks:\n"
        f'      - regex: "{SLOW}"\n        rejects: [{rejected}]\n'
        "      - equals: yes\n        accepts: [no]\n"
        "    cases: [{id: a}]\n",
    )


def with_rows(folder: Path, count: int, **more: object) -> Path:
    rows = [{"id": f"c{number}", "a": str(number)} for number in range(count)]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    entry = {
        "file": "rows.jsonl",
        "id": "id",
        "prompt": "{{ row.a }}",
        "checks": [{"equals": "{{ row.b }}"}],
        **more,
    }
    return suite(folder, f"    cases_from: {json.dumps(entry)}\n")


def hasty(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    budget = partial(time_budget.TimeBudget, seconds=seconds)
    monkeypatch.setattr(resolve, "TimeBudget", budget)


def ticking(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Each look at the clock takes a second."""
    ticks = iter(range(1, 1000))
    monkeypatch.setattr(time, "thread_time", lambda: next(ticks))
    budget = partial(time_budget.TimeBudget, seconds=seconds, started=0.0, began=-math.inf)
    monkeypatch.setattr(resolve, "TimeBudget", budget)


def late(found: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in found if LATE in problem.message]


def test_examples_that_take_too_long_are_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty(monkeypatch, 0.3)
    found = check_file(with_examples(tmp_path, 12))
    assert len(late(found)) == 1
    assert sum("says unscored" in problem.message for problem in found) >= 1


def test_what_lasts_is_looked_at_to_its_end(tmp_path: Path) -> None:
    found = check_file(with_examples(tmp_path, 2))
    assert not late(found)
    assert any("but 'equals' says failed" in problem.message for problem in found)


def test_rows_are_not_looked_at_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = with_rows(tmp_path, 20)
    ticking(monkeypatch, 35.0)
    found = check_file(path)
    (one,) = late(found)
    assert one.file.endswith("rows.jsonl")
    assert 1 < one.line < 20
    assert one.severity == "error"
    assert "several suites" in one.hint
    (other,) = [problem for problem in found if problem is not one]
    assert "has no 'b'" in other.message


def test_rows_beyond_a_limit_may_be_left_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_rows(tmp_path, 20, limit=2, checks=[{"equals": "{{ row.a }}"}])
    ticking(monkeypatch, 35.0)
    found = check_file(path)
    assert {problem.severity for problem in found} == {"warning"}
    assert late(found)


def test_written_cases_are_not_looked_at_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = "".join(f"      - {{id: c{number}}}\n" for number in range(9))
    path = suite(tmp_path, f"    cases:\n{written}")
    hasty(monkeypatch, -1.0)
    (one,) = late(check_file(path))
    assert one.line == 7


@pytest.mark.parametrize(("limit", "severity"), [(None, "error"), (9, "error"), (2, "warning")])
def test_rows_without_end_are_not_all_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int | None, severity: str
) -> None:
    monkeypatch.setattr(cases, "MAX_ROWS", 5)
    more = {} if limit is None else {"limit": limit}
    path = with_rows(tmp_path, 20, checks=[{"equals": "{{ row.a }}"}], **more)
    found = [one for one in check_file(path) if "more than 5 rows" in one.message]
    assert [(one.line, one.severity) for one in found] == [(6, severity)]
