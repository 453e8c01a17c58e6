"""Proposed checks are read, and count for nothing until a person accepts them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec import UNSET

from portcheck.config.load import check_file, load
from portcheck.errors import Problem
from portcheck.model.suite import CheckSpec
from portcheck.model.workload.proposed import Proposed
from portcheck.parity.check_evidence import Speaking, check_evidence

SEEN = {"holds_on": 48, "of": 50, "misses": "a wrong queue"}


def written(folder: Path, *checks: Any) -> Path:
    path = folder / "suite.yaml"
    case = {"id": "a", "prompt": "Go.", "checks": list(checks)}
    other = {"id": "b", "prompt": "Stay.", "checks": [{"equals": "no"}]}
    suite = {"portcheck": 1, "suite": "s", "workloads": {"w": {"cases": [case, other]}}}
    path.write_text(yaml.safe_dump(suite), encoding="utf-8")
    return path


def specs(folder: Path, *checks: Any) -> tuple[CheckSpec, ...]:
    return load([written(folder, *checks)], None).suite.workloads[0].cases[0].checks


def errors(folder: Path, *checks: Any) -> list[Problem]:
    found = check_file(written(folder, *checks))
    return [problem for problem in found if problem.severity == "error"]


def test_a_proposal_keeps_its_gate_and_feeds_none(tmp_path: Path) -> None:
    first, *_ = specs(tmp_path, {"equals": "yes", "proposed": SEEN, "accept": False})
    assert first.proposed == Proposed(holds_on=48, of=50)
    assert (first.gate, first.fed_gate) == ("task", "")
    first, *_ = specs(tmp_path, {"equals": "yes", "proposed": SEEN})
    assert first.fed_gate == ""


def test_an_accepted_proposal_is_a_check_like_any_other(tmp_path: Path) -> None:
    first, *_ = specs(tmp_path, {"equals": "yes", "proposed": SEEN, "accept": True})
    assert (first, *_) == specs(tmp_path, {"equals": "yes"})
    assert first.fed_gate == "task"
    assert first.proposed is UNSET


def test_a_proposal_is_no_evidence_whatever_it_says(tmp_path: Path) -> None:
    for accept, cases in ((False, 1), (True, 2)):
        path = written(tmp_path, {"equals": "yes", "proposed": SEEN, "accept": accept})
        outlines = load([path], None).suite.workloads[0].outlines
        (found,) = check_evidence(outlines, Speaking(outlines))
        assert (found.check, found.cases) == ("equals", cases)


def test_a_proposed_refusal_takes_no_automatic_check_away(tmp_path: Path) -> None:
    found = specs(tmp_path, {"refusal": "full", "proposed": SEEN})
    assert [(one.id, one.expect, bool(one.automatic)) for one in found] == [
        ("refusal", "full", False),
        ("refusal-2", "none", True),
        ("answered", None, True),
    ]
    found = specs(tmp_path, {"refusal": "full", "proposed": SEEN, "accept": True})
    assert [(one.id, one.expect) for one in found] == [("refusal", "full")]


@pytest.mark.parametrize(("accept", "margin"), [(False, 0.10), (True, 0.2)])
def test_the_margin_of_a_proposed_check_is_no_limit(
    tmp_path: Path, accept: bool, margin: float
) -> None:
    proposed = {"prefer": {"rubric": "r", "margin": 0.2}, "proposed": SEEN, "accept": accept}
    path = written(tmp_path, proposed, {"id": "own", "prefer": {"rubric": "s"}})
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    cases:", "    judges: [one, two]\n    cases:"))
    gates = load([path], None).suite.workloads[0].gates
    assert gates["preference"] == {"margin": margin}


@pytest.mark.parametrize(
    ("beside", "message"),
    [
        ({"accept": True}, "only a proposed check can be accepted"),
        ({"proposed": {"holds_on": 3, "of": 2}}, "cannot hold on more answers"),
        ({"proposed": {"holds_on": 3}}, "'of'"),
        ({"proposed": {"holds_on": "3", "of": 4}}, "holds_on"),
        ({"proposed": True}, "proposed"),
        ({"proposed": SEEN, "accept": "yes"}, "accept"),
    ],
)
def test_what_cannot_be_meant_is_a_mistake(
    tmp_path: Path, beside: dict[str, Any], message: str
) -> None:
    found = errors(tmp_path, {"equals": "yes", **beside})
    assert found
    assert all(problem.line for problem in found)
    said = " ".join(f"{problem.pointer} {problem.message}" for problem in found)
    assert message in said


def test_a_part_of_a_composition_cannot_be_proposed_alone(tmp_path: Path) -> None:
    (found,) = errors(tmp_path, {"any_of": [{"equals": "yes", "proposed": SEEN}]})
    assert "beside the whole check" in found.hint
