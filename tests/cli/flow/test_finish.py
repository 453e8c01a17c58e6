"""How a run ends: what to do next, and the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import make_flip, make_report, make_run, make_verdict

from portcheck.cli.flow.finish import limited, next_steps

FOLDER = Path("runs/a b")


@pytest.mark.parametrize("unfinished", [{"incomplete": "no budget"}, {"interrupted": True}])
def test_a_run_that_did_not_end_can_go_on(unfinished: dict[str, object]) -> None:
    assert next_steps(make_report(), FOLDER).splitlines() == ["run folder: runs/a b"]
    report = make_report(run=make_run(**unfinished))
    assert "portcheck resume 'runs/a b'" in next_steps(report, FOLDER)


def test_only_losses_are_to_be_read() -> None:
    gained = make_report(flips=(make_flip(direction="gain"),))
    assert "--flips" not in next_steps(gained, FOLDER)
    lost = make_report(flips=(make_flip(direction="gain"), make_flip(direction="loss")))
    assert "portcheck show 'runs/a b' --flips" in next_steps(lost, FOLDER)


@pytest.mark.parametrize(
    ("code", "failing", "exits"),
    [
        (1, {"unsafe", "inconclusive", "conditional"}, 1),
        (1, {"unsafe"}, 1),
        (1, {"inconclusive"}, 3),
        (1, {"conditional"}, 0),
        (1, set(), 0),
        (4, set(), 4),
        (130, {"unsafe"}, 130),
    ],
)
def test_fail_on_leaves_out_verdicts_and_nothing_else(
    code: int, failing: set[str], exits: int
) -> None:
    verdicts = (make_verdict(verdict="unsafe"), make_verdict(verdict="inconclusive"))
    report = make_report(exit_code=code, verdicts=verdicts)
    assert limited(report, frozenset(failing)) == exits


def test_what_is_waived_does_not_count_and_the_rest_does() -> None:
    verdicts = (
        make_verdict(verdict="unsafe", excused="safe"),
        make_verdict(verdict="inconclusive", candidate="other"),
    )
    report = make_report(verdicts=verdicts, exit_code=1)
    assert limited(report, frozenset({"unsafe", "inconclusive"})) == 3
    assert limited(report, frozenset({"unsafe"})) == 0
