from __future__ import annotations

from msgspec.structs import replace

from portcheck.cli.pages.drill import render_drill, render_every
from portcheck.exitplan.drill import Blocked, Drill, DrillRow
from portcheck.reports.console import Page

PAGE = Page(width=100, color=False)
ROW = DrillRow(
    workload="triage\x1b[2J",
    from_="gpt",
    to="claude",
    verdict="conditional",
    binding="capacity: 90 calls a minute at the peak, limit 60",
    cost_change_usd_month=-120.0,
    cost_change_low=-200.0,
    cost_change_high=-40.0,
    extra_failures_month=None,
    evidence_age_days=1,
    capacity="exceeds",
    capacity_detail="90 calls a minute at the peak, limit 60",
    criticality="high",
    run="r1",
    conditions=("capacity: 90 calls a minute at the peak, limit 60", "sign"),
    others=(Blocked(to="b", verdict="unsafe", binding="task"),),
)
DRILL = Drill(
    without=("openai",),
    as_of="2026-12-01",
    until="2026-12-31",
    exit_coverage=0.0,
    workloads=(ROW, replace(ROW, workload="chat", to=None, verdict="inconclusive")),
    no_exit=("chat",),
    not_hit=3,
    cost_change_usd_month=None,
)


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_drill_says_who_is_hit_what_moves_and_what_stands_in_the_way() -> None:
    said = words(render_drill(PAGE, DRILL))
    assert "Without openai, as of 2026-12-01, until 2026-12-31" in said
    assert "2 workloads hit, 3 not. 0 of them can move safely (0.0 %)." in said
    assert "Bill a month: not known. No exit: chat." in said
    assert "gpt to claude conditional" in said
    assert "a month: -120.00 (-200.00 to -40.00) USD, not known failed answers" in said
    assert "evidence: r1, 1 day old" in said
    assert said.count("before the move: sign") == 2
    assert "before the move: capacity" not in said
    assert "not b (unsafe): task" in said
    assert "gpt to nowhere inconclusive" in said
    assert "\x1b" not in said


def test_where_nothing_is_hit_it_says_so() -> None:
    nothing = replace(DRILL, workloads=(), no_exit=(), exit_coverage=None)
    assert "No workload runs on it. 3 workloads elsewhere." in words(render_drill(PAGE, nothing))


def test_every_vendor_has_a_line() -> None:
    cheap = replace(DRILL, without=("b",), cost_change_usd_month=5.0, no_exit=())
    lines = render_every(PAGE, [DRILL, cheap]).splitlines()
    assert lines[0].split() == ["Without", "Hit", "Safe", "No", "exit", "Bill", "a", "month"]
    assert "not known" in lines[2]
    assert "+5.00 USD" in lines[3]


def test_of_very_many_workloads_and_targets_the_first_are_shown() -> None:
    many = replace(DRILL, workloads=(replace(ROW, others=ROW.others * 5),) * 60)
    said = words(render_drill(PAGE, many))
    assert "10 workloads more, less critical: --json has them all" in said
    assert said.count("2 more targets: --json has them all") == 50
