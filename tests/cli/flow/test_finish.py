"""How a run ends: what to do next, and the exit code."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import make_flip, make_report, make_run, make_verdict
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck import pipeline
from portcheck.cli.flow import finish as finishing
from portcheck.cli.flow.finish import (
    MOST_COMMANDS,
    commands,
    finish,
    limited,
    next_steps,
    reported_again,
)
from portcheck.cli.options import Ending
from portcheck.cli.output import Output
from portcheck.model.comparison.failure_group import FailureGroup
from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.parity import Flip, RunReport, Verdict
from portcheck.model.run import Sample, SinceNight
from portcheck.run.judge.report.report_flags import ReportFlags, RunFlags
from portcheck.run.store.folder import RunStore

FOLDER = Path("runs/a b")
FAILING = FailureGroup(
    workload="w", candidate="c", criticality="low", kind="both", gate="task", check="equals",
    reason="no answer", cases=1, of=2, examples=("a",),
)  # fmt: skip


def test_a_run_that_lacks_answers_is_to_be_resumed_first() -> None:
    assert not any("resume" in line for line in commands(make_report(), FOLDER))
    report = make_report(run=make_run(incomplete="no budget"))
    assert commands(report, FOLDER)[0] == "resume it: portcheck resume 'runs/a b'"
    assert commands(report, FOLDER, "portcheck resume r --yes")[0].endswith("resume r --yes")


def test_an_interrupted_run_has_said_so_before() -> None:
    report = make_report(run=make_run(interrupted=True))
    assert next_steps(report, FOLDER) == "run folder: runs/a b"


@pytest.mark.parametrize(
    ("verdicts", "flips", "expected"),
    [
        (["safe"], (), ["portcheck cutover", "portcheck show", "portcheck review"]),
        (
            ["unsafe", "inconclusive"],
            (make_flip(),),
            ["portcheck show 'runs/a b' --flips", "portcheck suggest", "portcheck show 'runs/a b'"],
        ),
        (["conditional"], (make_flip(),), ["--flips", "portcheck cutover", "portcheck show"]),
        ([], (), ["portcheck review", "portcheck drill"]),
    ],
)
def test_the_screen_ends_with_the_likeliest_commands(
    verdicts: list[str], flips: tuple[Flip, ...], expected: list[str]
) -> None:
    made = tuple(make_verdict(verdict=name, candidate=name) for name in verdicts)
    found = commands(make_report(verdicts=made, flips=flips), FOLDER)
    assert len(found) == len(expected) <= MOST_COMMANDS
    assert [part for part, line in zip(expected, found, strict=True) if part not in line] == []
    steps = next_steps(make_report(verdicts=made, flips=flips), FOLDER)
    assert steps.splitlines()[1:] == found


def test_a_flag_that_nobody_confirmed_is_to_be_looked_at() -> None:
    verdict = make_verdict(verdict="inconclusive", rule="unconfirmed_breach")
    found = commands(make_report(verdicts=(verdict,), flips=()), FOLDER)
    assert found[0] == "confirm or clear what was flagged: portcheck review 'runs/a b'"


def test_no_prompt_is_to_cure_what_no_answer_shows() -> None:
    verdict = make_verdict(verdict="inconclusive", rule="too_many_missing")
    found = commands(make_report(verdicts=(verdict,), flips=()), FOLDER)
    assert not any("suggest" in line for line in found)


def test_a_prompt_may_cure_what_fails_on_both_sides_as_well() -> None:
    verdict = make_verdict(verdict="inconclusive")
    found = commands(make_report(verdicts=(verdict,), flips=(), failures=(FAILING,)), FOLDER)
    assert any("suggest" in line for line in found)


def test_the_move_that_is_shown_is_the_safest() -> None:
    made = [make_verdict(verdict=name, candidate=name) for name in ("conditional", "safe")]
    for verdicts in (made, made[::-1]):
        found = commands(make_report(verdicts=tuple(verdicts), flips=()), FOLDER)
        assert "--to safe" in found[0]


def test_written_reports_are_named() -> None:
    steps = next_steps(make_report(), FOLDER, written=[("html", Path("out.html"))])
    assert steps.splitlines()[:2] == ["run folder: runs/a b", "html report: out.html"]


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
        (3, {"unsafe", "inconclusive"}, 1),
        (1, {"new"}, 1),
        (1, {"new", "inconclusive"}, 1),
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


@pytest.mark.parametrize(
    ("verdict", "code"), [("unsafe", 1), ("inconclusive", 3), ("conditional", 5), ("safe", 0)]
)
def test_a_verdict_that_is_not_named_exits_0_whichever_it_is(verdict: str, code: int) -> None:
    report = make_report(exit_code=code, verdicts=(make_verdict(verdict=verdict),))
    assert limited(report, frozenset({verdict})) == code
    assert limited(report, frozenset({"unsafe", "inconclusive", "conditional"} - {verdict})) == 0


def test_of_what_is_named_and_what_got_worse_the_graver_decides() -> None:
    worse, open_ = (
        make_verdict(verdict=name, candidate=name) for name in ("conditional", "inconclusive")
    )
    before: list[tuple[Verdict, VerdictName]] = [(worse, "safe"), (open_, "inconclusive")]
    since = [
        SinceNight(
            workload=one.workload,
            candidate=one.candidate,
            run="r",
            at="2027-01-01T00:00:00Z",
            accepted_by="Ana",
            digest="sha256:ab",
            then=then,
            worse=("verdict",) if one is worse else (),
            verdict_worse=one is worse,
            shown=False,
        )
        for one, then in before
    ]
    report = make_report(exit_code=3, verdicts=(worse, open_), since=tuple(since))
    assert limited(report, frozenset({"new"})) == 5
    assert limited(report, frozenset({"new", "inconclusive"})) == 3


def test_what_is_waived_does_not_count_and_the_rest_does() -> None:
    verdicts = (
        make_verdict(verdict="unsafe", excused="safe"),
        make_verdict(verdict="inconclusive", candidate="other"),
    )
    report = make_report(verdicts=verdicts, exit_code=1)
    assert limited(report, frozenset({"unsafe", "inconclusive"})) == 3
    assert limited(report, frozenset({"unsafe"})) == 0


def test_what_fails_on_both_sides_is_to_be_seen_too() -> None:
    report = make_report(failures=(FAILING,), flips=(make_flip(direction="gain"),))
    assert commands(report, FOLDER)[0].endswith("portcheck show 'runs/a b' --failures")


def test_looks_at_labels_are_kept_with_every_verdict_and_nothing_is_scored_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    ended = replace(pipeline.new_record("r"), interrupted=False)
    store = RunStore.create(tmp_path / "r", plan, ended)
    with store.appending() as log:
        for trial in plan.trials:
            log.append(Sample(trial=trial.key, completion=make_completion()))
    seen: list[str] = []
    monkeypatch.setattr(
        finishing, "keep_label_looks", lambda _store, given: seen.extend(v.verdict for v in given)
    )
    ending = Ending(targets=[], failing=frozenset(), as_json=True, quiet=True, as_of=None)
    out = io.StringIO()
    with store.locked():
        code = finish(store, Output(out, out), ending)
    assert seen == ["inconclusive"]
    found = json.loads(out.getvalue())
    assert (code, found["exit_code"], found["process_exit_code"]) == (0, 3, 0)


def again(monkeypatch: pytest.MonkeyPatch, **flags: Any) -> tuple[dict[str, Any], RunReport]:
    """What a run is compared with when its report is made again, and the report."""
    last = ReportFlags(
        run=RunFlags(as_of=date(2027, 1, 5)),
        fail_on=("unsafe",),
        allowed_waivers=("security",),
        since=(),
    )
    asked: dict[str, Any] = {}

    def compare(_store: RunStore, **named: Any) -> RunReport:
        asked.update(named)
        verdict = make_verdict(verdict="inconclusive")
        return make_report(exit_code=3, verdicts=(verdict,), process_exit_code=UNSET)

    monkeypatch.setattr(finishing, "read_report_flags", lambda _store: last)
    monkeypatch.setattr(pipeline, "compare", compare)
    usual: dict[str, Any] = dict.fromkeys(("failing", "allow_waivers", "as_of", "content"))
    return asked, reported_again(RunStore(Path("r")), "html", **usual | flags)


def test_a_report_that_is_made_again_keeps_what_its_run_was_judged_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, report = again(monkeypatch)
    assert (asked["as_of"], asked["allow_waivers"]) == (date(2027, 1, 5), {"security"})
    assert (report.fail_on, report.allowed_waivers) == (("unsafe",), ("security",))
    assert (report.process_exit_code, report.since) == (0, ())


def test_flags_of_a_report_come_before_those_of_its_run_also_where_they_name_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, report = again(
        monkeypatch, failing={"inconclusive"}, allow_waivers=set(), as_of=date(2027, 2, 1)
    )
    assert (asked["as_of"], asked["allow_waivers"]) == (date(2027, 2, 1), set())
    assert (report.fail_on, report.process_exit_code) == (("inconclusive",), 3)
    _, nothing = again(monkeypatch, failing=set())
    assert (nothing.fail_on, nothing.process_exit_code) == ((), 0)
