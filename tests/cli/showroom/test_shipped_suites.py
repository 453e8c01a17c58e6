"""`portcheck suites`: what ships, what it can show, and a copy of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import environment, in_process

from portcheck import pipeline
from portcheck.cli.showroom import shipped_suites as module
from portcheck.cli.showroom.shipped_suites import PassRate, ShippedWorkload
from portcheck.cli.showroom.suites_page import rates_words
from portcheck.errors import ExitCode

SUITE = """\
portcheck: 1
suite: {name}
{head}policies: ["rules/*.yaml"]
workloads:
  tickets:
    about: Say what a ticket is about.
    prompt: "{{{{ ticket }}}}"
    gates: {{task: {{margin: 0.15}}}}
    checks: [{{max_length: {{words: 9}}}}]
    cases_from:
      file: {name}/rows.jsonl
      id: id
      vars: {{ticket: q}}
      checks: [{{equals: "{{{{ row.a }}}}"}}]
"""
RULE = """\
portcheck: 1
policy: no-names
statement: No answer names a patient.
owner: Legal
review: 2099-01-01
checks: [{contains: {none: [Ana]}}]
cases_from: {file: names/rows.jsonl, id: id, vars: {ticket: q}}
prompt: "{{ ticket }}"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of suites in place of the shipped ones: two, and a demonstration."""
    folder = tmp_path / "shipped"
    (folder / "rules" / "names").mkdir(parents=True)
    (folder / "rules" / "names.yaml").write_text(RULE)
    asked = json.dumps({"id": "named", "q": "Who is the patient?"})
    (folder / "rules" / "names" / "rows.jsonl").write_text(asked)
    heads = {
        "triage": "about: Sorts tickets.\nlanguages: [en, de]\n",
        "alarms": "languages: [en]\n",
    }
    for name, head in (*heads.items(), ("demonstration", "")):
        (folder / f"{name}.yaml").write_text(SUITE.format(name=name, head=head))
        (folder / name).mkdir()
        rows = [{"id": f"t{n}", "q": f"Ticket {n}?", "a": f"queue {n}"} for n in range(40)]
        (folder / name / "rows.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    rates = [
        {"workload": "tickets", "model": "small", "date": "2026-11-29"}
        | {"cases": 40, "passed": 30, "source": "recorded"},
        {"workload": "tickets", "model": "tiny", "date": "2026-11-29"}
        | {"cases": 20, "passed": 5, "source": "recorded", "without": "tools"},
    ]
    (folder / "triage.rates.json").write_text(json.dumps({"rates": rates}))
    (folder / "providers.yaml").write_text("portcheck: 1\nproviders: {}\n")
    monkeypatch.setattr(module, "suites", lambda: folder)
    return folder


def test_the_list_is_made_from_the_files(home: Path) -> None:
    done = in_process("suites", "list", "--json", cwd=home)
    assert done.code == 0, done.err
    alarms, triage = json.loads(done.out)["suites"]
    assert (alarms["name"], triage["name"]) == ("alarms", "triage")
    assert triage["languages"] == ["en", "de"]
    assert triage["about"] == "Sorts tickets."
    assert (triage["cases"], triage["groups"]) == (41, 41)
    (workload,) = triage["workloads"]
    task = next(gate for gate in workload["gates"] if gate["gate"] == "task")
    assert task["groups"] >= 40
    assert task["least_margin"] == pytest.approx(0.0771, abs=0.002)
    assert task["power"] > 0.5
    assert triage["pass_rates"] == json.loads((home / "triage.rates.json").read_text())["rates"]
    assert alarms["pass_rates"] == []


@pytest.mark.parametrize("columns", ["40", "60", "100"])
def test_pages_say_what_a_suite_can_show(home: Path, columns: str) -> None:
    shown = in_process("suites", "list", cwd=home, env=environment(COLUMNS=columns))
    assert shown.code == 0, shown.err
    assert "triage\n  Sorts tickets.\n" in shown.out
    assert "demonstration" not in shown.out
    one = in_process("suites", "show", "triage", cwd=home, env=environment(COLUMNS=columns))
    for page in (shown.out, one.out):
        flat = " ".join(page.split())
        assert (
            "small 30 of 40 (75.0 %, 95 % interval 59.8 % to 85.8 %; recorded 2026-11-29)" in flat
        )
        assert (
            "tiny 5 of 20 without tools (25.0 %, 95 % interval 11.2 % to 46.9 %; recorded " in flat
        )
        assert "0.0" in flat
        assert max(map(len, page.splitlines())) <= int(columns)
    assert "tickets: 41 cases" in one.out
    assert json.loads(in_process("suites", "show", "triage", "--json", cwd=home).out)["cases"] == 41


def test_a_wrong_name_is_a_usage_error(home: Path) -> None:
    for command in (("show", "trige"), ("copy", "trige", "x"), ("show", "../triage")):
        done = in_process("suites", *command, cwd=home)
        assert done.code == ExitCode.USAGE
        assert "did you mean 'triage'?" in done.err
        assert not (home / "x").exists()


def test_a_copy_validates_and_overwrites_nothing(home: Path, tmp_path: Path) -> None:
    done = in_process("suites", "copy", "triage", "mine", cwd=tmp_path)
    assert done.code == 0, done.err
    mine = tmp_path / "mine"
    found = {path.relative_to(mine).as_posix() for path in mine.rglob("*") if path.is_file()}
    assert found == {
        *("triage.yaml", "triage/rows.jsonl", "providers.yaml"),
        *("rules/names.yaml", "rules/names/rows.jsonl"),
    }
    problems, loaded = pipeline.validate(mine / "triage.yaml", mine / "providers.yaml")
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert loaded is not None
    assert "plan mine/triage.yaml --providers mine/providers.yaml --baseline ID" in done.out

    before = {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}
    again = in_process("suites", "copy", "triage", "mine", cwd=tmp_path)
    assert again.code == ExitCode.USAGE
    assert "triage.yaml exists already; nothing was written" in again.err
    assert {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("link", ["", "triage.yaml", "triage", "providers.yaml"])
def test_a_copy_writes_through_no_link(home: Path, tmp_path: Path, link: str) -> None:
    mine = tmp_path / "mine"
    if link:
        mine.mkdir()
    (mine / link).symlink_to(tmp_path / "elsewhere")
    done = in_process("suites", "copy", "triage", "mine", cwd=tmp_path)
    assert not (tmp_path / "elsewhere").exists()
    assert done.code == (0 if link == "providers.yaml" else ExitCode.USAGE), done.err


def test_a_second_suite_keeps_the_providers_of_the_folder(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "providers.yaml").write_text("my own")
    (home / "rules" / "names.yaml").unlink()
    assert in_process("suites", "copy", "triage", "mine", cwd=tmp_path).code == 0
    assert (mine / "providers.yaml").read_text() == "my own"


def test_a_copy_needs_a_folder(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = in_process("suites", "copy", "triage", "file", cwd=tmp_path)
    assert (done.code, (tmp_path / "file").read_text()) == (ExitCode.USAGE, "x")
    assert "file is not a folder" in done.err


def test_cases_of_one_group_count_as_one_for_the_interval() -> None:
    def words(groups: int) -> str:
        rates = [
            PassRate(
                workload="w",
                model="m",
                date="2026-11-29",
                cases=40,
                passed=30,
                source="recorded",
            )
        ]
        workload = ShippedWorkload(id="w", about="", cases=80, groups=groups, gates=())
        return rates_words(rates, [workload])

    alone, pairs = words(80), words(40)
    assert "30 of 40 (75.0 %, 95 % interval 59.8 % to 85.8 %" in alone
    assert "30 of 40 (75.0 %, 95 % interval 53.1 % to 88.8 %" in pairs
