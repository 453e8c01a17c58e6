"""The published schemas: valid, complete, and agreeing with the loader and the model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from corpus import BROKEN, GOOD
from jsonschema import Draft202012Validator

from portcheck.config.problems.document import Collector
from portcheck.config.reading.yaml_loader import read
from portcheck.config.schema import KINDS, published
from portcheck.data.vendors import presets
from portcheck.errors import ExitCode, UsageError
from portcheck.model import parity
from portcheck.model.chat import Sampling
from portcheck.model.codec import encode
from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.judgement import Label
from portcheck.model.parity import GateResult, RunReport, Verdict
from portcheck.model.run import RunInfo
from portcheck.plugins import CHECKS, GATES
from portcheck.value import LARGEST


def value(name: str) -> Any:
    source = read(GOOD / name, Collector())
    assert source is not None
    return source.document.value


def errors(kind: str, data: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(published(kind)).iter_errors(data)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_published_schema_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(published(kind))
    assert json.loads(json.dumps(published(kind))) == published(kind)
    assert published(kind)["title"] == f"portcheck {kind}"


PLUGGED = ("gates", "check", "part")
"""Schemas of gates and checks, whose limits and arguments a run folder keeps as they are."""


def _whole_numbers(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        kinds = schema.get("type", ())
        if "integer" in ([kinds] if isinstance(kinds, str) else kinds):
            yield at, schema
        for key, part in schema.items():
            if key not in PLUGGED:
                yield from _whole_numbers(part, f"{at}/{key}")


@pytest.mark.parametrize("kind", ["suite", "providers", "request"])
def test_no_whole_number_is_larger_than_a_run_folder_keeps(kind: str) -> None:
    for at, schema in _whole_numbers(published(kind)):
        if at.endswith(("/id", "/group")):  # kept as text
            continue
        most = schema.get("maximum", max(schema.get("enum", [LARGEST])))
        assert schema.get("exclusiveMaximum", most + 1) <= LARGEST, at
        if "minimum" not in schema and "enum" not in schema:
            assert schema["exclusiveMinimum"] >= -LARGEST, at


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown schema: 'runs'"):
        published("runs")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("suite", "suites/support.yaml"),
        ("suite", "suites/everything.yaml"),
        ("providers", "providers.yaml"),
    ],
)
def test_an_editor_accepts_what_the_loader_accepts(kind: str, name: str) -> None:
    assert errors(kind, value(name)) == []


@pytest.mark.parametrize(
    "name", ["typo_cheks", "typo_valu", "typo_riskk", "contains_without_value"]
)
def test_an_editor_sees_typos_too(name: str) -> None:
    source = read(BROKEN / f"{name}.yaml", Collector())
    assert source is not None
    assert errors("suite", source.document.value)


def test_every_registered_check_is_in_the_schema_of_suites() -> None:
    properties = published("suite")["$defs"]["check"]["properties"]
    assert set(CHECKS.names()) <= set(properties)
    assert {"accepts", "rejects", "gate", "expect", "id"} <= set(properties)
    assert "regex" in CHECKS.names()


def test_gates_and_their_limits_are_those_of_the_model() -> None:
    defs = published("suite")["$defs"]
    built_in = GATES.built_in
    assert {name: gate.limits for name, gate in built_in.items()} == defs["gates"]["properties"]
    fed = [name for name, gate in built_in.items() if gate.fed_by == "checks"]
    assert set(defs["check"]["properties"]["gate"]["enum"]) == set(fed)
    guarded = [name for name, gate in built_in.items() if gate.kind == "zero_tolerance"]
    assert set(defs["case"]["properties"]["gate"]["enum"]) == set(guarded)
    result = published("report")["$defs"]["gate"]["properties"]["gate"]
    assert result["enum"] == sorted(built_in, key=lambda name: built_in[name].order)
    sampling = published("suite")["$defs"]["sampling"]["properties"]
    assert set(sampling) == set(Sampling.__struct_fields__)
    assert set(published("request")["properties"]["sampling"]["properties"]) == set(sampling)


def test_presets_are_offered_to_editors() -> None:
    entry = published("providers")["$defs"]["provider"]["properties"]
    assert entry["preset"]["enum"] == list(presets())
    assert "openai-chat" in entry["dialect"]["examples"]


def report() -> RunReport:
    gate = GateResult(gate="task", hard=True, outcome="noninferior", scale="difference")
    verdict = Verdict(
        workload="w",
        candidate="b",
        baseline="a",
        verdict="safe",
        rule="all_gates_shown",
        reasons=("shown",),
        conditions=(),
        gates=(gate,),
    )
    run = RunInfo(
        id="r",
        suite="s",
        suite_digest="0" * 64,
        portcheck_version="1",
        started_at="2026-01-01T00:00:00Z",
        finished_at="2026-01-01T00:00:01Z",
        as_of="2026-01-01",
        baseline="a",
        candidates=("b",),
        providers=({"id": "a"}, {"id": "b"}),
        workloads=1,
        cases=1,
        trials=2,
        samples=2,
    )
    return RunReport(schema_version=1, run=run, exit_code=0, verdicts=(verdict,))


def test_a_report_fits_its_schema_and_every_field_is_described() -> None:
    data = json.loads(json.dumps(encode(report())))
    assert errors("report", data) == []
    schema = published("report")
    for name, cls in (("run", RunInfo), ("verdict", Verdict), ("gate", GateResult)):
        assert set(cls.__struct_fields__) == set(schema["$defs"][name]["properties"])
    beside = {"cases"}  # no part of the file
    assert set(schema["properties"]) == set(RunReport.__struct_fields__) - beside
    gate = schema["$defs"]["gate"]["properties"]
    assert set(gate["outcome"]["enum"]) == set(get_args(parity.GateOutcome))
    assert set(gate["scale"]["enum"]) == set(get_args(parity.Scale))
    verdicts = schema["$defs"]["verdict"]["properties"]["verdict"]["enum"]
    assert set(verdicts) == set(get_args(VerdictName))
    assert set(schema["properties"]["exit_code"]["enum"]) == set(ExitCode)


@pytest.mark.parametrize("missing", ["schema_version", "run", "exit_code", "verdicts"])
def test_a_report_without_a_part_does_not_fit(missing: str) -> None:
    data = json.loads(json.dumps(encode(report())))
    del data[missing]
    assert errors("report", data)
    broken = json.loads(json.dumps(encode(report())))
    broken["verdicts"][0]["gates"][0]["outcome"] = "fine"
    assert errors("report", broken)


def test_the_schema_of_a_run_folder_holds_labels() -> None:
    label = Label(
        trial="t", check="c", answer="a" * 64, label="pass", reviewer="Ana", at="z", drawn="random"
    )
    assert errors("run", encode(label)) == []
    assert errors("run", {**encode(label), "drawn": "somehow"})


COMPLETION = {"text": "a", "finish_reason": "stop", "timing": {"total_s": 0.5}}


@pytest.mark.parametrize(
    "line",
    [
        {"portcheck_recording": 1, "provenance": {"host": "h"}},
        {"hash": f"c1:{'0' * 64}", "completion": COMPLETION},
        {
            "hash": f"c1:{'0' * 64}",
            "ordinal": 1,
            "recorded_at": "2027-03-01T12:00:00Z",
            "failure": {"class": "timeout", "message": "no answer"},
        },
    ],
)
def test_lines_of_recordings_fit(line: dict[str, Any]) -> None:
    assert errors("recordings", line) == []
    assert errors("recordings", {**line, "portcheck_recording": 2, "hash": "c1:1"}) != []


def test_a_file_of_a_run_has_only_the_definitions_that_it_needs() -> None:
    scores, plan = published("scores"), published("plan")
    assert scores["$ref"] == "#/$defs/score"
    assert {"score", "outcome"} <= set(scores["$defs"])
    assert "plan" not in scores["$defs"]
    assert len(plan["$defs"]) > len(scores["$defs"])
    text = json.dumps(plan)
    assert all(f'"{name}": {{' in text for name in re.findall(r'"#/\$defs/([^"]+)"', text))
