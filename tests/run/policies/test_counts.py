"""How many cases each policy brings to each workload."""

from __future__ import annotations

from controlled import read
from msgspec.structs import replace
from run_builders import make_case, make_suite, make_workload

from portcheck.run.policies.counts import policy_counts, policy_lines


def test_attacks_twins_and_groups_are_counted() -> None:
    _, suite = read([{"injection": {"through": "document"}}, "system-prompt-secrecy"])
    assert suite is not None
    first, second = policy_counts(suite.workloads)
    assert (first.workload, first.policy, first.control, first.gate) == (
        "w",
        "injection",
        True,
        "security",
    )
    assert (first.cases, first.twins, first.groups) == (4, 2, 2)
    assert "OWASP LLM01:2025" in first.touches
    assert second.cases == 2 * second.twins == 2 * second.groups


def test_a_suite_without_any_has_none() -> None:
    assert policy_counts(make_suite(make_workload("w", [make_case("a")])).workloads) == ()


def test_a_line_names_controls_with_attacks_and_twins() -> None:
    _, suite = read([{"injection": {"through": "document"}}])
    assert suite is not None
    assert policy_lines(suite.workloads) == "w is guarded by injection (2 attacks, 2 benign twins)"
    assert policy_lines([]) == ""
    (alone,) = (
        replace(one, twins=0, policy="no\x1b[2Jadvice") for one in policy_counts(suite.workloads)
    )
    assert alone.words == "no\\x1b[2Jadvice (4 cases)"
