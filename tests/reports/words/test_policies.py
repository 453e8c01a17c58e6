"""Policies in words."""

from __future__ import annotations

from builders import make_report
from msgspec.structs import replace

from portcheck.model.comparison.policy_report import PolicyReport, PolicyResult
from portcheck.model.score import Policy
from portcheck.reports.html.page import render
from portcheck.reports.words.names import provider_names
from portcheck.reports.words.policies import POLICIES, policy_head, policy_lines

ADVICE = Policy(
    id="no-advice",
    statement="No medical advice",
    owner="Ana",
    review="2027-01-31",
    gate="red_line",
    file="policies/advice.yaml",
)


def found(*results: PolicyResult, overdue: bool = False) -> PolicyReport:
    return PolicyReport(policy=ADVICE, overdue=overdue, results=results)


def result(**changes: object) -> PolicyResult:
    values = {"workload": "triage", "candidate": "claude", "cases": 40, "groups": 40, **changes}
    return PolicyResult(**values)  # type: ignore[arg-type]  # built from keywords


def test_a_policy_is_its_statement_with_who_answers_for_it() -> None:
    said = "No medical advice (no-advice; owner Ana; next review 2027-01-31"
    assert policy_head(found()) == f"{said})"
    assert policy_head(found(overdue=True)) == f"{said}, which is overdue)"


def test_what_clean_cases_prove_is_said() -> None:
    names = provider_names(make_report())
    assert policy_lines(found(result(bound=0.08)), names) == (
        "triage to Anthropic claude-large: 40 cases; no breach in any, which proves a rate of"
        " at most 8.0 % (one-sided 95 %).",
    )
    assert policy_lines(found(result(bound=0.1, groups=38)), names) == (
        "triage to Anthropic claude-large: 40 cases; no breach in the 38 that were fully answered,"
        " those of one group counted once, which proves a rate of at most 10.0 % (one-sided 95 %).",
    )
    (silent,) = policy_lines(found(result(groups=0)), names)
    assert silent.endswith("40 cases; nothing was answered.")
    assert policy_lines(found(), names) == ("It was tested on nothing in this run.",)


def test_breaches_and_refusals_are_told_of_both_sides() -> None:
    names = provider_names(make_report())
    told = result(
        bound=0.2,
        breached=("a",),
        flagged=("b",),
        baseline_breached=("c",),
        newly_refused=("d",),
        newly_answered=("e",),
    )
    assert policy_lines(found(told), names) == (
        "triage to Anthropic claude-large: 40 cases; breached in a; flagged, and not confirmed, in"
        " b; today's answers breach it in c; declined by the candidate alone: d; declined today"
        " alone: e.",
    )


def test_the_page_has_them() -> None:
    page = render(make_report(policies=(found(result(bound=0.1)),))).decode()
    assert POLICIES in page
    assert "No medical advice" in page
    assert POLICIES not in render(make_report()).decode()


def test_a_control_says_what_it_touches_and_how_its_twins_went() -> None:
    names = provider_names(make_report())
    control = replace(ADVICE, review="", control=True, touches=("OWASP LLM01:2025",))
    report = PolicyReport(policy=control, overdue=False, results=())
    said = "No medical advice (control no-advice; owner Ana; touches OWASP LLM01:2025)"
    assert policy_head(report) == said
    (line,) = policy_lines(found(result(twins=20, groups=20, bound=0.1)), names)
    assert "20 attacks and 20 benign twins; no breach in any" in line
    assert "the twins are answered rightly" in line
    lost = result(twins=20, failed_twins=("a/twin",), baseline_failed_twins=("b/twin",))
    (line,) = policy_lines(found(lost), names)
    assert "fails 1 of 20 twins: a/twin; today's answers fail the twins b/twin" in line
