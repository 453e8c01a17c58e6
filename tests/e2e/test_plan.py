"""`portcheck plan`: everything before the first call, and no call."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from commands import environment, imported, in_process
from syrupy.assertion import SnapshotAssertion

from portcheck.cli.pages.problems import FIRST_WARNINGS

LIVE = """
  live:
    vendor: acme
    dialect: openai-chat
    model: m-1
    base_url: https://api.acme.example/v1
    api_key_env: ACME_KEY
    limits: {concurrency: 4, requests_per_minute: 30}
    price: {input: 1.0, output: 2.0}
"""


def suite_with_a_live_candidate(folder: Path) -> Path:
    suite = imported(folder, {"old": ["yes"] * 63, "spare": ["yes"] * 63})
    providers = suite.parent / "providers.yaml"
    providers.write_text(providers.read_text() + LIVE)
    return suite


def test_one_page(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    suite = suite_with_a_live_candidate(tmp_path)
    named = str(suite.relative_to(tmp_path))
    done = in_process("plan", named, "--baseline", "old", cwd=tmp_path)
    assert done.snapshot == snapshot
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
def test_exit_code_4_above_the_budget(tmp_path: Path) -> None:
    suite = suite_with_a_live_candidate(tmp_path)
    arguments = ("plan", str(suite), "--baseline", "old", "--json")
    page = json.loads(in_process(*arguments, cwd=tmp_path).out)
    cost = page["cost_high_usd"]
    assert cost > 0
    assert in_process(*arguments, "--max-cost", str(cost), cwd=tmp_path).code == 0
    above = in_process(*arguments, "--max-cost", str(cost / 2), cwd=tmp_path)
    assert (above.code, "more than" in above.err) == (4, True)
    unset = {entry["provider"]: entry["key_set"] for entry in page["providers"]}
    assert unset == {"old": None, "spare": None, "live": False}
    keyed = in_process(*arguments, cwd=tmp_path, env=environment(ACME_KEY="k"))
    assert json.loads(keyed.out)["providers"][2]["key_set"] is True
    assert '"k"' not in keyed.out


def test_a_cost_that_nobody_knows_is_above_every_budget(tmp_path: Path) -> None:
    suite = suite_with_a_live_candidate(tmp_path)
    providers = suite.parent / "providers.yaml"
    providers.write_text(providers.read_text().replace("price: {input: 1.0, output: 2.0}", ""))
    done = in_process("plan", str(suite), "--baseline", "old", "--max-cost", "1e6", cwd=tmp_path)
    assert done.code == 4


@pytest.mark.slow
def test_mistakes_and_misses_are_those_of_run(tmp_path: Path) -> None:
    suite = suite_with_a_live_candidate(tmp_path)
    next(suite.parent.rglob("*old*.jsonl")).unlink()
    done = in_process("plan", str(suite), "--baseline", "old", cwd=tmp_path)
    assert (done.code, "no recording" in done.err) == (2, True)
    suite.write_text(suite.read_text().replace("workloads:", "worklods:"))
    assert in_process("plan", str(suite), "--baseline", "old", cwd=tmp_path).code == 2


@pytest.mark.slow
def test_hundreds_of_warnings_leave_room_for_the_page(tmp_path: Path) -> None:
    suite = suite_with_a_live_candidate(tmp_path)
    case = {"id": "c", "vars": {}}
    workload = {"prompt": "Is it?", "checks": [{"equals": "yes"}], "cases": [case]}
    many = suite.with_name("many.yaml")
    workloads = {f"w{number}": workload for number in range(200)}
    many.write_text(json.dumps({"portcheck": 1, "suite": "many", "workloads": workloads}))
    arguments = ("plan", str(many), "--providers", str(suite.parent / "providers.yaml"))
    chosen = ("--baseline", "live", "--candidate", "again")
    again = LIVE.replace("live:", "again:")
    providers = suite.parent / "providers.yaml"
    providers.write_text(providers.read_text() + again.lstrip("\n"))
    done = in_process(*arguments, *chosen, cwd=tmp_path)
    assert done.code == 0, done.err
    said = done.err.splitlines()
    assert len(said) == FIRST_WARNINGS + 1
    # Each of them has one check, of form, and one case: too few on two gates.
    assert said[-1] == f"{3 * 200 - FIRST_WARNINGS} more of these: portcheck validate SUITE"


@pytest.mark.slow
def test_what_is_reused_has_an_age(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": ["yes"] * 3, "spare": ["yes"] * 3})
    asked = (str(suite), "--baseline", "old")
    in_process("run", *asked, "--out", "first", cwd=tmp_path)
    done = in_process("plan", *asked, "--reuse", "first", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "old: 3 of 3 answers come from run first, " in done.err


@pytest.mark.slow
def test_the_power_of_a_plan_and_the_smallest_margin(tmp_path: Path) -> None:
    suite = suite_with_a_live_candidate(tmp_path)
    arguments = ("plan", str(suite), "--baseline", "old", "--candidate", "spare")
    plain = in_process(*arguments, cwd=tmp_path)
    assert "Power" not in plain.out
    assert plain.out.splitlines()[-2:] == [
        "smallest margin that this suite could ever show: 0.0499 in answers (task, 63 cases)",
        f"add cases: portcheck cases {suite} --workload answers --from FILE",
    ]
    shown = in_process(*arguments, "--power", "--discordance", "0.2", cwd=tmp_path)
    assert "assumes   20.0 % of the pairs differ (assumed)" in shown.out
    found = json.loads(in_process(*arguments, "--power", "--json", cwd=tmp_path).out)
    task = next(one for one in found["power"] if one["gate"] == "task")
    assert (task["groups"], task["discordance"], task["discordance_from"]) == (63, 0.1, "assumed")
    assert task["cases_for_margin"] == 288
    assert found["reach"]["gates"][0]["enough"] is True
    assert in_process("run", str(suite), *arguments[2:], "--out", "first", cwd=tmp_path).code == 0
    again = in_process(*arguments, "--power", "--reuse", "first", "--json", cwd=tmp_path)
    seen = next(one for one in json.loads(again.out)["power"] if one["gate"] == "task")
    assert (seen["discordance"], seen["discordance_from"]) == (pytest.approx(2 / 65), "first")


@pytest.mark.slow
def test_the_command_at_the_end_adds_cases(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "suite.yaml").write_text(
        "portcheck: 1\nsuite: s\nworkloads:\n  first day:\n    prompt: {user: '{{ q }}'}\n"
        "    cases:\n      - {id: a, vars: {q: one}, checks: [{equals: x}]}\n"
    )
    checked = in_process("validate", "home/suite.yaml", cwd=tmp_path)
    command = checked.out.splitlines()[-1].removeprefix("add cases: portcheck ")
    assert command == "cases home/suite.yaml --workload 'first day' --from FILE"
    rows = "".join(f"c{number},question {number},a{number}\n" for number in range(24))
    (tmp_path / "log.csv").write_text("id,q,a\n" + rows)
    words = shlex.split(command.replace("FILE", "log.csv"))
    added = in_process(*words, "--check", 'equals: "{{ row.a }}"', cwd=tmp_path)
    assert added.out.splitlines() == [
        "home/suite.yaml: first day has 25 cases, 1 before",
        "smallest margin that this suite could ever show: 0.121 in first day (task, 25 cases; "
        "margin "
        "0.05 takes 63)",
    ]
    found = json.loads(in_process("validate", "home/suite.yaml", "--json", cwd=tmp_path).out)
    assert found["reach"]["gates"][0]["groups"] == 25
    text = (home / "suite.yaml").read_text()
    twice = in_process(*words, cwd=tmp_path)
    assert (twice.code, "occurs twice" in twice.err) == (2, True)
    (home / "log.csv").write_text("id,q,a\nd,question,answer\n")
    other = in_process(*words, cwd=tmp_path)
    assert (other.code, "exists already" in other.err) == (2, True)
    gone = in_process(*words[:-1], "nowhere.csv", cwd=tmp_path)
    assert (gone.code, "there is no file" in gone.err) == (2, True)
    odd = in_process(*words, "--var", "q", cwd=tmp_path)
    assert (odd.code, "NAME=FIELD" in odd.err) == (2, True)
    assert (home / "suite.yaml").read_text() == text


@pytest.mark.slow
def test_repeats_are_proposed_from_a_run_or_a_pilot(tmp_path: Path) -> None:
    rows = [
        {"model": model, "prompt": f"q{number}", "text": said}
        for number in range(70)
        for model in ("old", "new")
        for said in ("yes", "yes", "no" if model == "new" and number % 4 == 0 else "yes")
    ]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, rows)))
    made = ("import", "answers", "log.jsonl", "--out", "made", "--check", "one_of: [yes, sure]")
    assert in_process(*made, cwd=tmp_path).code == 0
    asked = ("made/suite.yaml", "--baseline", "old")
    piloted = in_process("plan", *asked, "--repeats", "auto", "--json", cwd=tmp_path)
    assert piloted.code == 0, piloted.err
    assert "pilot: 72 calls" in piloted.err
    task = next(one for one in json.loads(piloted.out)["repeats"] if one["gate"] == "task")
    assert (task["cases"], task["now"], task["groups"]) == (12, 3, 70)
    assert task["noise"] == pytest.approx(3 * (2 / 3) / 24)
    in_process("run", *asked, "--out", "runs/first", cwd=tmp_path)
    # A pilot judges nothing: it is no look.
    report = json.loads((tmp_path / "runs" / "first" / "report.json").read_text())
    assert report["verdicts"][0]["look"] == 1
    assert "not_in_it" not in report["run"]["history"]
    known = in_process("plan", *asked, "--repeats", "auto", "--reuse", "first", cwd=tmp_path)
    assert (known.code, "Repeats, from first:" in known.out) == (0, True)
    odd = in_process("plan", *asked, "--repeats", "3", cwd=tmp_path)
    assert (odd.code, "expected `auto`" in odd.err) == (2, True)
