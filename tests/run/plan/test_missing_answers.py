"""A recording that misses answers: what lacks, and the command that adds it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_provider, make_suite, make_workload

from portcheck.config.load import Loaded
from portcheck.errors import PlanError
from portcheck.model.chat import Variant, Wording
from portcheck.model.run import Plan
from portcheck.model.suite import ProviderSpec
from portcheck.providers.recording import RecordingWriter
from portcheck.run.plan.build import Selection, build_plan
from portcheck.run.plan.missing_answers import require_recordings

LIVE = make_provider("live", vendor="acme", model="m-1")
OTHER = make_provider("other", vendor="acme", model="m-2")


def recorded(name: str, file: Path) -> ProviderSpec:
    return make_provider(name, vendor="acme", dialect="recorded", model=None, file=str(file))


def record(file: Path, plan: Plan, *cases: str, model: str = "m-1") -> None:
    with RecordingWriter(file, {"vendor": "acme", "model": model}) as writer:
        for trial in plan.trials:
            if trial.provider == plan.baseline and trial.case in cases:
                writer.add(trial.request_hash, trial.ordinal, make_completion(), "2026-01-01")


def plan_of(file: Path, *cases: str, selection: Selection = Selection()) -> Plan:
    suite = make_suite(
        make_workload("w", [make_case(name) for name in cases]),
        make_workload("v", [make_case("there")]),
    )
    specs = [recorded("old", file), OTHER]
    return build_plan(suite, specs, baseline="old", selection=selection)


def loaded(plan: Plan, *specs: ProviderSpec) -> Loaded:
    return Loaded(
        suite=plan.suite,
        providers=(*plan.providers, *specs),
        warnings=(),
        locate=lambda _name: ("suite.yaml", 1, 1, ""),
        suite_files=(Path("my suite.yaml"),),
        providers_file=Path("providers.yaml"),
    )


def hint(plan: Plan, *specs: ProviderSpec) -> str:
    with pytest.raises(PlanError) as raised:
        require_recordings(plan, frozenset(), loaded(plan, *specs))
    return raised.value.hint


def test_a_missing_answer_names_its_prompt_variant(tmp_path: Path) -> None:
    file = tmp_path / "new.jsonl"
    case = replace(make_case("a"), variants={"new": {"brief": Wording(system="Briefly.")}})
    variants = {"new": (Variant(name="brief", system="Briefly."),)}
    suite = make_suite(replace(make_workload("w", [case]), variants=variants))
    plan = build_plan(suite, [OTHER, recorded("new", file)], baseline="other")
    with RecordingWriter(file, {"vendor": "acme"}):
        pass
    with pytest.raises(PlanError, match=r"w / a \(repeat 1\); w / a, variant brief \(repeat 1\)"):
        require_recordings(plan)


def test_the_command_asks_who_was_recorded_for_what_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "old answers.jsonl"
    plan = plan_of(file, "a", "b's")
    record(file, plan, "a", "there")
    before, _, command = hint(plan, LIVE).partition("; add the missing answers: ")
    assert before.startswith("cases are new")
    assert shlex.split(command) == [
        *("portcheck", "record", "my suite.yaml", "--providers", "providers.yaml"),
        *("--into", "live=old answers.jsonl", "--workload", "w", "--case", "b's"),
        *("--adapt", "none"),
    ]


def test_who_was_recorded_may_have_no_entry(tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    plan = plan_of(file, "a", "b")
    record(file, plan, "a", "there", model="m-0")
    assert "has no entry that calls the model recorded by 'old'" in hint(plan, LIVE)
    assert f"--into PROVIDER={file}" in hint(plan, LIVE)


def test_where_much_lacks_the_whole_suite_is_named_unless_the_run_is_a_part(
    tmp_path: Path,
) -> None:
    file = tmp_path / "r.jsonl"
    cases = [f"c{number}" for number in range(30)]
    whole = plan_of(file, *cases)
    assert "--case" not in hint(whole, LIVE)
    part = plan_of(file, *cases, selection=Selection(workloads=("w",), limit=25))
    assert shlex.split(hint(part, LIVE)).count("--case") == 25


def test_without_the_files_the_command_stands_in_general(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="there is no file") as raised:
        require_recordings(plan_of(tmp_path / "r.jsonl", "a"))
    assert "portcheck record SUITE --into PROVIDER=FILE" in raised.value.hint
