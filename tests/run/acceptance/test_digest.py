"""The digest of what a run found."""

from __future__ import annotations

import pytest
from builders import make_gate, make_report, make_run, make_verdict

from portcheck.run.acceptance.digest import findings_digest


def test_the_same_findings_have_the_same_digest_on_any_day() -> None:
    found = findings_digest(make_report())
    assert found.startswith("sha256:")
    assert len(found) == 71
    assert findings_digest(make_report(run=make_run(as_of="2031-01-01"))) == found
    assert findings_digest(make_report(process_exit_code=0, findings=("new words",))) == found


@pytest.mark.parametrize(
    "changed",
    [
        {"run": make_run(id="other")},
        {"run": make_run(suite_digest="other")},
        {"verdicts": (make_verdict(rule="other"),)},
        {"verdicts": (make_verdict(gates=(make_gate(ci_low=-0.011),)),)},
    ],
)
def test_other_findings_have_another(changed: dict[str, object]) -> None:
    assert findings_digest(make_report(**changed)) != findings_digest(make_report())


def test_what_one_machine_computes_otherwise_in_the_last_digits_is_the_same() -> None:
    found = [
        findings_digest(make_report(verdicts=(make_verdict(gates=(make_gate(ci_low=low),)),)))
        for low in (-0.1 - 1e-13, -0.1 + 1e-13)
    ]
    assert found[0] == found[1]
