"""`portcheck providers`: list, check and probe, over real sockets."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from commands import Cli
from local_vendor import LocalVendor, Reply, chat, message
from syrupy.assertion import SnapshotAssertion

ENTRIES = """
portcheck: 1
providers:
  gpt:
    {vendor: acme, dialect: openai-chat, model: gpt-1, base_url: "URL/v1", api_key_env: ACME_KEY,
     limits: {concurrency: 2, requests_per_minute: 60}, price: {input: 1, output: 2},
     facts: {retires: 2031-01-02}}
  claude:
    {vendor: acme, dialect: anthropic, model: "cl\\u202eaude", base_url: "URL",
     options: {api_version: 2023-06-01}}
  tape: {vendor: acme, dialect: recorded, file: tape.jsonl}
"""


def answer(path: str, _body: dict[str, Any]) -> Reply:
    return message("Hello.") if path.endswith("/messages") else chat("Hello.")


def write(folder: Path, url: str) -> None:
    (folder / "providers.yaml").write_text(ENTRIES.replace("URL", url))
    (folder / "tape.jsonl").write_text("")


def stable(text: str) -> str:
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:<port>", text)
    text = re.sub(r"\S*/tape\.jsonl", "<folder>/tape.jsonl", text)
    return re.sub(r" *\b\d+\.\d+ s", "  <time>", text)


def test_list(cli: Cli, tmp_path: Path, snapshot: SnapshotAssertion, monkeypatch: Any) -> None:
    write(tmp_path, "http://127.0.0.1:9")
    monkeypatch.setenv("ACME_KEY", "sk-very-secret-0123456789")
    done = cli("providers", "list")
    assert (done.code, done.err) == (0, "")
    assert stable(done.out.replace(str(tmp_path), "")) == snapshot(name="list")
    listed = cli("providers", "list", "--json")
    assert "secret" not in done.out + listed.out
    entries = json.loads(listed.out)["providers"]
    assert [(e["id"], e["key_set"]) for e in entries] == [
        ("gpt", True),
        ("claude", None),
        ("tape", None),
    ]
    assert entries[0]["price"]["output"] == 2
    assert entries[0]["price_source"] == "providers file"


@pytest.mark.slow
def test_check(cli: Cli, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    with LocalVendor(answer) as vendor:
        write(tmp_path, vendor.root)
        done = cli("providers", "check")
        assert (done.code, done.err) == (4, ""), "this machine is asked without a yes"
        assert stable(done.out) == snapshot(name="check")
        assert [path for path, _ in vendor.bodies] == ["/v1/messages"]
        found = json.loads(cli("providers", "check", "--provider", "claude", "--json").out)
        assert found["providers"][0]["served_model"] == "served-2"
        assert cli("providers", "check", "--provider", "claude").code == 0


def test_a_fake_is_shown_as_a_fake(cli: Cli, tmp_path: Path) -> None:
    entry = "{vendor: nobody, dialect: fake, options: {character: careful}}"
    (tmp_path / "providers.yaml").write_text(f"portcheck: 1\nproviders:\n  program: {entry}\n")
    done = cli("providers", "check")
    assert (done.code, "recorded" in done.out) == (0, False)
    assert "program   fake" in done.out
    assert "1 of 1 good; 0 calls made." in done.out
    (found,) = json.loads(cli("providers", "check", "--json").out)["providers"]
    assert found["stands_in"] == "fake"


@pytest.mark.slow
def test_other_hosts_are_asked_after_a_yes_alone(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "https://llm.example.com")
    for command in (["check"], ["probe", "claude"]):
        done = cli("providers", *command)
        assert (done.code, "needs your consent" in done.err) == (2, True)
        assert "to llm.example.com" in done.err


@pytest.mark.slow
def test_probe(cli: Cli, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    with LocalVendor(answer) as vendor:
        write(tmp_path, vendor.root)
        done = cli("providers", "probe", "claude")
        assert (done.code, done.err) == (0, "")
        assert stable(done.out) == snapshot(name="probe")
        assert done.out.endswith(f"{len(vendor.bodies)} calls made.\n")
        report = json.loads(cli("providers", "probe", "claude", "--json").out)
        measured = {result["capability"]: result["measured"] for result in report["results"]}
        assert (measured["tools"], measured["seed"]) == ("ignored", "not sent")


@pytest.mark.slow
def test_a_probe_of_nobody(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "http://127.0.0.1:9")
    done = cli("providers", "probe", "claude")
    assert (done.code, "it did not answer the plain question: connection" in done.out) == (4, True)
    assert cli("providers", "probe", "tape").code == 2
    assert cli("providers", "probe", "cluade").code == 2
    assert cli("providers", "probe", "gpt").code == 2, "its key is not set"


def test_without_a_file(cli: Cli) -> None:
    done = cli("providers", "list")
    assert (done.code, "providers.yaml" in done.err) == (2, True)


@pytest.mark.slow
def test_the_providers_beside_a_suite_below_are_found(
    cli: Cli, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("ACME_KEY", "sk-very-secret-0123456789")
    nothing = cli("providers", "list")
    assert (nothing.code, "beside a suite below it" in nothing.err) == (2, True)
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, "http://127.0.0.1:9")
    (tmp_path / "first" / "suite.yaml").write_text("portcheck: 1\nsuite: s\n")
    found = cli("providers", "list", "--json")
    assert (found.code, found.err) == (0, "providers of first/providers.yaml\n")
    assert json.loads(found.out)["providers"][0]["id"] == "gpt"
    (tmp_path / "second" / "suite.yaml").write_text("portcheck: 1\nsuite: s\n")
    several = cli("providers", "check")
    assert several.code == 2
    assert "first/providers.yaml, second/providers.yaml" in several.err


def test_the_list_names_tiers_with_prices_of_their_own(cli: Cli, tmp_path: Path) -> None:
    price = "{input: 2, output: 8, tiers: {flex: {input: 1, output: 4}}}"
    entry = f"{{preset: openai, model: m, price: {price}}}"
    (tmp_path / "providers.yaml").write_text(f"portcheck: 1\nproviders:\n  gpt: {entry}\n")
    done = cli("providers", "list")
    assert "2 in, 8 out, USD per million tokens; others for flex" in " ".join(done.out.split())
    listed = json.loads(cli("providers", "list", "--json").out)["providers"][0]
    assert listed["price"]["tiers"] == {
        "flex": {"input": 1, "output": 4, "cache_read": None, "cache_write": None}
    }
