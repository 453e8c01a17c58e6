"""495 real answers of nine models, where the reference material is present."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import portcheck

from portcheck.config.reading.yaml_loader import read

BASELINES = (
    "anthropic/claude-opus-4@reasoning=default",
    "anthropic/claude-3.7-sonnet:thinking@reasoning=default",
)


@pytest.mark.slow
@pytest.mark.parametrize("baseline", BASELINES)
def test_nine_models(tmp_path: Path, shared: Path, baseline: str) -> None:
    source = shared / "data" / "real_answers.jsonl"
    made = portcheck(
        "import", "answers", str(source), "--out", "real", "--case", "case",
        "--check", "pushback: challenge", cwd=tmp_path,
    )  # fmt: skip
    assert made.code == 0, made.err
    done = portcheck("run", "real/suite.yaml", "--baseline", baseline, "--json", cwd=tmp_path)
    report = json.loads(done.out)
    assert len(report["verdicts"]) == 8
    assert report["run"]["failures"] == {"overloaded": 2}
    for verdict in report["verdicts"]:
        assert verdict["verdict"] != "safe", "55 cases cannot show a margin of 0.05"
        for gate in verdict["gates"]:
            if gate["scale"] == "difference":
                assert gate["cases"] == 55
                assert gate["ci_low"] <= gate["difference"] <= gate["ci_high"]
                # A detector's mistakes leave less than the whole margin.
                left = gate["detector_margin"] or gate["margin"]
                assert (left < gate["margin"]) == bool(gate["detector"])
                if gate["outcome"] == "noninferior":
                    assert gate["ci_low"] > -left
                if gate["ci_low"] > -left + 0.02:
                    assert gate["outcome"] == "noninferior"
                worse = gate["ci_high"] < -gate["margin"] and not gate["detector_weak"]
                assert (gate["outcome"] == "inferior") == worse


def test_the_import_is_readable_yaml(tmp_path: Path, shared: Path) -> None:
    source = shared / "data" / "real_answers.jsonl"
    portcheck("import", "answers", str(source), "--out", "real", cwd=tmp_path)
    from portcheck.config.problems.document import Collector

    problems = Collector()
    assert read(tmp_path / "real" / "suite.yaml", problems) is not None
    assert not problems.failed
