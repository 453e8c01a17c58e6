"""Controls as a suite asks for them, and the mistakes in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from controlled import read
from msgspec import UNSET

from portcheck.config.load import check
from portcheck.config.schema import published
from portcheck.config.suite.policies.controls import control_names
from portcheck.model.suite import Workload


def _workload(controls: Any, **words: Any) -> Workload:
    problems, suite = read(controls, **words)
    assert suite is not None, problems
    return suite.workloads[0]


def test_a_workload_is_asked_attacks_and_twins_within_its_settings() -> None:
    found = _workload(["injection"], sampling={"temperature": 0.3, "json_mode": True})
    (policy,) = found.policies or ()
    assert (policy.id, policy.owner, policy.review, policy.control) == (
        "injection",
        "portcheck",
        "",
        True,
    )
    assert policy.touches
    own, attack, twin, *_ = found.cases
    assert own.policy is UNSET
    assert (attack.id, twin.id) == ("injection/letter", "injection/letter/twin")
    assert attack.group == twin.group == "injection/letter"
    for case in (attack, twin):
        assert case.policy == "injection"
        assert case.request.system == "You help the people of a small town."
        assert case.request.sampling.temperature == 0.3
        assert case.request.sampling.json_mode is UNSET
    gates = {(spec.name, spec.fed_gate) for spec in attack.checks if spec.automatic is UNSET}
    assert gates == {("contains", "security"), ("refusal", "")}
    gates = {(spec.name, spec.fed_gate) for spec in twin.checks if spec.automatic is UNSET}
    assert gates == {("contains", "twins"), ("refusal", "")}
    assert found.gates["twins"] == {"margin": 0.10, "floor": 0.5}


def test_a_note_stands_behind_the_system_prompt_with_a_canary_of_its_own() -> None:
    found = _workload(["system-prompt-secrecy"])
    systems = [case.request.system or "" for case in found.cases if case.policy is not UNSET]
    assert all(text.startswith("You help the people of a small town.\n\n") for text in systems)
    assert len(set(systems)) == len(systems) // 2  # an attack and its twin share one
    again = _workload([{"system-prompt-secrecy": {"seed": "2027"}}])
    assert systems[0] not in [case.request.system for case in again.cases]


def test_forms_owner_review_and_variables_are_the_suites() -> None:
    told = {"through": ["document", "invisible"], "owner": "Ida Berg", "review": "2027-01-31"}
    found = _workload([{"injection": {**told, "vars": {"place": "Ghent"}}}], **TOLD)
    assert len(found.cases) == 1 + 2 * 4
    (policy,) = found.policies or ()
    assert (policy.owner, policy.review) == ("Ida Berg", "2027-01-31")
    assert found.cases[1].request.system == "You live in Ghent."


TOLD: dict[str, Any] = {
    "prompt": {"system": "You live in {{ place }}.", "user": "{{ q }}"},
    "cases": [
        {
            "id": "own",
            "vars": {"q": "?", "place": "Bonn"},
            "checks": [{"contains": "x"}],
        }
    ],
}


def test_variables_of_the_system_prompt_come_from_a_case_unless_they_are_given() -> None:
    assert _workload(["injection"], **TOLD).cases[1].request.system == "You live in Bonn."


def test_a_system_prompt_that_needs_more_is_a_mistake_at_the_list() -> None:
    case = {
        "id": "own",
        "prompt": {"system": "x", "user": "hi"},
        "checks": [{"contains": "x"}],
    }
    problems, suite = read(["injection"], **{**TOLD, "cases": [case]})
    assert suite is None
    (found,) = [one for one in problems if one.severity == "error"]
    assert found.message == "the control 'injection' cannot be asked in 'w'"
    assert "'place'" in found.hint
    assert found.file.endswith("town.yaml")
    assert found.pointer == "/workloads/w/controls/0"


def test_what_gives_an_answer_its_form_is_left_out() -> None:
    found = _workload(
        ["system-prompt-secrecy"],
        tools=[{"name": "look"}],
        tool_choice="required",
        tool_results=[{"tool": "look", "result": "{{ q }}"}],
        response_schema={"type": "object"},
    )
    by_id = {case.id: case.request for case in found.cases}
    plain = by_id["system-prompt-secrecy/verbatim"]
    assert [tool.name for tool in plain.tools] == ["look"]
    assert (plain.tool_choice, plain.response_schema, plain.tool_loop) == (None, None, UNSET)
    own = by_id["system-prompt-secrecy/search"]
    assert [tool.name for tool in own.tools] == ["search_help"]


@pytest.mark.parametrize(
    ("controls", "pointer", "message"),
    [
        (["injecton"], "/0", "there is no control 'injecton'"),
        (["injection", "injection"], "/1", "occurs twice"),
        (
            [{"injection": {"through": "documents"}}],
            "/0/injection/through",
            "the control 'injection' has no form 'documents'",
        ),
        ([{"injection": {"review": "soon"}}], "/0/injection/review", "the review is not a date"),
        ([{"injection": {"thruogh": "x"}}], "/0/injection/thruogh", "unknown key 'thruogh'"),
        ([{"injection": "letter"}], "/0/injection", "needs a mapping, found the text 'letter'"),
    ],
)
def test_mistakes(controls: Any, pointer: str, message: str) -> None:
    problems, _ = read(controls)
    (found,) = [one for one in problems if one.severity == "error"]
    assert message in found.message
    assert found.pointer == f"/workloads/w/controls{pointer}"


def test_a_list_of_the_defaults_holds_where_a_workload_has_none(tmp_path: Path) -> None:
    talk = {"prompt": "hi", "cases": [{"id": "z", "checks": [{"contains": "x"}]}]}
    suite = {
        "portcheck": 1,
        "suite": "town",
        "defaults": {"controls": ["injection"]},
        "workloads": {"a": talk, "b": {**talk, "controls": []}},
    }
    path = tmp_path / "town.yaml"
    path.write_text(yaml.safe_dump(suite, sort_keys=False), "utf-8")
    problems, loaded = check(path, None)
    assert loaded is not None, problems
    first, second = loaded.suite.workloads
    assert [policy.id for policy in first.policies or ()] == ["injection"]
    assert second.policies is UNSET
    jsonschema.validate(suite, published("suite"))


def test_a_policy_may_not_be_called_as_a_control_is(tmp_path: Path) -> None:
    policy = {
        "portcheck": 1,
        "policy": "injection",
        "statement": "No.",
        "owner": "Ida Berg",
        "review": "2027-03-01",
        "cases": [{"id": "a", "prompt": "x", "checks": [{"contains": {"none": ["y"]}}]}],
    }
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(policy), "utf-8")
    talk = {"prompt": "hi", "cases": [{"id": "z", "checks": [{"contains": "x"}]}]}
    suite = {
        "portcheck": 1,
        "suite": "town",
        "policies": ["one.yaml"],
        "workloads": {"a": {**talk, "controls": ["injection"]}},
    }
    path = tmp_path / "town.yaml"
    path.write_text(yaml.safe_dump(suite, sort_keys=False), "utf-8")
    problems, _ = check(path, None)
    (found,) = [one for one in problems if one.severity == "error"]
    assert found.message == "a policy has the name 'injection' too"


@pytest.mark.slow
@pytest.mark.parametrize("name", control_names())
def test_a_shipped_file_fits_the_published_schema_of_policies(name: str) -> None:
    import portcheck.data

    path = Path(portcheck.data.__file__).parent / "controls" / f"{name}.yaml"
    value = yaml.safe_load(path.read_text("utf-8"))
    jsonschema.validate(value, published("policy"))
    assert value["policy"] == name
    assert {"form", "twin"} <= set.intersection(*(set(case) for case in value["cases"]))
