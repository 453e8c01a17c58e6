from __future__ import annotations

from msgspec.structs import replace

from portcheck.cli.pages.drill import render_drill, render_every
from portcheck.exitplan.scenario import Drill, DrillRow, OtherTarget, Rehearsal
from portcheck.reports.terminal.console import Page

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
    latency_change_s=0.25,
    run="r1",
    conditions=("capacity: 90 calls a minute at the peak, limit 60", "sign"),
    others=(OtherTarget(to="b", verdict="unsafe", binding="task"),),
)
CHAT = replace(ROW, workload="chat", to=None, verdict="inconclusive", binding="all are gone")
DRILL = Drill(
    without=("openai",),
    as_of="2026-12-01",
    until="2026-12-31",
    exit_coverage=0.0,
    workloads=(ROW, CHAT),
    no_exit=("chat",),
    not_hit=3,
    cost_change_usd_month=-120.0,
)


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_drill_says_who_is_hit_what_moves_and_what_stands_in_the_way() -> None:
    said = words(render_drill(PAGE, DRILL))
    assert "Without openai, as of 2026-12-01, until 2026-12-31" in said
    assert "2 workloads hit, 3 not. 0 of them can move safely (0.0 %)." in said
    assert "On conditions: triage\\x1b[2J. No exit: chat." in said
    assert "Bill a month of the 1 that can move: -120.00 USD." in said
    assert "gpt to claude \u25d0 conditional" in said
    assert "bill a month: -120.00 (-200.00 to -40.00) USD" in said
    assert "failed answers a month: not known" in said
    assert "a call takes: +0.25 s" in said
    assert said.count("evidence: r1, 1 day old") == 1
    assert said.count("before the move: sign (owner: ..., by: 2026-12-01)") == 1
    assert said.count("90 calls a minute at the peak, limit 60") == 2
    assert said.count("before the move: capacity") == 1, "and is not said once more above"
    assert "not b (unsafe): task" in said
    assert "gpt to nowhere ? inconclusive" in said
    assert "all are gone" in said
    assert "\x1b" not in said


def test_where_nothing_is_hit_it_says_so() -> None:
    nothing = replace(DRILL, workloads=(), no_exit=(), exit_coverage=None)
    assert "No workload runs on it. 3 workloads elsewhere." in words(render_drill(PAGE, nothing))


def test_every_vendor_has_a_line() -> None:
    cheap = replace(DRILL, without=("b",), cost_change_usd_month=5.0, no_exit=())
    dear = replace(DRILL, without=("c",), cost_change_usd_month=None)
    nobody = replace(DRILL, without=("d",), workloads=(CHAT,), cost_change_usd_month=None)
    lines = render_every(PAGE, [DRILL, cheap, dear, nobody]).splitlines()
    head = ["Without", "Hit", "Safe", "On", "conditions", "No", "exit", "Bill", "a", "month"]
    assert lines[0].split() == head
    assert lines[2].split() == ["openai", "2", "0", "(0.0", "%)", "1", "chat", "-120.00", "USD"]
    assert lines[3].split()[-3:] == ["-", "+5.00", "USD"]
    assert lines[4].endswith("not known")
    assert lines[5].split()[-2:] == ["chat", "-"]


def test_what_happens_is_named_whatever_it_is() -> None:
    gone = replace(
        DRILL, gone_on="2026-12-10", prices={"openai": 2.0}, slower={"x": 1.5}, max_age_days=1
    )
    assert words(render_drill(PAGE, gone)).startswith(
        "Without openai; openai at 2 times its price; x 1.5 times as slow, as of 2026-12-01, from "
        "2026-12-10, until 2026-12-31, evidence of at most 1 day"
    )
    assert "owner: ..., by: 2026-12-10" in words(render_drill(PAGE, gone))
    dearer = replace(
        DRILL,
        without=(),
        prices={"openai": 2.0},
        workloads=(
            replace(ROW, stay_cost_change_usd_month=9.0, stay_latency_change_s=0.5, owner="Ana"),
        ),
        stay_cost_change_usd_month=9.0,
    )
    said = words(render_drill(PAGE, dearer))
    assert said.startswith("openai at 2 times its price, as of 2026-12-01, until 2026-12-31")
    assert "Where they are today: +9.00 USD." in said
    assert "where it is today: +9.00 USD a month, +0.50 s a call" in said
    assert "(owner: Ana, by:" in said


def test_what_is_not_known_is_named() -> None:
    silent = replace(ROW, cost_change_usd_month=None)
    found = replace(DRILL, workloads=(silent,), cost_change_usd_month=None, unclear=("u", "v"))
    said = words(render_drill(PAGE, found))
    assert "Bill a month of the 1 that can move: not known for triage" in said
    assert "No file says whether these depend on it, so they are not counted: u, v." in said


def test_what_has_no_exit_says_what_it_would_take() -> None:
    row = replace(CHAT, to="b", binding="gate_not_shown", needs="about 40 more cases")
    others = (OtherTarget(to="c", verdict="unsafe", binding="lost with openai", gone=True),)
    said = words(render_drill(PAGE, replace(DRILL, workloads=(replace(row, others=others),))))
    assert "gpt to nowhere ? inconclusive" in said
    assert "best remaining target, but not an exit: b: gate_not_shown" in said
    assert "a decision needs about 40 more cases" in said
    assert "not c: lost with openai" in said
    assert "bill a month" not in said
    assert "before the move" not in said


def test_of_a_safe_target_the_gate_nearest_to_its_limit_is_named() -> None:
    safe = replace(ROW, verdict="safe", binding="nearest to its limit: task", conditions=())
    assert "- nearest to its limit: task" in words(
        render_drill(PAGE, replace(DRILL, workloads=(safe,)))
    )


def test_of_very_many_workloads_and_targets_the_first_are_shown() -> None:
    many = replace(DRILL, workloads=(replace(ROW, others=ROW.others * 5),) * 60)
    said = words(render_drill(PAGE, many))
    assert "10 workloads more, less critical: --json shows all" in said
    assert said.count("2 more targets: --json shows all") == 50


def test_a_rehearsal_stands_first_with_its_obstacle() -> None:
    one = Rehearsal(
        asked=5,
        answers=3,
        failures={"auth": 2},
        latency_median_s=0.5,
        latency_p95_s=1.25,
        in_flight=4,
        cost_usd=0.25,
        scored=3,
        passed=2,
        obstacle="the key is rejected: bad\x1b[2J",
        stopped="",
    )
    said = words(render_drill(PAGE, replace(DRILL, workloads=(replace(ROW, rehearsal=one),))))
    assert "obstacle: the key is rejected: bad" in said
    assert "rehearsal: 3 answers of 5 cases; failed: 2 auth" in said
    assert "4 at once" in said
    assert "2 of 3 passed their checks; this does not change a verdict" in said
    assert said.index("obstacle") < said.index("evidence")
    assert "\x1b" not in said
    missing = Rehearsal(asked=0, answers=0, obstacle="ACME_KEY is not set")
    said = words(render_drill(PAGE, replace(DRILL, workloads=(replace(ROW, rehearsal=missing),))))
    assert "obstacle: ACME_KEY is not set" in said
    assert "rehearsal:" not in said
