"""What fails under `--fail-on new`."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_report, make_verdict

from portcheck.model.parity import RunReport
from portcheck.model.run import SinceNight
from portcheck.run.acceptance.since_accepted import failing_as_new, without_acceptance


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
    ("verdict", "since", "names"),
    [
        ("unsafe", {}, set()),
        ("inconclusive", {}, set()),
        ("unsafe", {"worse": ("verdict",), "verdict_worse": True}, {"unsafe"}),
        ("inconclusive", {"worse": ("verdict",), "verdict_worse": True}, {"inconclusive"}),
        ("conditional", {"worse": ("verdict",), "verdict_worse": True}, {"conditional"}),
        ("safe", {"worse": ("fell",), "shown": True}, {"unsafe"}),
        ("safe", {"worse": ("fell",)}, {"inconclusive"}),
        ("inconclusive", {"accepted_by": ""}, {"inconclusive"}),
        ("safe", {"accepted_by": "", "worse": ("fell",)}, {"safe"}),
    ],
)
def test_only_what_got_worse_counts(verdict: str, since: dict[str, Any], names: set[str]) -> None:
    assert failing_as_new(report(verdict, **since)) == names


def test_without_an_accepted_night_it_is_as_the_default() -> None:
    unsafe = make_report(verdicts=(make_verdict(verdict="unsafe"),))
    assert failing_as_new(unsafe) == {"unsafe"}
    assert without_acceptance(report("safe")) == ()
    assert len(without_acceptance(report("safe", accepted_by=""))) == 1
