"""The worked company: its page says what commands print, and that is true of its files."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import write_company
import yaml
from commands import Result, environment, in_process

from portcheck.model.run import Trial
from portcheck.run.store.folder import RunStore

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "company.md").read_text()
COMPANY = ROOT / "suites" / "company"
SUITES = ("support", "operations", "knowledge", "agents")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
MINUTES_A_MONTH = 365.25 * 24 * 60 / 12
pytestmark = pytest.mark.slow


def flat(text: str) -> str:
    return " ".join(text.split())


class Story:
    """The commands of the page, run once, each with what the page shows of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(COMPANY, folder / "suites" / "company")
        shutil.copytree(ROOT / "suites" / "recordings", folder / "suites" / "recordings")
        self.env = environment(COLUMNS="80", XDG_STATE_HOME=str(folder / "state"))
        self.said: list[tuple[str, str, str]] = []
        for kind, block in BLOCK.findall(PAGE):
            if kind == "console":
                command, _, shown = block.partition("\n")
                self.said.append((command, shown, self.run(command.removeprefix("$ ")).out))

    def run(self, command: str) -> Result:
        program, *words = shlex.split(command)
        if program == "grep":
            wanted, name = words
            lines = (self.folder / name).read_text().splitlines()
            return Result(0, "\n".join(line for line in lines if wanted in line), "")
        if program == "cat":
            return Result(0, (self.folder / words[0]).read_text(), "")
        paths = sorted(path.relative_to(self.folder) for path in self.folder.glob("runs/*"))
        typed = [
            part for word in words for part in (map(str, paths) if word == "runs/*" else [word])
        ]
        return in_process(*typed, cwd=self.folder, env=self.env)

    def drill(self, *words: str) -> Any:
        runs = [f"runs/{name}" for name in SUITES]
        done = in_process("drill", *runs, *words, "--json", cwd=self.folder, env=self.env)
        found = json.loads(done.out)
        assert found["exit_code"] == done.code
        return found


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("company"))


def test_every_line_of_output_on_the_page_is_printed_in_this_order(story: Story) -> None:
    assert len(story.said) > 15
    for command, shown, printed in story.said:
        rest = flat(printed)
        for piece in re.split(r"^\.\.\.$", shown, flags=re.MULTILINE):
            wanted = flat(piece)
            assert wanted in rest, f"{command}\n{piece}\n{printed}"
            rest = rest[rest.index(wanted) + len(wanted) :]


def test_every_number_in_the_prose_stands_in_the_output_or_in_the_files(story: Story) -> None:
    prose = BLOCK.sub("", PAGE)
    known = " ".join([printed for _, _, printed in story.said])
    known += " ".join(path.read_text() for path in COMPANY.glob("*.yaml"))
    numbers = set(re.findall(r"\d+(?:[.,]\d+)*", known))
    told = set(re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"\]\([^)]*\)|`[^`]*`", "", prose)))
    assert told
    assert told - numbers - {"80"} == set(), "80 is the width of the output"


def verdicts(story: Story) -> Iterator[Any]:
    for name in SUITES:
        report = json.loads((story.folder / "runs" / name / "report.json").read_text())
        yield from report["verdicts"]


def test_every_rule_of_the_table_binds_where_it_says(story: Story) -> None:
    rules = {(one["workload"], one["candidate"]): one["rule"] for one in verdicts(story)}
    rows = re.findall(r"\| `(\w+)` \| (\S+) to (\S+) \|", PAGE)
    assert len(rows) >= 15
    for rule, workload, candidate in rows:
        assert rules[workload, candidate] == rule
    assert set(rules.values()) == {rule for rule, _, _ in rows}


def suites() -> dict[str, Any]:
    loaded = [yaml.safe_load((COMPANY / f"{name}.yaml").read_text()) for name in SUITES]
    return {name: work for one in loaded for name, work in one["workloads"].items()}


def entries() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((COMPANY / "providers.yaml").read_text())["providers"]
    return found


def test_the_company_is_what_the_page_says_it_is(story: Story) -> None:
    assert len(suites()) == 12
    assert {one["vendor"] for one in entries().values()} == {
        *("aster", "birch", "cedar", "dune", "halden")
    }
    assert {one["facts"]["region"] for one in entries().values()} == {"us", "eu", "ap"}
    operators = {
        operator
        for work in suites().values()
        for need in (work.get("require", {}), work.get("prefer", {}))
        for conditions in need.values()
        for operator in conditions
    }
    assert operators == {*("in", "not_in", "equals", "all", "any", "min", "max", "before", "after")}
    kinds = {
        point["kind"]
        for name in SUITES
        for point in json.loads((story.folder / "runs" / name / "report.json").read_text())[
            "exit_plan"
        ]["single_points"]
    }
    assert kinds == {"vendor", "model", "region", "key", "contract"}


def test_the_files_are_those_that_the_script_writes() -> None:
    for name, data in write_company.files().items():
        assert (COMPANY / name).read_bytes() == data, name


def answers(story: Story, workload: str, provider: str) -> Iterator[tuple[Trial, Any]]:
    for name in SUITES:
        store = RunStore.open(story.folder / "runs" / name)
        samples = store.samples()
        for trial in store.plan().trials:
            if (trial.workload, trial.provider) == (workload, provider):
                yield trial, samples[trial.key].completion


def cost(provider: str, workload: str, story: Story) -> float:
    """Mean US dollars of an answer, of the tokens in the run folder and the price in the file."""
    price = entries()[provider]["price"]
    spent = [
        answer.usage.input_tokens * price["input"] + answer.usage.output_tokens * price["output"]
        for trial, answer in answers(story, workload, provider)
    ]
    return float(sum(spent) / len(spent) / 1e6)


def test_bills_are_the_difference_of_what_answers_cost_times_the_calls(story: Story) -> None:
    works = suites()
    rows = story.drill("--without", "aster", "--as-of", "2026-12-04")["workloads"]
    assert len(rows) == 5
    for row in rows:
        calls, today = works[row["workload"]]["monthly_calls"], works[row["workload"]]["runs_on"]
        # The recording of aster stands for aster-eu, which has a price of its own.
        before = cost("aster" if today == "aster-eu" else today, row["workload"], story)
        if today == "aster-eu":
            ratio = entries()["aster-eu"]["price"]["input"] / entries()["aster"]["price"]["input"]
            before *= ratio
        change = (cost(row["to"], row["workload"], story) - before) * calls
        assert row["cost_change_usd_month"] == pytest.approx(change, rel=1e-6), row["workload"]
        assert row["cost_change_low"] <= change <= row["cost_change_high"]


def test_a_dearer_vendor_is_dearer_by_what_its_answers_cost(story: Story) -> None:
    rows = story.drill("--price", "aster=x2", "--as-of", "2026-12-04")["workloads"]
    first = next(row for row in rows if row["workload"] == "ticket-triage")
    expected = cost("aster", "ticket-triage", story) * 900_000
    assert first["stay_cost_change_usd_month"] == pytest.approx(expected)


def test_limits_add_up_over_what_moves_and_what_runs_there(story: Story) -> None:
    works = suites()
    there = [name for name, work in works.items() if work["runs_on"] == "birch"]
    peaks = {
        name: works[name]["monthly_calls"] / MINUTES_A_MONTH * works[name].get("peak_factor", 10)
        for name in [*there, "ticket-triage", "ticket-triage-eu", "careful-questions"]
    }
    rows = story.drill("--without", "aster", "--as-of", "2026-12-04")["workloads"]
    first = next(row for row in rows if row["workload"] == "ticket-triage")
    assert first["to"] == "birch"
    assert first["capacity_detail"].startswith(f"{sum(peaks.values()):.0f} calls a minute")
    agent = next(row for row in rows if row["workload"] == "dispatch-agent")
    assert agent["capacity"] == "exceeds"
    assert f"{250_000 / MINUTES_A_MONTH * 12:.1f} calls a minute" in agent["capacity_detail"]


def test_the_agents_capability_needs_no_call(story: Story) -> None:
    assert list(answers(story, "dispatch-agent", "birch-tools"))
    assert not list(answers(story, "dispatch-agent", "house"))


def test_failed_answers_are_those_that_are_not_the_topic_of_the_ticket(story: Story) -> None:
    with (COMPANY / "cases" / "tickets.csv").open(newline="") as file:
        topics = {row["ticket_id"]: row["topic"] for row in csv.DictReader(file)}
    wrong = {
        provider: sum(
            answer.text.strip().strip(".").lower() != topics[trial.case]
            for trial, answer in answers(story, "ticket-triage", provider)
        )
        for provider in ("aster", "cedar")
    }
    (report,) = [one for one in verdicts(story) if one["workload"] == "ticket-triage"][1:]
    assert report["candidate"] == "cedar"
    rows = story.drill("--without", "model:smollm2-135m-instruct", "--as-of", "2026-12-01")
    row = next(one for one in rows["workloads"] if one["workload"] == "ticket-triage")
    share = (wrong["cedar"] - wrong["aster"]) / len(topics)
    assert row["extra_failures_month"] == pytest.approx(share * 900_000)
    assert row["extra_failures_low"] < share * 900_000 < row["extra_failures_high"]


def test_the_ranking_says_why_the_others_were_not_taken(story: Story) -> None:
    rows = story.drill("--slower", "birch=4", "--as-of", "2026-12-02")["workloads"]
    contacts = next(row for row in rows if row["workload"] == "contact-extraction")
    assert contacts["to"] == "cedar"
    assert [(one["to"], one["binding"]) for one in contacts["others"]] == [
        ("dune", "it costs more")
    ]
    assert cost("dune", "contact-extraction", story) > cost("cedar", "contact-extraction", story)


def test_a_pack_moves_from_what_runs_today_and_not_from_what_was_compared(story: Story) -> None:
    words = ("cutover", "runs/support", "--workload", "ticket-triage-eu", "--to", "birch")
    done = in_process(*words, "--out", "eu", cwd=story.folder, env=story.env)
    assert done.code == 0
    page = (story.folder / "eu" / "cutover.md").read_text()
    assert "| provider | aster-eu | birch |" in page
    assert "It was compared with aster, and runs on aster-eu today." in page
    models = yaml.safe_load((story.folder / "eu" / "litellm.yaml").read_text())["model_list"]
    assert [one["model_info"]["id"] for one in models] == ["aster-eu", "birch"]
    assert models[0]["litellm_params"]["api_key"] == "os.environ/ASTER_API_KEY"


def test_the_history_alone_is_no_run(story: Story) -> None:
    done = in_process("drill", "runs/history.sqlite", "--every", cwd=story.folder, env=story.env)
    assert (done.code, "is not a run folder" in done.err) == (2, True)
