"""report.json is what other programs rely on."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from builders import make_gate, make_mixed_report, make_report, make_run, make_verdict
from exit_builders import band, plan, route, target, workload
from msgspec.structs import replace

import portcheck
from portcheck.model.codec import encode
from portcheck.reports.json_file import REPORT

TEXTS = {"question", "baseline_answer", "candidate_answer", "reason"}
SCHEMA = Path(portcheck.__file__).parent / "schemas" / "report.schema.json"


def parsed(data: bytes) -> Any:
    return json.loads(data, parse_constant=pytest.fail)


def without_texts(data: Any) -> Any:
    flips = [{k: v for k, v in flip.items() if k not in TEXTS} for flip in data["flips"]]
    return data | {"flips": flips}


def test_is_the_encoded_report_without_the_texts_of_answers() -> None:
    report = make_mixed_report()

    found = parsed(REPORT.render(report))

    whole = json.loads(json.dumps(encode(report)))
    assert found == without_texts(whole)
    assert list(found) == list(whole)
    assert [set(flip) & TEXTS for flip in found["flips"]] == [set(), set()]


def test_what_a_call_costs_keeps_its_digits() -> None:
    largest = sys.float_info.max
    tiny = target(
        "a",
        cost=1.23456789e-05,
        cost_change=band(-1.5e-09, 0.0, 12345.678901234),
        seconds=largest,
    )
    report = replace(make_report(), exit_plan=plan([workload("w", tiny)], route("a")))
    (found,) = parsed(REPORT.render(report))["exit_plan"]["workloads"][0]["targets"]
    assert (found["cost"], found["seconds"]) == (1.23456789e-05, largest)
    assert found["cost_change"] == {"low": -1.5e-09, "expected": 0.0, "high": 12345.6789}


def test_has_the_published_fields_in_their_order() -> None:
    gate = parsed(REPORT.render(make_report()))["verdicts"][0]["gates"][0]

    assert list(gate)[:19] == [
        *("gate", "hard", "outcome", "scale", "cases", "clusters", "pairs", "missing"),
        *("baseline", "candidate", "difference", "ci_low", "ci_high", "margin", "floor"),
        *("confidence", "method", "detector", "more_cases"),
    ]


def test_numbers_have_six_decimals_and_none_is_not_a_number() -> None:
    gate = make_gate(
        baseline=1 / 3,
        difference=-1e-9,
        ci_low=float("-inf"),
        ci_high=float("nan"),
        candidate=1.0,
    )
    report = make_report(
        verdicts=(make_verdict(gates=(gate,)),), run=make_run(cost_usd={"gpt": 2 / 3})
    )

    found = parsed(REPORT.render(report))
    first = found["verdicts"][0]["gates"][0]

    assert first["baseline"] == 0.333333
    assert str(first["difference"]) == "0.0"
    assert first["ci_low"] is None
    assert first["ci_high"] is None
    assert first["candidate"] == 1.0
    assert found["run"]["cost_usd"] == {"gpt": 0.666667}


def test_bytes_are_ascii_and_end_with_a_newline() -> None:
    report = make_report(findings=("caf\u00e9 \x1b[31m \u202e \udc80",))

    data = REPORT.render(report)

    assert data.isascii()
    assert b"\x1b" not in data
    assert data.endswith(b"}\n")
    assert data == REPORT.render(report)
    assert parsed(data)["findings"] == list(report.findings)


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the package holds no report.schema.json")
@pytest.mark.parametrize("report", [make_report(), make_mixed_report()], ids=["small", "mixed"])
def test_follows_the_published_schema(report: Any) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(parsed(REPORT.render(report)))
