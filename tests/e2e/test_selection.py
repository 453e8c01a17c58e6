"""Parts of a suite by tag, pattern and earlier failure; old answers under edited checks."""

from __future__ import annotations

import json
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
      - {id: small-1, vars: {n: 1}, tags: [small, first], checks: [{equals: "1"}]}
      - {id: small-2, vars: {n: 2}, tags: small, checks: [{equals: "2"}]}
      - {id: large-3, vars: {n: 3}, checks: [{equals: "three"}]}
    cases_from: {file: rows.csv, id: id, vars: {n: n}, tags: tags, checks: [{equals: "{{ n }}"}]}
"""
PROVIDERS = """
portcheck: 1
providers:
  old: {vendor: acme, dialect: openai-chat, model: old-1, base_url: "URL/v1"}
  new: {vendor: acme, dialect: openai-chat, model: new-1, base_url: "URL/v1"}
"""
RUN = ("run", "sums.yaml", "--baseline", "old", "--json", "--fail-on", "unsafe")


def answer(path: str, body: dict[str, Any]) -> Reply:
    """The number that was asked for; of 4 the new model gives none."""
    number = body["messages"][-1]["content"].split()[-1]
    if (body["model"], number) == ("new-1", "4"):
        return 409, {"error": {"message": "Conflict."}}
    return chat(number)


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[LocalVendor]:
    (tmp_path / "sums.yaml").write_text(SUITE)
    (tmp_path / "rows.csv").write_text('id,n,tags\nrow-4,4,"small, file"\nrow-5,5,\n')
    with LocalVendor(answer) as made:
        (tmp_path / "providers.yaml").write_text(PROVIDERS.replace("URL", made.root))
        yield made


def asked(vendor: LocalVendor) -> list[str]:
    """Numbers that were asked for since the last time, each once."""
    numbers = {body["messages"][-1]["content"].split()[-1] for _, body in vendor.bodies}
    vendor.bodies.clear()
    return sorted(numbers)


@pytest.mark.parametrize(
    ("flags", "numbers"),
    [
        (("--tag", "small"), ["1", "2", "4"]),
        (("--tag", "first", "--tag", "file"), ["1", "4"]),
        (("--case", "small-*"), ["1", "2"]),
        (("--case", "row-?", "--case", "large-3"), ["3", "4", "5"]),
        (("--tag", "small", "--case", "row-*"), ["4"]),
    ],
)
def test_tags_and_patterns(
    cli: Cli, vendor: LocalVendor, flags: tuple[str, ...], numbers: list[str]
) -> None:
    report = json.loads(cli(*RUN, *flags).out)
    assert asked(vendor) == numbers
    (verdict,) = report["verdicts"]
    assert verdict["verdict"] != "safe"
    selection = report["run"]["selection"]
    assert selection["left_out"] == 5 - len(numbers)
    named = [*selection.get("tags", []), *selection.get("cases", [])]
    assert sorted(named) == sorted(word for word in flags if not word.startswith("--"))


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--tag", "smal"), "unknown tag: 'smal'"),
        (("--case", "smal-*"), "unknown case: 'smal-*'"),
        (("--tag", "first", "--case", "large-3"), "no case is left to run"),
        (("--failed", "gone"), "gone"),
    ],
)
def test_what_fits_no_case_is_an_error(
    cli: Cli, vendor: LocalVendor, flags: tuple[str, ...], said: str
) -> None:
    done = cli(*RUN, *flags)
    assert (done.code, said in done.err, asked(vendor)) == (2, True, [])


def test_what_failed_is_run_again(cli: Cli, vendor: LocalVendor) -> None:
    cli(*RUN, "--out", "first")
    asked(vendor)
    report = json.loads(cli(*RUN, "--failed", "first").out)
    assert asked(vendor) == ["3", "4"]
    assert report["run"]["selection"]["failed_of"] == "first"
    cli(*RUN, "--case", "small-*", "--out", "fine")
    asked(vendor)
    none = cli(*RUN, "--failed", "fine")
    assert (none.code, "nothing failed in run fine" in none.err) == (2, True)


def test_answers_of_candidates_are_reused_as_well(cli: Cli, vendor: LocalVendor) -> None:
    cli(*RUN, "--out", "first")
    asked(vendor)
    again = cli("run", "sums.yaml", "--baseline", "old", "--reuse", "first")
    assert asked(vendor) == ["4"], "what failed has no answer to reuse"
    assert "old: 5 of 5 answers come from run first" in again.err
    assert "new: 4 of 5 answers come from run first" in again.err


def test_old_answers_under_edited_checks(cli: Cli, vendor: LocalVendor, tmp_path: Path) -> None:
    first = json.loads(cli(*RUN, "--out", "first").out)
    asked(vendor)
    before = {path: path.read_bytes() for path in (tmp_path / "first").iterdir()}
    suite = tmp_path / "sums.yaml"
    suite.write_text(SUITE.replace('equals: "three"', 'one_of: ["3", "three"]'))
    done = cli("score", "first", "--checks", "sums.yaml", "--out", "second", "--json")
    second = json.loads(done.out)
    assert asked(vendor) == []
    assert {path: path.read_bytes() for path in (tmp_path / "first").iterdir()} == before
    rates = [report["verdicts"][0]["gates"][0]["baseline"] for report in (first, second)]
    assert rates == [0.8, 1.0]
    missing = [report["verdicts"][0]["gates"][0]["missing"] for report in (first, second)]
    assert missing == [1, 1]
    assert (tmp_path / "second" / "samples.jsonl").is_file()
    (verdict,) = second["verdicts"]
    said = "checks of this workload changed after run first had its answers"
    assert any(warning.startswith(said) for warning in verdict["warnings"]), verdict["warnings"]
    selection = second["run"]["selection"]
    assert (selection["answers_of"], selection["changed"]) == ("first", {"add": ["checks"]})
    assert (selection["workloads"], selection["left_out"]) == ([], 0)
    assert "selection" not in first["run"] or "changed" not in first["run"]["selection"]
    page = cli("show", "second").out
    assert "answers of run first, judged by an edited suite" in " ".join(page.split())
    suite.write_text(suite.read_text() + "    gates: {task: {margin: 0.2}}\n    confidence: 0.9\n")
    third = json.loads(cli("score", "first", "--checks", "sums.yaml", "--out", "c", "--json").out)
    assert third["run"]["selection"]["changed"] == {"add": ["checks", "gates", "confidence"]}
    suite.write_text(SUITE)
    same = json.loads(cli("score", "first", "--checks", "sums.yaml", "--out", "d", "--json").out)
    assert "changed" not in same["run"].get("selection", {})


def test_a_suite_that_asks_something_else_is_not_scored(
    cli: Cli, vendor: LocalVendor, tmp_path: Path
) -> None:
    cli(*RUN, "--out", "first")
    suite = tmp_path / "sums.yaml"
    changed = SUITE.replace("{n: 2}", "{n: 9}").replace("id: large-3", "id: huge-3")
    suite.write_text(changed)
    done = cli("score", "first", "--checks", "sums.yaml", "--out", "second")
    assert done.code == 2
    assert "1 case is with a changed request (small-2 of add)" in done.err
    assert "1 case is new (huge-3 of add)" in done.err
    assert "1 case is gone (large-3 of add)" in done.err
    assert "portcheck run sums.yaml --reuse first" in done.err
    assert not (tmp_path / "second").exists()
    assert cli("score", "first", "--out", "second").code == 2


def test_fresh_asks_one_provider_again(cli: Cli, vendor: LocalVendor, tmp_path: Path) -> None:
    cli(*RUN, "--out", "first")
    vendor.bodies.clear()
    done = cli(*RUN, "--out", "second", "--reuse", "first", "--fresh", "new")
    assert {body["model"] for _, body in vendor.bodies} == {"new-1"}
    assert "asked again: 'new', because of --fresh" in done.err
    alone = cli(*RUN, "--out", "third", "--fresh", "new")
    assert (alone.code, "--fresh needs --reuse" in alone.err) == (2, True)
