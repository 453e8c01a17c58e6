"""The one precedence of exit codes."""

from __future__ import annotations

import pytest

from portcheck.errors import ExitCode
from portcheck.run.judge.exit_code import exit_code, verdicts_code
from portcheck.run.store.folder import RunRecord


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (set(), ExitCode.OK),
        ({"safe"}, ExitCode.OK),
        ({"safe", "conditional"}, ExitCode.CONDITIONAL),
        ({"conditional", "inconclusive"}, ExitCode.INCONCLUSIVE),
        ({"inconclusive", "unsafe", "safe"}, ExitCode.UNSAFE),
    ],
)
def test_the_worst_verdict_decides(names: set[str], code: ExitCode) -> None:
    assert verdicts_code(names) is code


@pytest.mark.parametrize(
    ("interrupted", "incomplete", "code"),
    [
        (False, "", ExitCode.OK),
        (False, "gpt: no budget", ExitCode.INCOMPLETE),
        (True, "gpt: no budget", ExitCode.INTERRUPTED),
    ],
)
def test_what_happened_to_the_run_comes_before_its_verdicts(
    interrupted: bool, incomplete: str, code: ExitCode
) -> None:
    record = RunRecord(
        id="r",
        portcheck_version="0",
        started_at="2026-11-23T00:00:00Z",
        interrupted=interrupted,
        incomplete=incomplete,
    )
    assert exit_code((), record) is code
