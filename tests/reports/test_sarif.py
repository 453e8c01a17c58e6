"""SARIF of breaches: what is an error, where it stands, and how it is found again."""

from __future__ import annotations

import json
from typing import Any

from builders import make_gate, make_report, make_run, make_verdict
from jsonschema import Draft202012Validator
from sarif_schema import SCHEMA

from portcheck.model.run import SuitePlace
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


def test_what_a_waiver_excuses_is_a_note() -> None:
    (one,) = results(BREACH, of_verdict={"excused": "safe"})
    assert one["level"] == "note"
    assert one["message"]["text"].endswith("A waiver excuses it.")
