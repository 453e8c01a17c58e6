from __future__ import annotations

from builders import make_report
from exit_builders import band, plan, route, target, workload
from msgspec.structs import replace

from portcheck.exitplan.coverage import single_points, vendor_sets
from portcheck.model.exit_plan import Band, Condition, ExitPlan
from portcheck.reports import markdown
from portcheck.reports.html import page as html_page
from portcheck.reports.terminal import page as terminal
from portcheck.reports.words.exit_plan import HEAD, checklist, exit_rows, exit_summary, moves

EVIL = "<script>alert(1)</script>\x1b[31m"


def full() -> ExitPlan:
    works = [
        workload(
            EVIL,
            target(
                "a",
                monthly_usd=band(-300, -200, 1.5),
                monthly_failures=band(-1, 0, 1),
                monthly_value_usd=band(-300, -200, 1.5),
                monthly_value_of=("bill", "failures"),
                one_off_usd=band(100, 200, 300),
                months_to_pay_back=Band(low=1.0, expected=2.0, high=None),
                conditions=(Condition(what="sign", owner="Ana"),),
            ),
            target("b", verdict="conditional", adjusted="conditional"),
            assumed=True,
        ),
        workload("stuck", target("a", verdict="inconclusive", needs="about 40 more cases")),
        workload("alone", monthly_calls=None),
        workload("two", target("b")),
    ]
    found = plan(works, route("today"), route("a"), route("b"))
    routes = {one.provider: one for one in found.routes}
    smallest, by_number = vendor_sets(works, routes)
    return replace(
        found,
        single_points=single_points(works, routes) * 6,
        smallest_set=smallest,
        by_number=by_number,
    )


def test_the_summary_says_coverage_single_points_and_vendors() -> None:
    said = "\n".join(exit_summary(full()))
    assert "Workloads with a safe exit: 2 of 4, 50.0 %" in said
    assert "by volume not known" in said
    assert "coverage adjusted" in said
    assert (
        "Single point of failure: vendor today. Without it, no safe exit for 2 of the 4 on it"
        in said
    )
    assert "1 more single point of failure" in said
    assert (
        "Smallest set of vendors that covers every workload that can leave its vendor: a, b."
    ) in said
    assert "What each further vendor adds: a covers 1 of 4; a, b cover 2." in said


def test_a_plan_without_exits_names_no_vendors() -> None:
    said = "\n".join(exit_summary(plan([workload("w")])))
    assert "Fewest" not in said
    assert "adjusted" not in said


def test_every_workload_has_a_row() -> None:
    rows = {row[0]: dict(zip(HEAD, row, strict=True)) for row in exit_rows(full())}
    assert rows[EVIL]["Runs on"] == "today (assumed)"
    assert rows[EVIL]["Bill a month"] == "-200 (-300 to +1.50) USD"
    assert rows[EVIL]["Failures a month"] == "+0 (-1 to +1)"
    assert rows["stuck"]["Binding"] == "about 40 more cases"
    assert rows["stuck"]["Failures a month"] == "not known"
    assert rows["alone"]["Best target"] == "none"


def test_a_move_says_what_it_is_worth_and_what_to_settle_before() -> None:
    (said,) = moves(full())
    assert "the move itself 100 USD to 300 USD" in said.replace(".00", "")
    assert "bill and failures a month -200 (-300 to +1.50) USD" in said
    assert "paid back: at best after 1.0 months, expected 2.0, at worst never" in said
    three = target("a", monthly_value_usd=band(1, 2, 3), monthly_value_of=("bill", "b", "c"))
    (listed,) = moves(plan([workload("w", three)]))
    assert listed.startswith("w to a: bill, b and c a month +2.00")
    assert checklist(full()) == [f"{EVIL} to a: sign (owner: Ana, by: ...)"]
    owned = workload("w", target("a", conditions=(Condition(what="sign"),)), owner="platform")
    assert checklist(plan([owned])) == ["w to a: sign (owner: platform, by: ...)"]
    never = target("a", months_to_pay_back=Band(low=None, expected=None, high=None))
    assert moves(plan([workload("w", never)])) == ["w to a: paid back: never."]


def test_hostile_names_stay_text_in_every_report() -> None:
    report = replace(make_report(), exit_plan=full())
    page = html_page.render(report).decode()
    assert page.count("<script>") == 1  # its own
    assert "Exit plan on 2026-11-01" in page
    text = markdown.render(report).decode()
    assert "<script>" not in text
    assert "## Exit plan on 2026-11-01" in text
    assert "Before the move" in text
    shown = terminal.render(report, width=80, color=False)
    assert "\x1b" not in shown
    assert "Workloads with a safe exit: 2 of 4" in " ".join(shown.split())
