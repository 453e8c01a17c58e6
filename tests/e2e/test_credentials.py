"""Broken credentials of one provider, while the others are asked and judged."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import Cli
from local_vendor import LocalVendor, Reply, chat

from portcheck.extras import install_command

pytestmark = pytest.mark.server

SUITE = """
portcheck: 1
suite: sums
workloads:
  add:
    prompt: "Add {{ n }}"
    cases_from: {file: rows.csv, id: id, vars: {n: n}, checks: [{equals: "{{ row.n }}"}]}
"""
BROKEN = {
    "unset": "api_key_env: NO_SUCH_KEY_OF_MINE",
    "command": f"auth: {{command: [{sys.executable}, -c, 'import sys; sys.exit(3)'], ttl: 5m}}",
    "program": "auth: {command: [no-such-program-of-mine], ttl: 5m}",
    "account": "auth: {google: {file: no-such-account.json}}",
    "header": "options: {extra_headers: {x-tenant: {env: NO_SUCH_TENANT_OF_MINE}}}",
}
SAID = {
    "unset": "NO_SUCH_KEY_OF_MINE is not set",
    "command": "ended with exit code 3",
    "program": "does not start",
    "account": "cannot be read",
    "header": "NO_SUCH_TENANT_OF_MINE is not set",
}


def answer(_path: str, body: dict[str, Any]) -> Reply:
    return chat(body["messages"][-1]["content"].split()[-1])


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[LocalVendor]:
    (tmp_path / "sums.yaml").write_text(SUITE)
    rows = "".join(f"row-{n},{n}\n" for n in range(70))
    (tmp_path / "rows.csv").write_text(f"id,n\n{rows}")
    with LocalVendor(answer) as made:
        yield made


def write(folder: Path, vendor: LocalVendor, **broken: str) -> None:
    entries = {"old": "", "new": "", **broken}
    lines = [
        f"  {name}: {{vendor: acme, dialect: openai-chat, model: {name}-1, "
        f'base_url: "{vendor.root}/v1"{more and ", "}{more}}}'
        for name, more in entries.items()
    ]
    (folder / "providers.yaml").write_text("\n".join(["portcheck: 1", "providers:", *lines, ""]))


@pytest.mark.parametrize("kind", BROKEN)
def test_the_others_get_their_verdicts(
    cli: Cli, tmp_path: Path, vendor: LocalVendor, kind: str
) -> None:
    if kind == "account":
        pytest.importorskip("google.auth")
    write(tmp_path, vendor, broken=BROKEN[kind])
    done = cli("run", "sums.yaml", "--baseline", "old", "--out", "r", "--json")
    assert done.code == 4
    report = json.loads(done.out)
    verdicts = {one["candidate"]: one["verdict"] for one in report["verdicts"]}
    assert verdicts == {"new": "safe", "broken": "inconclusive"}
    assert len(vendor.bodies) == 140
    samples = [json.loads(line) for line in samples_of(tmp_path / "r")]
    failures = [one["failure"] for one in samples if one.get("failure")]
    assert failures
    assert {one["class"] for one in failures} == {"auth"}
    assert SAID[kind] in failures[0]["message"]
    assert "broken" in json.loads((tmp_path / "r" / "run.json").read_text())["incomplete"]


SSO = """[profile work]
sso_account_id = 123456789012
sso_role_name = probe
region = eu-west-1
sso_start_url = https://house.awsapps.example/start
sso_region = eu-west-1
"""


def test_a_login_by_sso_that_is_not_there_stops_nobody_else(
    cli: Cli, tmp_path: Path, vendor: LocalVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("botocore")
    (tmp_path / "config").write_text(SSO)
    for name in [one for one in os.environ if one.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    write(tmp_path, vendor)
    with (tmp_path / "providers.yaml").open("a") as file:
        file.write(
            "  broken: {preset: bedrock, model: m, auth: aws, "
            "options: {region: eu-west-1, profile: work}}\n"
        )
    done = cli("run", "sums.yaml", "--baseline", "old", "--out", "r", "--json", "--yes")
    assert done.code == 4
    assert "token from AWS login" in done.err
    report = json.loads(done.out)
    verdicts = {one["candidate"]: one["verdict"] for one in report["verdicts"]}
    assert verdicts == {"new": "safe", "broken": "inconclusive"}
    said = json.loads((tmp_path / "r" / "run.json").read_text())["incomplete"]
    assert "broken: auth: the AWS credentials could not be renewed" in said


def samples_of(folder: Path) -> list[str]:
    return (folder / "samples.jsonl").read_text().splitlines()


def test_the_missing_key_is_named_before_the_start_and_resumed_after(
    cli: Cli, tmp_path: Path, vendor: LocalVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, vendor, broken=BROKEN["unset"])
    assert (
        "key from NO_SUCH_KEY_OF_MINE, which is not set"
        in cli("plan", "sums.yaml", "--baseline", "old").out
    )
    done = cli("run", "sums.yaml", "--baseline", "old", "--out", "r")
    assert "warning: NO_SUCH_KEY_OF_MINE is not set" in done.err
    assert "the run goes on without broken; export NO_SUCH_KEY_OF_MINE=..." in done.err
    again = cli("resume", "r")
    assert (again.code, len(vendor.bodies)) == (2, 140), "nobody is left who could be asked"
    monkeypatch.setenv("NO_SUCH_KEY_OF_MINE", "sk-0123456789")
    assert cli("resume", "r").code == 0
    assert len(vendor.bodies) == 210


def test_without_baseline_or_any_candidate_nothing_begins(
    cli: Cli, tmp_path: Path, vendor: LocalVendor
) -> None:
    write(tmp_path, vendor, broken=BROKEN["unset"])
    for roles in (
        ("--baseline", "broken"),
        ("--baseline", "old", "--candidate", "broken"),
    ):
        done = cli("run", "sums.yaml", *roles, "--out", "r")
        assert done.code == 2
        assert "NO_SUCH_KEY_OF_MINE is not set" in done.err
    assert not (tmp_path / "r").exists()
    assert vendor.bodies == []


def test_a_plan_says_what_brings_a_token(cli: Cli, tmp_path: Path, vendor: LocalVendor) -> None:
    write(tmp_path, vendor, broken=BROKEN["program"])
    host = vendor.root.removeprefix("http://")
    said = cli("plan", "sums.yaml", "--baseline", "old").out
    assert f"{host}, token from command 'no-such-program-of-mine'" in said
    found = json.loads(cli("plan", "sums.yaml", "--baseline", "old", "--json").out)
    tokens = {one["provider"]: one["token_from"] for one in found["providers"]}
    assert tokens == {"old": None, "new": None, "broken": "command 'no-such-program-of-mine'"}
    listed = cli("providers", "list").out
    assert "token from command 'no-such-program-of-mine'" in listed


def test_a_library_that_is_missing_is_named_by_the_plan(
    cli: Cli, tmp_path: Path, vendor: LocalVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portcheck.providers.auth.sources.find_spec", lambda _name: None)
    write(tmp_path, vendor, broken="auth: azure")
    said = cli("plan", "sums.yaml", "--baseline", "old").out
    assert "token from Azure login" in said
    assert "logs in to azure, which needs azure-identity" in said
    done = cli("run", "sums.yaml", "--baseline", "old", "--out", "r")
    assert done.code == 4
    assert install_command("azure") in done.err
