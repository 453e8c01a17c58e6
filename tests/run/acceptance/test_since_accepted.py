"""The exit code of `--fail-on new`."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_report, make_verdict

from portcheck.model.parity import RunReport
from portcheck.model.run import SinceNight
from portcheck.run.acceptance.since_accepted import new_code, without_acceptance


def report(verdict: str, **since: Any) -> RunReport:
    found = make_verdict(verdict=verdict)
    values: dict[str, Any] = {
        "workload": found.workload,
        "candidate": found.candidate,
        "run": "r",
        "at": "2027-01-01T00:00:00Z",
        "accepted_by": "Ana",
        "digest": "sha256:ab",
        "then": "safe",
        "worse": (),
        "verdict_worse": False,
        "shown": False,
    }
    return make_report(verdicts=(found,), since=(SinceNight(**values | since),))


@pytest.mark.parametrize(
    ("verdict", "since", "code"),
    [
        ("unsafe", {}, 0),
        ("inconclusive", {}, 0),
        ("unsafe", {"worse": ("verdict",), "verdict_worse": True}, 1),
        ("inconclusive", {"worse": ("verdict",), "verdict_worse": True}, 3),
        ("conditional", {"worse": ("verdict",), "verdict_worse": True}, 5),
        ("safe", {"worse": ("fell",), "shown": True}, 1),
        ("safe", {"worse": ("fell",)}, 3),
        ("inconclusive", {"accepted_by": ""}, 3),
        ("safe", {"accepted_by": "", "worse": ("fell",)}, 0),
    ],
)
def test_only_what_got_worse_counts(verdict: str, since: dict[str, Any], code: int) -> None:
    assert new_code(report(verdict, **since)) == code


def test_without_an_accepted_night_it_is_as_the_default() -> None:
    assert new_code(make_report(verdicts=(make_verdict(verdict="unsafe"),))) == 1
    assert without_acceptance(report("safe")) == ()
    assert len(without_acceptance(report("safe", accepted_by=""))) == 1
