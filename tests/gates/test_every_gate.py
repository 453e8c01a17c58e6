"""What holds for every gate that is built in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from run_builders import make_provider, make_workload

import portcheck.gates
from portcheck.model.parity import Breach, CasePair
from portcheck.model.run import Support
from portcheck.plugins import GATES, Evidence

NAMES = sorted(GATES.built_in)
NOTHING = Evidence(
    workload=make_workload("w", []),
    baseline=make_provider("old"),
    candidate=make_provider("new"),
    limits={},
    as_of=date(2026, 1, 1),
)


def test_a_gate_is_one_file_of_its_name() -> None:
    folder = Path(portcheck.gates.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} == {*NAMES, "__init__"}


def test_reports_list_gates_in_one_order() -> None:
    assert sorted(NAMES, key=lambda name: GATES.get(name).order) == [
        *("capability", "task", "refusal", "preference", "pushback", "structure", "tools"),
        *("twins", "security", "red_line", "policy", "errors", "latency", "cost", "lifecycle"),
    ]
    assert len({GATES.get(name).order[:2] for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_defaults_keep_the_schema_of_limits(name: str) -> None:
    gate = GATES.get(name)
    Draft202012Validator.check_schema(dict(gate.limits))
    validator = Draft202012Validator(dict(gate.limits))
    assert gate.defaults is None or validator.is_valid(dict(gate.defaults))
    assert not validator.is_valid({"no_such_limit": 1})
    assert gate.summary.endswith(".")
    assert gate.hard == (gate.kind != "soft")


@pytest.mark.parametrize("name", NAMES)
def test_a_gate_without_data_or_limits_is_absent(name: str) -> None:
    gate = GATES.get(name)
    assert gate.decide(NOTHING) is None
    if gate.fed_by == "checks":
        assert gate.decide(replace(NOTHING, limits=gate.defaults or {})) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_result_is_of_its_gate(name: str) -> None:
    gate = GATES.get(name)
    pairs = [CasePair(case=c, group=c, baseline=(1.0,), candidate=(1.0,)) for c in "abc"]
    held: list[CasePair[Breach]] = [
        CasePair(case=c, group=c, baseline=("held",), candidate=("held",)) for c in "abc"
    ]
    limits = {"latency": {"max_ratio": 2}, "cost": {"max_ratio": 2}, "lifecycle": {"min_days": 9}}
    result = gate.decide(
        replace(
            NOTHING,
            workload=make_workload("w", [], require={"region": {"in": ["eu"]}}),
            limits=gate.defaults or limits.get(name, {}),
            support=Support(workload="w", candidate="new", supported=True, reasons=("tools",)),
            scores=lambda: pairs,
            breaches=lambda: held,
            seconds=lambda: pairs,
            dollars=lambda: pairs,
            failures=lambda: [[False]],
        )
    )
    assert result is not None
    assert (result.gate, result.hard) == (name, gate.hard)
    assert result.detail
