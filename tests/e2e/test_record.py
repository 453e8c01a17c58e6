"""`portcheck record`: the command that a run names when a recording misses cases."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import Cli
from local_vendor import LocalVendor, Reply, chat

pytestmark = pytest.mark.server

SUITE = """
portcheck: 1
suite: sums
workloads:
  add:
    prompt: "Add {{ n }}"
    cases:
      - {id: one, vars: {n: 1}, checks: [{equals: "1"}]}
"""
NEW_CASES = """\
      - {id: "it's new", vars: {n: 2}, checks: [{equals: "2"}]}
      - {id: "-3", vars: {n: 3}, checks: [{equals: "3"}]}
"""
PROVIDERS = """
portcheck: 1
providers:
  old: {vendor: acme, dialect: openai-chat, model: old-1, base_url: "URL/v1"}
  new: {vendor: acme, dialect: openai-chat, model: new-1, base_url: "URL/v1"}
  old-then: {vendor: acme, dialect: recorded, file: kept.old.jsonl}
  new-then: {vendor: acme, dialect: recorded, file: kept.new.jsonl}
"""
REPLAY = ("run", "sums.yaml", "--baseline", "old-then", "--candidate", "new-then", "--json")
broken: set[str] = set()


def answer(path: str, body: dict[str, Any]) -> Reply:
    """The number that was asked for, unless the service is broken for it."""
    number = body["messages"][-1]["content"].split()[-1]
    return (400, {"error": {"message": "Account suspended."}}) if number in broken else chat(number)


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[LocalVendor]:
    (tmp_path / "sums.yaml").write_text(SUITE)
    broken.clear()
    with LocalVendor(answer) as made:
        (tmp_path / "providers.yaml").write_text(PROVIDERS.replace("URL", made.root))
        yield made


def asked(vendor: LocalVendor) -> list[tuple[str, str]]:
    found = [(body["model"], body["messages"][-1]["content"][4:]) for _, body in vendor.bodies]
    vendor.bodies.clear()
    return sorted(found)


def test_the_command_that_a_run_names_adds_new_cases(
    cli: Cli, vendor: LocalVendor, tmp_path: Path
) -> None:
    live = ("run", "sums.yaml", "--baseline", "old", "--candidate", "new", "--json")
    assert cli(*live, "--record", "kept.jsonl").code == 3
    asked(vendor)
    (tmp_path / "sums.yaml").write_text(SUITE + NEW_CASES)
    lacking = cli(*REPLAY)
    assert lacking.code == 2
    command = lacking.err.partition("add the missing answers: ")[2]
    done = cli(*shlex.split(command)[1:])
    assert (done.code, asked(vendor)) == (
        0,
        [("new-1", "2"), ("new-1", "3"), ("old-1", "2"), ("old-1", "3")],
    )
    assert done.out.splitlines() == [
        "old: 2 of 2 answers added to kept.old.jsonl",
        "new: 2 of 2 answers added to kept.new.jsonl",
    ]
    assert cli(*REPLAY).code == 3
    again = cli(*shlex.split(command)[1:])
    assert "old: kept.old.jsonl has all 2 answers already" in again.out
    assert asked(vendor) == []


def test_what_failed_is_not_recorded_and_asked_for_again(
    cli: Cli, vendor: LocalVendor, tmp_path: Path
) -> None:
    (tmp_path / "sums.yaml").write_text(SUITE + NEW_CASES)
    broken.add("2")
    command = ("record", "sums.yaml", "--into", "old=fresh.jsonl")
    first = cli(*command)
    assert first.code == 4
    assert "old: 2 of 3 answers added to fresh.jsonl" in first.out
    assert "run the same command again" in first.err
    asked(vendor)
    broken.clear()
    assert cli(*command).code == 0
    assert asked(vendor) == [("old-1", "2")]


@pytest.mark.parametrize(
    ("into", "words"),
    [
        (["old-then=x.jsonl"], "'old-then' is itself a recording"),
        (["odl=x.jsonl"], "did you mean 'old'"),
        (["old"], "expected ID=FILE"),
        (["old=x.jsonl", "new=./x.jsonl"], "the same provider or file is named twice"),
        (["old=nowhere/x.jsonl"], "its folder does not exist"),
    ],
)
def test_wrong_targets_are_said(cli: Cli, vendor: LocalVendor, into: list[str], words: str) -> None:
    done = cli("record", "sums.yaml", *(word for text in into for word in ("--into", text)))
    assert done.code == 2
    assert words in done.err
