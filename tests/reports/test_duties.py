"""What a run shows of each duty follows from the run, and nothing is made up where it is silent."""

from __future__ import annotations

from builders import make_mixed_report, make_report, make_verdict
from exit_builders import plan, route, target, workload
from msgspec.structs import replace

from portcheck.data.duties import duties
from portcheck.model.exit_plan import SinglePoint
from portcheck.reports.duties import NOTHING, duty_rows


def test_every_duty_has_a_row_with_what_it_does_not_show() -> None:
    rows = duty_rows(make_mixed_report())
    assert [row.id for row in rows] == [duty.id for duty in duties()]
    assert all(row.shows and row.where and row.not_shown and row.source for row in rows)


def test_facts_of_the_run_are_in_it() -> None:
    exits = plan(
        [workload("triage", target("claude"), runs_on="gpt"), workload("notes", runs_on="gpt")],
        route("gpt", regions=("eu",), facts={"retention_days": 30}, retires="2027-06-30"),
    )
    point = SinglePoint(kind="vendor", name="openai", hit=2, stranded=("notes",))
    exits = replace(exits, single_points=(point,))
    report = make_report(
        verdicts=(make_verdict(workload="triage", candidate="claude", verdict="safe"),),
        exit_plan=exits,
    )
    shows = {row.id: row.shows for row in duty_rows(report)}
    assert "Verdicts on" in shows["dora-28-8"]
    assert "1 safe" in shows["dora-28-8"]
    assert "triage to " in shows["nist-govern-6-2"]
    assert "openai (vendor): 1 of 2 stranded" in shows["dora-29-1"]
    assert "region eu, retention 30 days" in shows["dora-30-2-b"]
    assert "2027-06-30" in shows["soc2-cc8"]


def test_where_a_run_is_silent_it_says_so() -> None:
    shows = {row.id: row.shows for row in duty_rows(make_report(verdicts=()))}
    assert shows["dora-28-8"] == shows["dora-29-1"] == shows["dora-30-2-b"] == NOTHING
    assert shows["iso-42001-a-10-3"].startswith("One run;")
