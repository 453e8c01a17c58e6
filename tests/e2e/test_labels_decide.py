"""Labels in a run folder measure its detectors and decide its verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import environment, in_process
from labelled_run import Run


def test_a_run_without_labels_says_where_they_come_from(tmp_path: Path) -> None:
    Run(10).stored(tmp_path / "r")
    done = in_process("judge", "calibrate", "r", cwd=tmp_path, env=environment())
    assert done.code == 2
    assert "has a label" in done.err
    assert "portcheck review" in done.err


@pytest.mark.slow
def test_labels_measure_a_detector(tmp_path: Path) -> None:
    run = Run(40, {"new": ["c5", "c6"]})
    run.say(run.order)
    run.stored(tmp_path / "r")
    done = in_process("judge", "calibrate", "r", cwd=tmp_path, env=environment())
    assert done.code == 0
    assert "w: refusal, by refusal-rules" in done.out
    found = json.loads(
        in_process("judge", "calibrate", "r", "--json", cwd=tmp_path, env=environment()).out
    )
    (check,) = found["checks"]
    assert found["run"] == "r"
    assert check["measured"]["answers"] == 80
    assert check["measured"]["specificity"]["number"] == 78
    assert check["measured"]["confusion"][0] == {
        "people": "full_compliance",
        "found": "full_compliance",
        "answers": 78,
    }
    assert [part["name"] for part in check["by_vendor"]] == ["new", "old"]


@pytest.mark.slow
def test_labels_decide_and_each_number_of_them_is_a_look(tmp_path: Path) -> None:
    run = Run(90, {"new": [f"c{place}" for place in range(10, 22)]})
    run.say(run.order[:75])
    run.stored(tmp_path / "r")
    for _ in range(2):
        done = in_process("score", "r", "--trust-folder", cwd=tmp_path, env=environment())
        assert "by labels for 75 groups of 88" in " ".join(done.out.split())
        report = json.loads((tmp_path / "r/report.json").read_text("utf-8"))
        (gate,) = [g for g in report["verdicts"][0]["gates"] if g["gate"] == "refusal"]
        assert (gate["labels"], gate["labels_decided"], gate["label_look"]) == (75, True, 2)
        assert gate["outcome"] == "noninferior"
        record = json.loads((tmp_path / "r/run.json").read_text("utf-8"))
        assert record["label_looks"] == [
            {"workload": "w", "candidate": "new", "gate": "refusal", "groups": 75}
        ]
