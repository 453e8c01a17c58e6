"""JUnit XML: what a CI server makes of every verdict, and names that stay."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest
from builders import make_mixed_report, make_report, make_run, make_since, make_verdict
from junitparser import Failure, JUnitXml, TestSuite

from portcheck.reports.junit import REPORT, RUN_CASE


def cases(**overrides: object) -> dict[str, Element]:
    root = fromstring(REPORT.render(make_report(**overrides)))
    return {case.get("name", ""): case for case in root.iter("testcase")}


def result(verdict: str, **overrides: object) -> str:
    given = overrides.pop("of_verdict", {})
    made = make_verdict(verdict=verdict, rule="a_rule", conditions=("look at it",), **given)  # type: ignore[arg-type]  # any fields
    case = cases(verdicts=(made,), **overrides)["ticket-triage to claude"]
    return next((tag for tag in ("failure", "error", "skipped") if case.find(tag) is not None), "")


@pytest.mark.parametrize(
    ("verdict", "fail_on", "expected"),
    [
        ("safe", None, ""),
        ("unsafe", None, "failure"),
        ("inconclusive", None, "failure"),
        ("conditional", None, "failure"),
        ("unsafe", (), "failure"),
        ("unsafe", ("conditional",), "failure"),
        ("inconclusive", ("unsafe",), "skipped"),
        ("conditional", ("unsafe",), ""),
        ("inconclusive", ("inconclusive",), "failure"),
        ("conditional", ("conditional",), "failure"),
    ],
)
def test_what_a_verdict_is(verdict: str, fail_on: tuple[str, ...] | None, expected: str) -> None:
    given = {} if fail_on is None else {"fail_on": fail_on}
    assert result(verdict, **given) == expected


def test_an_incomplete_run_is_an_error_and_so_is_what_it_could_not_decide() -> None:
    run = make_run(incomplete="the budget is spent")

    assert result("inconclusive", run=run) == "error"
    assert result("unsafe", run=run) == "failure"
    assert result("safe", run=run) == ""
    found = cases(run=run)[RUN_CASE].find("error")
    assert found is not None
    assert found.get("message") == "the budget is spent"
    assert cases()[RUN_CASE].find("error") is None


def test_new_fails_on_what_got_worse_since_the_accepted_night() -> None:
    new = {"fail_on": ("new",)}
    same, worse = make_since(), make_since(worse=("task fell",))

    assert result("inconclusive", **new, since=(same,)) == "skipped"
    assert result("conditional", **new, since=(same,)) == ""
    assert result("conditional", **new, since=(worse,)) == "failure"
    assert result("inconclusive", **new) == "failure"
    not_accepted = make_since(accepted_by="")
    assert result("inconclusive", **new, since=(not_accepted,)) == "failure"


def test_what_a_waiver_excuses_passes_and_says_so() -> None:
    assert result("unsafe", of_verdict={"excused": "safe"}) == ""
    excused = make_verdict(verdict="unsafe", excused="safe")
    said = cases(verdicts=(excused,))["ticket-triage to claude"].findtext("system-out") or ""
    assert "unsafe, safe under a waiver" in said


def test_names_hold_nothing_that_changes_from_night_to_night() -> None:
    one = cases(verdicts=(make_verdict(), make_verdict(workload="b", verdict="unsafe")))
    other = cases(
        verdicts=(make_verdict(workload="b", rule="x"), make_verdict(baseline="other")),
        run=make_run(id="another", started_at="2027-03-02T02:00:00Z"),
    )
    assert set(one) == set(other)
    assert {case.get("classname") for case in one.values()} == {"portcheck.support"}


def test_a_reader_of_such_files_reads_it() -> None:
    found = JUnitXml.fromstring(REPORT.render(make_mixed_report()))
    (suite,) = list(found)
    assert isinstance(suite, TestSuite)
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (6, 3, 0, 0)
    results = [type(one) for case in suite for one in case.result]
    assert results == [Failure, Failure, Failure]


@pytest.mark.parametrize(
    "text", ["a\x00b\x1b[0m", "\ud800", "\ufffe\uffff", "]]> <x> & \"'", "é\r\n"]
)
def test_any_text_makes_a_file_that_can_be_parsed(text: str) -> None:
    verdict = make_verdict(workload=text, candidate=text, reasons=(text,), verdict="unsafe")
    assert len(cases(verdicts=(verdict,), run=make_run(suite=text))) == 2
