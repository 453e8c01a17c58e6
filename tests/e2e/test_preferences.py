"""A model that takes no temperature is not unsafe for it: not one that says so, nor one silent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import Cli
from local_vendor import Answer, LocalVendor, Reply, chat, message

pytestmark = pytest.mark.server
CASES = 64
SUITE = """
portcheck: 1
suite: shop
defaults: {sampling: {temperature: 0, max_output_tokens: 20}}
workloads:
  echo:
    runs_on: old
    prompt: "Repeat: {{ n }}"
    checks: [{equals: "{{ n }}"}]
    cases_from: {file: numbers.csv, id: n, vars: {n: n}}
"""
PROVIDERS = """
portcheck: 1
providers:
  old: {vendor: acme, dialect: openai-chat, model: old-1, base_url: "URL/v1"}
  new: {vendor: other, dialect: DIALECT, model: new-1, base_url: "URLPATH"}
"""
OPENAI = {
    "error": {
        "message": "Unsupported parameter: 'temperature' is not supported with this model.",
        "type": "invalid_request_error",
        "param": "temperature",
        "code": "unsupported_parameter",
    }
}
ANTHROPIC = {
    "type": "error",
    "error": {
        "type": "invalid_request_error",
        "message": "`temperature` is deprecated for this model.",
    },
}
GATEWAY = {"detail": "temperature is not supported"}
UNEXPLAINED = {"error": {"message": "Bad request"}}


def echoed(path: str, body: Mapping[str, Any]) -> Reply:
    content = body["messages"][-1]["content"]
    text = content if isinstance(content, str) else content[0]["text"]
    word = text.split()[-1]
    return message(word) if path.endswith("/messages") else chat(word)


def picky(error: Mapping[str, Any]) -> Answer:
    def answer(path: str, body: dict[str, Any]) -> Reply:
        if body["model"] == "new-1" and "temperature" in body:
            return 400, error
        return echoed(path, body)

    return answer


def run(
    cli: Cli, folder: Path, answer: Answer, dialect: str = "openai-chat", *more: str, keep: str = ""
) -> tuple[int, dict[str, Any], list[dict[str, Any]]]:
    """Exit code, report, and what the candidate was asked."""
    numbers = "\n".join(["n", *(str(n) for n in range(CASES))])
    (folder / "numbers.csv").write_text(numbers + "\n")
    (folder / "shop.yaml").write_text(SUITE.replace("    runs_on", f"{keep}    runs_on"))
    with LocalVendor(answer) as vendor:
        path = vendor.root if dialect == "anthropic" else f"{vendor.root}/v1"
        text = PROVIDERS.replace("URLPATH", path).replace("DIALECT", dialect)
        (folder / "providers.yaml").write_text(text.replace("URL", vendor.root))
        done = cli("run", "shop.yaml", "--json", *more)
        asked = [body for _, body in vendor.bodies if body["model"] == "new-1"]
    assert done.out, done.err
    return done.code, json.loads(done.out), asked


@pytest.mark.parametrize(
    ("error", "dialect"),
    [(OPENAI, "openai-chat"), (ANTHROPIC, "anthropic"), (GATEWAY, "openai-chat")],
    ids=["openai", "anthropic", "gateway"],
)
def test_a_rejected_temperature_is_dropped_and_listed(
    cli: Cli, tmp_path: Path, error: Mapping[str, Any], dialect: str
) -> None:
    code, report, asked = run(cli, tmp_path, picky(error), dialect)
    (verdict,) = report["verdicts"]
    assert (code, verdict["verdict"], report["run"]["failures"]) == (0, "safe", {})
    (change,) = verdict["changes"]
    assert (change["setting"], change["from"], change["to"]) == ("temperature", 0, None)
    assert "tested" in change["why"]
    assert sum("temperature" not in body for body in asked) == CASES


def test_a_temperature_that_is_ignored_in_silence_decides_nothing(cli: Cli, tmp_path: Path) -> None:
    code, report, asked = run(cli, tmp_path, echoed)
    (verdict,) = report["verdicts"]
    assert (code, verdict["verdict"], verdict["changes"]) == (0, "safe", [])
    assert {body["temperature"] for body in asked} == {0}


@pytest.mark.parametrize(
    ("more", "keep"), [(("--adapt", "none"), ""), ((), "    keep: [temperature]\n")]
)
def test_where_it_is_a_need_its_rejection_fails_the_cases(
    cli: Cli, tmp_path: Path, more: tuple[str, ...], keep: str
) -> None:
    code, report, asked = run(cli, tmp_path, picky(OPENAI), "openai-chat", *more, keep=keep)
    (verdict,) = report["verdicts"]
    assert (code, verdict["verdict"], verdict["rule"]) == (1, "unsafe", "gate_inferior")
    assert report["run"]["failures"] == {"invalid_request": CASES}
    assert len(asked) == CASES
    assert verdict["changes"] == []


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, UNEXPLAINED),
        (400, {"error": {"message": "This organization has been disabled.", "param": None}}),
        (412, {"error": {"message": "Account acme is suspended", "type": "PRECONDITION_FAILED"}}),
        (400, {"error": {"message": "Team red went over budget: budget exceeded"}}),
        (400, {"message": "The service is not available in your country"}),
        (400, {"detail": "Function id 1: DEGRADED function cannot be invoked"}),
        (422, {"errors": [{"message": "Ask your administrator about code 17"}]}),
        (423, {"error": "Locked"}),
        (451, {}),
    ],
)
def test_one_error_on_every_call_that_names_nothing_of_it_is_an_incomplete_run(
    cli: Cli, tmp_path: Path, status: int, error: Mapping[str, Any]
) -> None:
    def broken(path: str, body: dict[str, Any]) -> Reply:
        return (status, error) if body["model"] == "new-1" else echoed(path, body)

    code, report, _ = run(cli, tmp_path, broken)
    (verdict,) = report["verdicts"]
    assert (code, verdict["verdict"]) == (4, "inconclusive")
    assert report["run"]["incomplete"].startswith("new: ")


def test_a_setting_of_the_providers_file_is_not_held_against_the_model(
    cli: Cli, tmp_path: Path
) -> None:
    said = {"error": {"message": "Unsupported parameter: 'top_k'", "param": "top_k"}}

    def broken(path: str, body: dict[str, Any]) -> Reply:
        return (400, said) if body["model"] == "new-1" else echoed(path, body)

    code, report, _ = run(cli, tmp_path, broken)
    assert (code, report["verdicts"][0]["verdict"]) == (4, "inconclusive")
    assert "top_k" in report["run"]["incomplete"]


NEWER = "    sampling: {top_k: 40, frequency_penalty: 0.2, thinking: off}\n"


def test_newer_preferences_are_left_out_once_and_listed(cli: Cli, tmp_path: Path) -> None:
    def answer(path: str, body: dict[str, Any]) -> Reply:
        if body["model"] == "new-1" and "top_k" in body:
            return 400, {"error": {"message": "Unrecognized request argument supplied: top_k"}}
        return echoed(path, body)

    code, report, asked = run(cli, tmp_path, answer, keep=NEWER)
    assert code == 0
    assert all(body["frequency_penalty"] == 0.2 for body in asked)
    assert sum("top_k" in body for body in asked) <= 32
    (verdict,) = report["verdicts"]
    changes = {change["setting"]: change["from"] for change in verdict["changes"]}
    # Nobody knows how this service turns thinking off, which is no fault of its model.
    assert changes == {"top_k": 40, "thinking": "off"}
    assert verdict["verdict"] == "safe"


def test_json_mode_is_a_need(cli: Cli, tmp_path: Path) -> None:
    keep = "    sampling: {json_mode: true}\n"
    code, report, asked = run(cli, tmp_path, echoed, "anthropic", keep=keep)
    (verdict,) = report["verdicts"]
    assert (code, verdict["verdict"], verdict["rule"]) == (1, "unsafe", "capability")
    assert asked == []
    assert "JSON mode" in json.dumps(verdict) or "json_mode" in json.dumps(verdict)
