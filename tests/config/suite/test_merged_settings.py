"""The nearer setting wins, whatever form the farther one has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from corpus import suite_text, write
from msgspec import UNSET
from msgspec.structs import replace

from portcheck.config.load import load
from portcheck.errors import ConfigError
from portcheck.model.chat import PREFERENCES, Request, Sampling, ThinkingBudget
from portcheck.model.codec import request_from_json, request_hash


def request(folder: Path, far: str, near: str) -> Request:
    """What a case asks whose workload and which itself has these prompts."""
    workload = f"prompt: {far}\nchecks: [contains: x]\ncases: [{{id: only, prompt: {near}}}]"
    loaded = load([write(folder, suite_text(workload))], None)
    return loaded.suite.workloads[0].cases[0].request


TURNS = (
    "messages: [{role: user, content: far}, {role: assistant, content: and}, "
    "{role: user, content: off}]"
)


@pytest.mark.parametrize(
    ("far", "near", "turns"),
    [
        (f"{{system: be brief, {TURNS}}}", "{user: near}", ["near"]),
        (f"{{system: be brief, {TURNS}}}", "near", ["near"]),
        (
            "{system: be brief, user: far}",
            f"{{{TURNS}}}",
            ["far", "and", "off"],
        ),
        ("{system: be brief, user: far}", "{user: near}", ["near"]),
    ],
    ids=["user for messages", "plain text for messages", "messages for user", "user for user"],
)
def test_a_nearer_turn_replaces_the_farther_one_and_keeps_the_rest(
    tmp_path: Path, far: str, near: str, turns: list[str]
) -> None:
    found = request(tmp_path, far, near)
    assert [message.text for message in found.messages] == turns
    assert found.system == "be brief"


def test_a_system_prompt_alone_keeps_the_turns_around_it(tmp_path: Path) -> None:
    found = request(tmp_path, "{system: be brief, user: far}", "{system: be kind}")
    assert [message.text for message in found.messages] == ["far"]
    assert found.system == "be kind"


def test_requirements_of_a_suite_and_of_a_workload_are_both_required(tmp_path: Path) -> None:
    defaults = (
        "defaults:\n  require: {region: {in: [us, eu]}, retention_days: {max: 30}}\n"
        "  gates: {task: {margin: 0.1, floor: 0.7}}\n"
    )
    workload = (
        "prompt: hello\nchecks: [contains: x]\ncases: [{id: a}]\n"
        "require: {retention_days: {min: 1}, region: {in: [eu]}}\n"
        "gates: {task: {floor: 0.9}}"
    )
    (found,) = load([write(tmp_path, suite_text(workload, defaults))], None).suite.workloads
    assert found.require == {"region": {"in": ["eu"]}, "retention_days": {"max": 30, "min": 1}}
    assert found.gates["task"] == {"margin": 0.1, "floor": 0.9}


def test_a_requirement_may_name_one_value_as_both_bounds(tmp_path: Path) -> None:
    head = "prompt: hello\nchecks: [contains: x]\ncases: [{id: a}]\n"
    workload = head + "require: {days: {min: 3, max: 3}}"
    (found,) = load([write(tmp_path, suite_text(workload))], None).suite.workloads
    assert found.require == {"days": {"min": 3, "max": 3}}


@pytest.mark.parametrize(
    ("far", "near", "kept"),
    [
        ("", "", ()),
        ("keep: [seed]", "", ("seed",)),
        ("", "keep: [temperature]\n", ("temperature",)),
        ("keep: [seed]", "keep: [temperature, effort]\n", ("temperature", "effort")),
        ("keep: [seed]", "keep: []\n", ()),
        ("", f"keep: [{', '.join(sorted(PREFERENCES))}]\n", tuple(PREFERENCES)),
    ],
)
def test_a_workload_says_which_preferences_it_keeps(
    tmp_path: Path, far: str, near: str, kept: tuple[str, ...]
) -> None:
    workload = f"{near}prompt: hello\nchecks: [contains: x]\ncases: [{{id: a}}]"
    defaults = f"defaults: {{{far}}}\n"
    (found,) = load([write(tmp_path, suite_text(workload, defaults))], None).suite.workloads
    asked = found.cases[0].request
    assert {name for name in PREFERENCES if asked.keeps(name)} == set(kept)
    plain = replace(asked, keep=UNSET)
    assert request_hash(asked) == request_hash(plain), "the question is the same"


@pytest.mark.parametrize(
    "wrong", ["keep: [stop]", "keep: temperature", "keep: [max_output_tokens]"]
)
def test_only_preferences_can_be_kept(tmp_path: Path, wrong: str) -> None:
    workload = f"{wrong}\nprompt: hello\nchecks: [contains: x]\ncases: [{{id: a}}]"
    with pytest.raises(ConfigError):
        load([write(tmp_path, suite_text(workload))], None)


@pytest.mark.parametrize(
    ("far", "near", "merged"),
    [
        ("{}", "{top_k: 40, json_mode: true}", {"top_k": 40, "json_mode": True}),
        ("{thinking: off}", "{top_k: 1}", {"thinking": "off", "top_k": 1}),
        ("{thinking: {budget: 9}}", "{thinking: on}", {"thinking": "on"}),
        ("{thinking: true}", "{thinking: {budget: 9}}", {"thinking": ThinkingBudget(budget=9)}),
        ("{thinking: false}", "{}", {"thinking": "off"}),
        ("{json_mode: true}", "{json_mode: false}", {}),
        (
            "{parallel_tool_calls: true}",
            "{parallel_tool_calls: false, frequency_penalty: 0.5, presence_penalty: -2}",
            {"parallel_tool_calls": False, "frequency_penalty": 0.5, "presence_penalty": -2},
        ),
    ],
)
def test_sampling_settings_merge_key_by_key(
    tmp_path: Path, far: str, near: str, merged: dict[str, Any]
) -> None:
    workload = f"sampling: {near}\nprompt: hello\nchecks: [contains: x]\ncases: [{{id: a}}]"
    file = write(tmp_path, suite_text(workload, f"defaults: {{sampling: {far}}}\n"))
    (found,) = load([file], None).suite.workloads
    assert found.cases[0].request.sampling == Sampling(**merged)


def test_a_suite_and_a_request_file_ask_the_same(tmp_path: Path) -> None:
    said = "{top_k: 40, thinking: {budget: 9}, presence_penalty: 1, json_mode: true}"
    workload = f"sampling: {said}\nprompt: hello\nchecks: [contains: x]\ncases: [{{id: a}}]"
    (found,) = load([write(tmp_path, suite_text(workload))], None).suite.workloads
    settings = {
        "top_k": 40,
        "thinking": {"budget": 9},
        "presence_penalty": 1,
        "json_mode": True,
    }
    turns = [{"role": "user", "content": "hello"}]
    asked = request_from_json({"messages": turns, "sampling": settings})
    assert request_hash(found.cases[0].request) == request_hash(asked)


@pytest.mark.parametrize(
    "wrong",
    [
        "thinking: sometimes",
        "thinking: 2048",
        "thinking: {budget: 0}",
        "thinking: {tokens: 5}",
        "thinking: {}",
        "top_k: 0",
        "top_k: 1.5",
        "frequency_penalty: 3",
        "presence_penalty: .nan",
        "parallel_tool_calls: 'no'",
        "json_mode: object",
    ],
)
def test_a_setting_out_of_range_is_a_mistake(tmp_path: Path, wrong: str) -> None:
    workload = f"sampling: {{{wrong}}}\nprompt: hello\nchecks: [contains: x]\ncases: [{{id: a}}]"
    with pytest.raises(ConfigError):
        load([write(tmp_path, suite_text(workload))], None)
