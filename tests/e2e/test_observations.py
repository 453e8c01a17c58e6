"""What an endpoint rejected in one run or probe is not sent in the next, and is said."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import Cli
from local_vendor import LocalVendor, Reply, chat

pytestmark = pytest.mark.server
SUITE = """
portcheck: 1
suite: shop
defaults: {sampling: {temperature: 0, seed: 5, max_output_tokens: 20}}
workloads:
  echo:
    KEEP
    runs_on: old
    prompt: "Repeat: {{ n }}"
    checks: [{equals: "{{ n }}"}]
    cases_from: {file: numbers.csv, id: n, vars: {n: n}}
"""
PROVIDERS = """
portcheck: 1
providers:
  old: {vendor: acme, dialect: openai-chat, model: old-1, base_url: "URL/v1"}
  new: {vendor: other, dialect: openai-chat, model: new-1, base_url: "URL/v1"}
"""


class Fickle:
    """A vendor whose model `new-1` rejects some settings, for as long as it does."""

    def __init__(self, *rejected: str) -> None:
        self.rejected = rejected
        self.rejections = 0

    def __call__(self, path: str, body: dict[str, Any]) -> Reply:
        name = next((n for n in self.rejected if n in body), None)
        if body["model"] == "new-1" and name:
            self.rejections += 1
            message = f"Unsupported parameter: '{name}' is not supported with this model."
            return 400, {
                "error": {"message": message, "param": name, "code": "unsupported_parameter"}
            }
        content = body["messages"][-1]["content"]
        return chat(content.split()[-1] if isinstance(content, str) else "1 2 3")


def write(folder: Path, vendor: LocalVendor, keep: str = "") -> None:
    numbers = "\n".join(["n", *(str(n) for n in range(70))])
    (folder / "numbers.csv").write_text(numbers + "\n")
    (folder / "shop.yaml").write_text(SUITE.replace("KEEP", keep or "criticality: high"))
    (folder / "providers.yaml").write_text(PROVIDERS.replace("URL", vendor.root))


def report(cli: Cli, *more: str, code: int = 0) -> tuple[dict[str, Any], str]:
    done = cli("run", "shop.yaml", "--json", *more)
    assert done.code == code, done.err
    found = json.loads(done.out)
    assert isinstance(found, dict)
    return found, done.err


def linted(cli: Cli, feature: str) -> list[Mapping[str, Any]]:
    done = cli("lint", "shop.yaml", "--json", "--provider", "new")
    return [one for one in json.loads(done.out)["findings"] if one["feature"] == feature]


def state() -> Path:
    return Path(os.environ["XDG_STATE_HOME"]) / "portcheck" / "observations.sqlite"


def test_the_same_rejection_is_not_paid_for_twice(cli: Cli, tmp_path: Path) -> None:
    fickle = Fickle("temperature", "seed")
    with LocalVendor(fickle) as vendor:
        write(tmp_path, vendor)
        assert linted(cli, "temperature") == []
        report(cli)
        assert fickle.rejections > 0
        fickle.rejections = 0
        found, _ = report(cli)
        assert fickle.rejections == 0
        (verdict,) = found["verdicts"]
        changes = {change["setting"]: change for change in verdict["changes"]}
        assert set(changes) == {"temperature", "seed"}
        host = vendor.root.removeprefix("http://")
        day = found["run"]["started_at"][:10]
        for change in changes.values():
            assert f"(tested: {host}/v1, {day}" in change["why"]
            assert "is not supported with this model" in change["why"]
        rejected, dropped = linted(cli, "temperature")
        assert (rejected["effect"], dropped["effect"]) == ("rejected", "dropped")
        for one in (rejected, dropped):
            assert (one["grade"], one["known"], one["adapted"]) == ("tested", True, True)
            assert (one["endpoint"], one["observed"]) == (f"{host}/v1", day)
            assert one["source"] == f"{host}/v1, {day}"
        shown = cli("run", "shop.yaml").err
        assert "new, echo: new-1 rejected temperature 0: Unsupported parameter" in shown
    assert state().stat().st_mode & 0o777 == 0o600


def test_another_endpoint_is_asked_itself(cli: Cli, tmp_path: Path) -> None:
    with LocalVendor(Fickle("temperature")) as vendor:
        write(tmp_path, vendor)
        report(cli)
    with LocalVendor(other := Fickle()) as vendor:
        write(tmp_path, vendor)
        assert linted(cli, "temperature") == []
        found, _ = report(cli)
        assert found["verdicts"][0]["changes"] == []
        assert {body.get("temperature") for _, body in vendor.bodies} == {0}
    assert other.rejections == 0


def test_what_a_workload_keeps_is_unsupported_without_a_call(cli: Cli, tmp_path: Path) -> None:
    with LocalVendor(Fickle("temperature")) as vendor:
        write(tmp_path, vendor)
        report(cli)
        vendor.bodies.clear()
        write(tmp_path, vendor, "keep: [temperature]")
        found, said = report(cli, code=1)
        (verdict,) = found["verdicts"]
        assert (verdict["verdict"], verdict["rule"]) == ("unsafe", "capability")
        assert "tested" in json.dumps(verdict["reasons"])
        assert "new is not called for echo" in said
        assert vendor.bodies == []


def test_an_endpoint_that_takes_it_later_is_believed(cli: Cli, tmp_path: Path) -> None:
    fickle = Fickle("temperature")
    with LocalVendor(fickle) as vendor:
        write(tmp_path, vendor)
        report(cli)
        assert linted(cli, "temperature")
        fickle.rejected = ()
        report(cli, "--adapt", "none")
        assert linted(cli, "temperature") == []
        found, _ = report(cli)
        assert found["verdicts"][0]["changes"] == []


def test_a_probe_is_evidence_too(cli: Cli, tmp_path: Path) -> None:
    with LocalVendor(Fickle("temperature", "top_p")) as vendor:
        write(tmp_path, vendor)
        assert cli("providers", "probe", "new").code == 0
        (one, _) = linted(cli, "temperature")
        assert one["grade"] == "tested"
        vendor.bodies.clear()
        found, _ = report(cli)
        assert [change["setting"] for change in found["verdicts"][0]["changes"]] == ["temperature"]
        asked = [body for _, body in vendor.bodies if body["model"] == "new-1"]
        assert not any("temperature" in body for body in asked)
        assert all("seed" in body for body in asked)


def test_a_damaged_file_is_a_warning(cli: Cli, tmp_path: Path) -> None:
    with LocalVendor(Fickle("temperature")) as vendor:
        write(tmp_path, vendor)
        state().parent.mkdir(parents=True)
        state().write_bytes(b"no database")
        found, said = report(cli)
        assert f"warning: {state()} cannot be used" in said
        assert found["verdicts"][0]["verdict"] == "safe"
        done = cli("lint", "shop.yaml", "--json")
        assert "cannot be used" in done.err
        assert json.loads(done.out)["findings"] == []
        assert state().read_bytes() == b"no database"


def test_the_key_and_the_prompt_are_not_kept(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "sk-secret-of-the-user-1234567890"
    monkeypatch.setenv("NEW_KEY", key)

    def telling(path: str, body: dict[str, Any]) -> Reply:
        if body["model"] == "new-1" and "temperature" in body:
            prompt = body["messages"][-1]["content"]
            message = f"temperature is not supported for key {key}, input='{prompt} and the rest'"
            return 400, {"error": {"message": message, "param": "temperature"}}
        return chat(body["messages"][-1]["content"].split()[-1])

    with LocalVendor(telling) as vendor:
        write(tmp_path, vendor)
        text = (tmp_path / "providers.yaml").read_text()
        text = text.replace("model: new-1,", "model: new-1, api_key_env: NEW_KEY,")
        (tmp_path / "providers.yaml").write_text(text)
        report(cli)
        (one, _) = linted(cli, "temperature")
    assert "temperature is not supported for key ***" in one["message"]
    content = state().read_bytes()
    assert key.encode() not in content
    assert b"Repeat" not in content


def thinking(path: str, body: dict[str, Any]) -> Reply:
    """Model `new-1` thinks for 300 tokens before every answer."""
    status, said, *_ = chat(body["messages"][-1]["content"].split()[-1])
    assert not isinstance(said, bytes)
    limit = body["max_tokens"]
    if body["model"] == "new-1" and limit < 300:
        usage = {
            "completion_tokens": limit,
            "completion_tokens_details": {"reasoning_tokens": limit},
        }
        choice = {**said["choices"][0], "finish_reason": "length"}
        choice["message"] = {"role": "assistant", "content": ""}
        return status, {**said, "choices": [choice], "usage": {"prompt_tokens": 20, **usage}}
    return status, said


def test_a_limit_that_reasoning_uses_up_is_named_and_raised_where_all_may_be(
    cli: Cli, tmp_path: Path
) -> None:
    with LocalVendor(thinking) as vendor:
        write(tmp_path, vendor)
        found, _ = report(cli, code=1)
        (note,) = [line for line in found["findings"] if "reasoning" in line]
        assert note == (
            "new: in echo 70 answers ended at the limit of 20 output tokens, most of them "
            "reasoning: set max_output_tokens to 5,120, which --adapt all sends from the next "
            "run on, or lower the effort"
        )
        (one,) = linted(cli, "max_output_tokens")
        assert (one["severity"], one["grade"], one["adapted"]) == ("warning", "tested", False)
        assert "20 of them reasoning" in one["message"]
        assert "5120" in one["hint"]
        vendor.bodies.clear()
        report(cli, code=1)
        assert {body["max_tokens"] for _, body in vendor.bodies} == {20}
        vendor.bodies.clear()
        time.sleep(1.0)  # what is seen in the second in which a run begins may be its own
        found, said = report(cli, "--adapt", "all", code=0)
        (verdict,) = found["verdicts"]
        assert verdict["drift"], "other answers, so that a new epoch begins"
        (change,) = verdict["changes"]
        assert (change["setting"], change["from"], change["to"]) == ("max_output_tokens", 20, 5120)
        assert "tested" in change["why"]
        assert "new, echo: new-1 thinks before it answers" in said
        limits = {body["model"]: body["max_tokens"] for _, body in vendor.bodies}
        assert limits == {"old-1": 20, "new-1": 5120}


def test_a_run_that_has_begun_keeps_its_limits(cli: Cli, tmp_path: Path) -> None:
    with LocalVendor(thinking) as vendor:
        write(tmp_path, vendor)
        found, _ = report(cli, "--adapt", "all", code=1)
        assert {body["max_tokens"] for _, body in vendor.bodies} == {20}
        (note,) = [line for line in found["findings"] if "reasoning" in line]
        assert "set max_output_tokens to 5,120, which --adapt all sends from the next run" in note
