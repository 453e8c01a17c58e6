"""Verdicts at the error rate of a choice among candidates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.model.parity import Verdict
from portcheck.model.run import Look, Sample
from portcheck.run.exit_plan.adjusted import with_adjusted
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.nights.values import ClaimNights, Sides

DAY = date(2026, 6, 1)
A, B = ("w", "a"), ("w", "b")


def results(cases: int, names: str = "old a b") -> Results:
    """Nobody fails a case."""
    suite = make_suite(make_workload("w", [make_case(str(n), content=True) for n in range(cases)]))
    plan = make_plan(suite, names.split())
    samples = {t.key: Sample(trial=t.key, completion=make_completion()) for t in plan.trials}
    return Results.of(plan, samples, score_samples(plan, samples))


def adjusted(
    found: Results,
    looks: Mapping[tuple[str, str], Look] | None = None,
    nights: Mapping[tuple[str, str], ClaimNights] | None = None,
) -> tuple[Verdict, ...]:
    looks, nights = looks or {}, nights or {}
    decided = verdicts(found, DAY, looks, nights=nights)
    return with_adjusted(found, decided, DAY, looks, nights)


@pytest.mark.parametrize(
    ("cases", "names", "said"),
    [
        # No pair differs: n m / (1 - m) is to be above z ** 2, z at 1 - 0.04 / K at look 1.
        (63, "old a", [("safe", UNSET)]),
        (80, "old a b", [("safe", "inconclusive")] * 2),
        (81, "old a b", [("safe", "safe")] * 2),
        (93, "old a b c", [("safe", "inconclusive")] * 3),
        (94, "old a b c", [("safe", "safe")] * 3),
        (40, "old a b", [("inconclusive", UNSET)] * 2),
    ],
)
def test_the_error_rate_is_divided_by_the_number_of_candidates(
    cases: int, names: str, said: list[tuple[str, object]]
) -> None:
    assert [(one.verdict, one.adjusted) for one in adjusted(results(cases, names))] == said


def test_it_stands_where_the_verdict_does() -> None:
    """Each night is enough by itself; to count it as well would be a look that nobody pays for."""
    found = results(90)
    (last, *_) = adjusted(found)
    assert last.adjusted == "safe"
    stood = {
        "a": replace(last, adjusted="inconclusive"),
        "b": replace(last, candidate="b", adjusted=UNSET),
    }
    nights = {
        ("w", name): ClaimNights(
            workload="w", candidate=name, night=3, standing=verdict, standing_run="n2"
        )
        for name, verdict in stood.items()
    }
    looks = {place: Look(number=2, night=3, stands="n2") for place in (A, B)}
    tonight = adjusted(found, looks, nights)
    assert [(one.verdict, one.stands_from) for one in tonight] == [("safe", "n2")] * 2
    assert [one.adjusted for one in tonight] == ["inconclusive"] * 2


def test_a_breach_of_tonight_is_no_safe_exit() -> None:
    found = results(90)
    (last, other) = adjusted(found)
    standing = ClaimNights(workload="w", candidate="a", standing=last, standing_run="n2")
    breached = replace(last, verdict="unsafe", stands_from="n2", adjusted=UNSET)
    tonight = with_adjusted(
        found, (breached, replace(other, adjusted=UNSET)), DAY, {}, {A: standing}
    )
    assert [one.adjusted for one in tonight] == [UNSET, "safe"]


def test_earlier_nights_count_in_it() -> None:
    found = results(170)
    once: Sides = ((1.0,), (0.0,))
    nights = {
        A: ClaimNights(
            workload="w", candidate="a", night=2, values={"task": {str(n): once for n in range(3)}}
        )
    }
    looks = {A: Look(number=2, night=2), B: Look(number=2, night=2)}
    assert [one.adjusted for one in adjusted(found, looks, nights)] == ["inconclusive", "safe"]
    assert [one.verdict for one in adjusted(found, looks, nights)] == ["safe", "safe"]
