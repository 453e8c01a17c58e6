"""Cases by reason, with their answers."""

from __future__ import annotations

from builders import make_flip, make_report, make_verdict

from portcheck.model.comparison.failure_group import FailureGroup, FailureKind
from portcheck.reports.html.changed_cases import SHOWN, cut, groups


def told(kind: FailureKind, reason: str, cases: int, *ids: str) -> FailureGroup:
    return FailureGroup(
        workload="ticket-triage",
        candidate="claude",
        criticality="high",
        kind=kind,
        gate="task",
        check="equals",
        reason=reason,
        cases=cases,
        of=200,
        examples=ids,
    )


def test_every_reason_has_its_own_cases() -> None:
    flips = (make_flip(case="a", form="late"), make_flip(case="b", form="wrong"))
    other = make_flip(case="c", form="late", candidate="other")
    report = make_report(
        flips=(*flips, other),
        failures=(
            told("loss", "late", 1, "a"),
            told("loss", "wrong", 1),
            told("both", "x", 2, "z"),
        ),
    )
    late, wrong, both = groups(report, make_verdict())

    assert [flip.case for flip in late.flips] == ["a"]
    assert [flip.case for flip in wrong.flips] == ["b"]
    assert (late.ids, both.ids, both.more) == ((), ("z",), 1)
    assert late.of == 200


def test_a_verdict_shows_so_many_and_says_how_many_more() -> None:
    flips = tuple(make_flip(case=f"{r}-{at}", form=r) for r in "abcd" for at in range(SHOWN + 5))
    report = make_report(flips=flips, failures=tuple(told("loss", r, SHOWN + 5) for r in "abcd"))
    found = groups(report, make_verdict())

    assert [len(group.flips) for group in found] == [SHOWN, SHOWN, SHOWN, 0]
    assert [group.more for group in found] == [5, 5, 5, 5]
    assert len(found[3].ids) == SHOWN


def test_long_texts_are_cut_and_made_visible() -> None:
    assert cut("\x1b[31m") == r"\x1b[31m"
    assert cut("x" * 4001) == "x" * 4000 + "\n[1 more characters in the run folder]"
