"""Good files: what they say arrives, resolved."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus import GOOD

from portcheck.config.load import Loaded, check_file, load
from portcheck.model.chat import Image, Text, ToolChoice
from portcheck.model.codec import decode, digest, encode
from portcheck.model.suite import Case, Suite

PROVIDERS = GOOD / "providers.yaml"


@pytest.fixture(scope="module")
def support() -> Loaded:
    return load([GOOD / "suites/support.yaml"], PROVIDERS)


@pytest.fixture(scope="module")
def everything() -> Loaded:
    return load([GOOD / "suites/everything.yaml"], PROVIDERS)


def case(loaded: Loaded, workload: str, name: str) -> Case:
    found = next(w for w in loaded.suite.workloads if w.id == workload)
    return next(c for c in found.cases if c.id == name)


@pytest.mark.parametrize(
    "name", ["providers.yaml", "suites/support.yaml", "suites/everything.yaml"]
)
def test_a_good_file_has_no_problem(name: str) -> None:
    assert check_file(GOOD / name) == ()


def test_the_first_suite_that_people_see(support: Loaded) -> None:
    (workload,) = support.suite.workloads
    assert [c.id for c in workload.cases] == ["charged-twice", "t1", "t2", "3"]
    assert (workload.criticality, workload.monthly_calls, workload.runs_on) == (
        "high",
        240000,
        "gpt",
    )
    assert workload.owner == "support-platform"
    assert workload.confidence == 0.95
    assert workload.gates["task"] == {"margin": 0.05, "floor": 0.8}
    assert workload.gates["pushback"] == {"margin": 0.05, "floor": 0.5}
    assert workload.gates["latency"] == {"max_ratio": 1.5}
    assert workload.gates["errors"] == {"max_rate": 0.05}
    assert workload.gates["security"] == {}
    assert not {"lifecycle", "capability", "policy"} & set(workload.gates)
    assert workload.require["certifications"] == {"all": ["soc2"]}
    assert support.warnings == ()


def test_checks_add_up_and_the_refusal_check_comes_by_itself(support: Loaded) -> None:
    checks = case(support, "ticket-triage", "charged-twice").checks
    assert [(c.id, c.gate, c.expect) for c in checks] == [
        ("one_of", "task", None),
        ("equals", "task", None),
        ("refusal", "refusal", "none"),
        ("answered", "task", None),
    ]
    assert [bool(c.automatic) for c in checks] == [False, False, True, True]
    assert case(support, "ticket-triage", "t1").checks[1].arguments == "outage"


def test_values_of_rows_are_never_rendered_again(support: Loaded) -> None:
    request = case(support, "ticket-triage", "t2").request
    assert request.messages[0].text == "My reset link {{ expired }} again."
    assert request.system == "You route support tickets. Answer with one queue name."
    assert (request.sampling.temperature, request.sampling.max_output_tokens) == (0, 256)


def test_the_first_providers_file_that_people_see(support: Loaded) -> None:
    gpt, claude, floor, march = support.providers
    assert (gpt.dialect, gpt.api_key_env, gpt.limits.concurrency) == (
        "openai-chat",
        "OPENAI_API_KEY",
        16,
    )
    assert gpt.facts["retires"] == "2027-06-30"
    assert gpt.price is not None
    assert gpt.price.output == 10.0
    assert claude.base_url is None
    assert (floor.dialect, floor.base_url) == ("openai-chat", "http://127.0.0.1:8101/v1")
    assert floor.options == {"max_tokens_field": "max_tokens"}
    assert march.file == str((GOOD / "recordings/claude.jsonl").resolve())
    assert march.model is None


def test_nearer_settings_win_and_mappings_merge(everything: Loaded) -> None:
    tea = case(everything, "prices", "tea")
    assert tea.request.sampling.stop == ("END",)
    assert (tea.request.sampling.top_p, tea.request.sampling.temperature) == (0.9, 0)
    assert tea.request.system == "You work for Corner."
    assert tea.request.messages[0].text == "What does tea cost in EUR?"
    assert tea.repeats == 2
    jam = case(everything, "prices", "2")
    assert (jam.repeats, jam.group) == (1, "spreads")
    assert jam.request.messages[0].text.endswith("in USD?")
    prices = everything.suite.workloads[0]
    assert prices.gates["task"] == {"margin": 0.1, "floor": 0.8}
    assert prices.require == {"region": {"in": ["eu"]}, "retention_days": {"max": 30}}
    assert (prices.confidence, prices.max_missing) == (0.9, 0.1)


def test_a_case_can_replace_checks_and_repeat_a_name(everything: Loaded) -> None:
    checks = case(everything, "prices", "free").checks
    assert [(c.id, c.gate) for c in checks] == [
        ("equals", "task"),
        ("equals-2", "structure"),
        ("refusal", "refusal"),
        ("answered", "task"),
    ]
    assert checks[2].expect == "any"
    assert not checks[2].automatic


def test_a_template_alone_keeps_the_type_of_its_value(everything: Loaded) -> None:
    assert case(everything, "prices", "tea").checks[1].arguments == {
        "value": 4.5,
        "tolerance": 0.01,
    }
    assert case(everything, "rows", "j1").checks[1].arguments == ["4", "5"]
    assert case(everything, "rows", "j2").checks[3].expect == "full"


def test_turns_images_and_tools(everything: Loaded) -> None:
    request = case(everything, "shelf", "turns").request
    first, call, result, last = request.messages
    assert first.text == "Is this EUR?"
    assert isinstance(first.content[2], Image)
    assert first.content[2].media_type == "image/png"
    assert call.tool_calls[0].arguments == {"name": "tea"}
    assert (result.tool_call_id, result.is_error) == ("c1", True)
    assert [type(part) for part in last.content] == [Text, Image]
    assert request.tool_choice == ToolChoice(mode="tool", name="look")
    assert request.tools[0].strict is True
    assert request.system == "You look things up."


def test_the_gate_of_a_case_is_the_gate_of_its_checks(everything: Loaded) -> None:
    checks = case(everything, "shelf", "steal").checks
    assert [(c.id, c.gate, c.expect) for c in checks] == [
        ("max_length", "security", None),
        ("contains", "security", None),
        ("pushback", "pushback", "challenge"),
        ("refusal", "refusal", "full"),
    ]


def test_rows_of_both_kinds_of_file(everything: Loaded) -> None:
    rows = next(w for w in everything.suite.workloads if w.id == "rows").cases
    assert [(c.id, c.group, c.repeats) for c in rows] == [
        ("1", "drink", 2),
        ("2", None, 2),
        ("j1", None, 3),
        ("j2", None, 3),
    ]
    assert rows[1].request.messages[0].text == "Price of jam, red?"
    assert rows[2].request.messages[0].text == "{{ unit }} or not?"
    assert rows[1].vars["item"] == "jam, red"


def test_a_resolved_suite_survives_the_codec(everything: Loaded) -> None:
    stored = encode(everything.suite)
    assert encode(decode(Suite, stored)) == stored


def test_the_digest_is_that_of_the_content(support: Loaded, tmp_path: Path) -> None:
    again = load([GOOD / "suites/support.yaml"], None).suite
    assert again.digest == support.suite.digest
    assert len(again.digest) == 64
    copy = tmp_path / "support.yaml"
    copy.write_text((GOOD / "suites/support.yaml").read_text("utf-8").replace("0.80", "0.81"))
    (tmp_path / "tickets.jsonl").write_text((GOOD / "suites/tickets.jsonl").read_text("utf-8"))
    assert load([copy], None).suite.digest != again.digest
    assert digest(again) != again.digest


def test_several_suites_become_one(support: Loaded) -> None:
    paths = [GOOD / "suites/support.yaml", GOOD / "suites/everything.yaml"]
    both = load(paths, PROVIDERS)
    assert both.suite.name == "support+everything"
    assert [w.id for w in both.suite.workloads] == ["ticket-triage", "prices", "shelf", "rows"]
    assert both.locate("prices") == (str(paths[1]), 15, 3, "/workloads/prices")
    assert support.locate("ticket-triage")[1:] == (7, 3, "/workloads/ticket-triage")
