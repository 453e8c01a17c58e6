"""SARIF of breaches: what is an error, where it stands, and how it is found again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import make_gate, make_report, make_run, make_verdict
from jsonschema import Draft202012Validator
from sarif_schema import SCHEMA

from portcheck.model.parity import WaiverUse
from portcheck.model.run import SuitePlace
from portcheck.model.suite import Waiver
from portcheck.reports.sarif import REPORT


def results(*gates: Any, **overrides: Any) -> list[dict[str, Any]]:
    verdict = make_verdict(verdict="unsafe", gates=gates, **overrides.pop("of_verdict", {}))
    text = REPORT.render(make_report(verdicts=(verdict,), **overrides))
    found = json.loads(text)
    Draft202012Validator(SCHEMA).validate(found)
    assert text.isascii()
    listed: list[dict[str, Any]] = found["runs"][0]["results"]
    return listed


BREACH = make_gate(gate="security", outcome="breached", scale="rate", detail="1 of 40 cases")


def test_only_what_is_breached_or_flagged_is_a_result() -> None:
    found = results(
        make_gate(),
        make_gate(gate="refusal", outcome="inferior"),
        BREACH,
        make_gate(gate="red_line", outcome="inconclusive", unconfirmed=True),
        make_gate(gate="policy", outcome="breached", scale="fact", detail="region is us"),
        make_gate(gate="capability", outcome="breached", scale="fact"),
        make_gate(gate="of-a-plug-in", outcome="breached", scale="rate"),
    )
    assert [(one["ruleId"], one["level"]) for one in found] == [
        ("breach", "error"),
        ("requirement-violated", "error"),
        ("unsupported", "error"),
        ("breach", "error"),
        ("unconfirmed-breach", "warning"),
    ]
    said = "ticket-triage to Anthropic claude-large, security: 1 of 40 cases."
    assert found[0]["message"]["text"] == said


def test_a_result_stands_where_the_suite_states_its_workload() -> None:
    place = SuitePlace(file="suites/support.yaml", line=12, column=3)
    (one,) = results(BREACH, run=make_run(places={"ticket-triage": place}))
    physical = one["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "suites/support.yaml"
    assert physical["region"] == {"startLine": 12, "startColumn": 3}
    (unknown,) = results(BREACH)
    assert list(unknown["locations"][0]) == ["logicalLocations"]


def test_nights_share_a_fingerprint_and_candidates_do_not() -> None:
    def prints(detail: str, **fields: Any) -> str:
        gate = make_gate(gate="security", outcome="breached", scale="rate", detail=detail)
        (one,) = results(gate, of_verdict=fields)
        found: str = one["partialFingerprints"]["portcheck/v1"]
        return found

    assert prints("1 of 40") == prints("2 of 41")
    assert prints("1 of 40") != prints("1 of 40", candidate="other")


FLAG = make_gate(gate="red_line", outcome="unknown", scale="rate", unconfirmed=True)


@pytest.mark.parametrize(
    ("changes", "state", "notes"),
    [
        ({}, "applies", [True, False]),
        ({"gate": "red_line"}, "applies", [False, True]),
        ({}, "not_allowed", [False, False]),
        ({"candidate": "other"}, "applies", [False, False]),
        ({"workload": "other"}, "applies", [False, False]),
    ],
)
def test_what_a_waiver_excuses_is_said_of_its_own_gate_alone(
    changes: dict[str, str], state: Any, notes: list[bool]
) -> None:
    waived = {"workload": "ticket-triage", "candidate": "claude", "gate": "security", **changes}
    waiver = Waiver(**waived, reason="known", by="Ada", until="2027-01-01")
    use = WaiverUse(waiver=waiver, state=state, outcome="breached", days_left=9)
    found = results(BREACH, FLAG, waivers=(use,), of_verdict={"excused": "inconclusive"})
    by_rule = {one["ruleId"]: one for one in found}
    both = [by_rule[rule] for rule in ("breach", "unconfirmed-breach")]
    said = [one["message"]["text"].endswith("A waiver excuses it.") for one in both]
    assert said == notes
    assert [one["level"] for one in both] == ["note" if notes[0] else "error", "warning"]
