"""A log becomes a suite that validates, runs, and says what it stands for."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import in_process
from program_log import PEOPLE, lines, record
from traffic_logs import LOGS

from portcheck.config.load import check_file, load
from portcheck.errors import UsageError
from portcheck.imports.cluster import Clusters
from portcheck.imports.clustering.clusters import clusters
from portcheck.imports.logs.known_formats import read
from portcheck.imports.redaction.redactor import Redactor
from portcheck.providers.recording import RecordingWriter
from portcheck.run.traffic.dialects import READ_ANSWERS
from portcheck.run.traffic.import_traffic import (
    MOST_CHARS,
    TrafficMade,
    TrafficOptions,
    cases_of_margin,
    import_traffic,
)


def imported(folder: Path, text: str, **settings: Any) -> TrafficMade:
    log = folder / "log.jsonl"
    log.write_text(text, encoding="utf-8")
    found: list[Clusters] = []

    def sorted_log() -> Clusters:
        found.append(clusters(read(log, READ_ANSWERS)))
        return found[0]

    options = TrafficOptions(**settings)
    return import_traffic(log, sorted_log, folder / "made", options, lambda _: None)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("traffic")
    imported(folder, "\n".join([*lines(free=6), "not json"]), cases=30)
    return folder


def rows_in(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def suite_of(home: Path) -> dict[str, Any]:
    data = yaml.safe_load((home / "made" / "suite.yaml").read_text(encoding="utf-8"))
    found: dict[str, Any] = data["workloads"]
    return found


def test_what_is_written_validates_without_editing(home: Path) -> None:
    problems = check_file(home / "made" / "suite.yaml")
    assert [one for one in problems if one.severity == "error"] == []
    loaded = load([home / "made" / "suite.yaml"], home / "made" / "providers.yaml")
    sizes = {workload.id: len(workload.cases) for workload in loaded.suite.workloads}
    assert sorted(sizes.values()) == [6, 24, 30, 30]


def test_each_workload_says_what_its_cases_stand_for(home: Path) -> None:
    found = suite_of(home)
    route = found["you-route-support-tickets-answer"]
    sample = route["stands_for"]
    assert sample["calls"] == 60
    assert sum(one["cases"] for one in sample["templates"].values()) == 30
    assert route["monthly_calls"] > 300
    assert "Answer with one queue name; monthly_calls from 60 calls in" in route["about"]
    assert route["sampling"] == {"temperature": 0}
    assert route["runs_on"] == "today"


def test_nobody_of_the_log_is_in_any_file(home: Path) -> None:
    written = "".join(
        path.read_text(encoding="utf-8") for path in (home / "made").rglob("*") if path.is_file()
    ).lower()
    # Whole words: a stand-in may have a name of the log inside it, as Hannah has Anna.
    words = {*re.findall(r"[^\W\d_]+", written)}
    assert words.isdisjoint(word for person in PEOPLE for word in person.lower().split())
    assert "hunter" not in written
    for path in (home / "made").rglob("*.jsonl"):
        assert path.stat().st_mode & 0o077 == 0


def test_a_person_stays_the_same_in_prompt_answer_and_expectation(home: Path) -> None:
    rows = rows_in(home / "made" / "extract-as-json.jsonl")
    for row in rows:
        name = row["expected_fields"]["customer"]
        assert name in row["prompt"]
        assert "[secret-" in row["prompt"]
    assert len({row["expected_fields"]["customer"] for row in rows}) == len(PEOPLE)
    assert len({row["prompt"].partition("[secret-")[2] for row in rows}) == len(rows)


def test_checks_are_proposed_and_wait(home: Path) -> None:
    found = suite_of(home)
    checks = {
        name: {next(iter(check)): check for entry in one["cases_from"] for check in entry["checks"]}
        for name, one in found.items()
    }
    route = checks["you-route-support-tickets-answer"]
    assert sorted(route["one_of"]["one_of"]) == ["access", "billing", "outage"]
    assert route["one_of"]["proposed"]["of"] == 15
    assert "95 % interval" in route["one_of"]["proposed"]["misses"]
    assert "nobody has checked" in route["equals"]["proposed"]["misses"]
    extract = checks["extract-as-json"]
    assert extract["json_schema"]["json_schema"]["required"] == ["customer", "quantity", "rush"]
    agent = checks["refund-agent"]
    assert agent["called"]["called"] == "get_order"
    assert agent["never"]["never"] == ["delete_account"]
    assert "facts" in agent
    (declined,) = (one for name, one in checks.items() if name.startswith("tell-me"))
    assert declined["refusal"]["expect"] == "full"
    for of_workload in checks.values():
        assert all(check["accept"] is False for check in of_workload.values())


def test_a_tool_loop_is_a_case_of_the_agent_kind_and_replays(home: Path) -> None:
    entry, *_ = suite_of(home)["refund-agent"]["cases_from"]
    assert entry["tool_results"] == "{{ row.results }}"
    made = home / "made"
    row = json.loads((made / entry["file"]).read_text().splitlines()[0])
    (result,) = row["results"]
    assert result["tool"] == "get_order"
    assert result["arguments"]["subset"]["id"] in row["messages"][0]["content"]


def test_the_log_is_a_baseline_that_costs_nothing(home: Path) -> None:
    made = home / "made"
    copy = (made / "recordings" / "today.jsonl").read_text().replace('"billing"', '"access"')
    (made / "recordings" / "other.jsonl").write_text(copy)
    entries = yaml.safe_load((made / "providers.yaml").read_text())
    entries["providers"]["other"] = {
        **entries["providers"]["today"],
        "model": "other",
        "file": "recordings/other.jsonl",
    }
    (made / "both.yaml").write_text(yaml.safe_dump(entries))
    suite = (made / "suite.yaml").read_text()
    (made / "accepted.yaml").write_text(suite.replace("accept: false", "accept: true"))
    rules = {}
    for name in ("suite", "accepted"):
        done = in_process(
            "run", f"made/{name}.yaml", "--providers", "made/both.yaml", "--baseline", "today",
            "--out", f"run-{name}", "--json", cwd=home,
        )  # fmt: skip
        report = json.loads(done.out)
        rules[name] = Counter(verdict["rule"] for verdict in report["verdicts"])
        said = " ".join(w for verdict in report["verdicts"] for w in verdict["warnings"])
        assert "was drawn at random (seed 0) from 60 calls of 2026-09-2" in said
        route = report["verdicts"][0]["gates"][0]
        assert route["missing"] == 0
    assert rules["suite"] == {"nothing_checked": 4}
    assert "nothing_checked" not in rules["accepted"]
    assert rules["accepted"]["gate_inferior"] == 1


def test_another_seed_draws_others_and_the_same_the_same(tmp_path: Path) -> None:
    drawn = {}
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        folder = tmp_path / name
        folder.mkdir()
        imported(folder, "\n".join(lines(extracted=0, loops=0)), cases=10, seed=seed)
        path = next((folder / "made").glob("you-*.jsonl"))
        drawn[name] = [row["logged_at"] for row in rows_in(path)]
    assert drawn["a"] == drawn["b"]
    assert drawn["a"] != drawn["c"]


def test_a_log_without_a_call_is_refused_with_its_reasons(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it holds no model call") as raised:
        imported(tmp_path, "not json\n")
    assert "is neither JSON nor a table (1 record)" in raised.value.message
    assert not (tmp_path / "made").exists()


def asked(number: int, text: str) -> str:
    """A line of a log with that question."""
    system = {"role": "system", "content": "Summarise."}
    return record(number, [system, {"role": "user", "content": text}], "Short.")


def test_texts_that_no_case_may_have_go_before_redaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []
    learn = Redactor.learn

    def noted(self: Redactor, texts: Iterable[str]) -> None:
        there = list(texts)
        looked_at.append(max(map(len, there)))
        learn(self, there)

    monkeypatch.setattr(Redactor, "learn", noted)
    short = [asked(number, f"Text {number}") for number in range(6)]
    long = [asked(number, f"{number} " * 500_000) for number in (7, 8)]
    made = imported(tmp_path, "\n".join([*short, *long]), cases=10)
    assert made.written.cases == 6
    assert looked_at[0] < MOST_CHARS
    (reason,) = (one for one in made.skipped if "characters" in one)
    assert made.skipped[reason] == 2
    assert [str(one.place) for one in made.written.omitted] == ["log.jsonl:7", "log.jsonl:8"]
    assert "more than 980,000 characters" in (tmp_path / "made" / "not-imported.md").read_text()
    alone = tmp_path / "alone"
    alone.mkdir()
    with pytest.raises(UsageError, match=r"more than 980,000 characters.*\(2 records\)"):
        imported(alone, "\n".join(long))


def test_a_folder_that_has_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "mine").write_text("x")
    with pytest.raises(UsageError, match="is not empty"):
        imported(tmp_path, "\n".join(lines()))
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["mine"]


def test_a_margin_says_how_many_cases_it_takes() -> None:
    assert cases_of_margin(0.05) == 108
    assert TrafficOptions(margin=0.1).size == cases_of_margin(0.1) < 108
    assert TrafficOptions(cases=7).size == 7


@pytest.mark.parametrize("name", LOGS)
def test_a_log_of_every_shape_becomes_a_suite_without_editing(tmp_path: Path, name: str) -> None:
    made = imported(tmp_path, "".join(json.dumps(one) + "\n" for one in LOGS[name]))
    assert check_errors(tmp_path) == []
    assert [one.added.cases for one in made.workloads] == [1, 1]
    assert made.written.cases == 2
    assert made.written.answers == 2
    assert made.written.omitted == ()


def check_errors(folder: Path) -> list[Any]:
    problems = check_file(folder / "made" / "suite.yaml")
    return [one for one in problems if one.severity == "error"]


def test_braces_escapes_and_controls_of_a_log_are_only_text(tmp_path: Path) -> None:
    system = "Use {{ name }} and {% if x %} and ${HOME}; never {# this #}."
    said = "{{ 7*7 }} \x1b[31m\u202e \u0000 ../../etc/passwd"
    turns = [{"role": "system", "content": system}, {"role": "user", "content": said}]
    imported(tmp_path, record(0, turns, "{{ row.id }}") + "\n")
    assert check_errors(tmp_path) == []
    loaded = load([tmp_path / "made" / "suite.yaml"], tmp_path / "made" / "providers.yaml")
    (case,) = loaded.suite.workloads[0].cases
    assert case.request.system == system
    assert case.request.messages[0].text == said
    for path in (tmp_path / "made").rglob("*"):
        assert not path.is_file() or b"\x1b" not in path.read_bytes()


def test_a_conversation_keeps_its_turns_and_a_call_without_a_result_is_an_answer(
    tmp_path: Path,
) -> None:
    turns = [
        {"role": "user", "content": "Which lamp is the cheapest of the shop?"},
        {"role": "assistant", "content": "The blue one."},
        {"role": "user", "content": "Order it for me, please."},
    ]
    line = json.loads(record(0, turns, ""))
    call = {"id": "x", "type": "function", "function": {"name": "order", "arguments": "{}"}}
    line["response"]["choices"][0]["message"]["tool_calls"] = [call]
    imported(tmp_path, json.dumps(line) + "\n")
    assert check_errors(tmp_path) == []
    loaded = load([tmp_path / "made" / "suite.yaml"], tmp_path / "made" / "providers.yaml")
    (case,) = loaded.suite.workloads[0].cases
    assert [one.role for one in case.request.messages] == ["user", "assistant", "user"]
    assert [tool.name for tool in case.request.tools] == ["order"]
    recording = (tmp_path / "made" / "recordings" / "today.jsonl").read_text()
    assert '"name": "order"' in recording


def test_an_interrupt_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(RecordingWriter, "add", stopped)
    with pytest.raises(KeyboardInterrupt):
        imported(tmp_path, "\n".join(lines(extracted=0, loops=0)), cases=10)
    assert [path.name for path in tmp_path.iterdir()] == ["log.jsonl"]


def test_answers_that_the_log_holds_as_json_are_noted(tmp_path: Path) -> None:
    records = [
        {
            "prompt": f"Extract the order as JSON.\n\n{number} pens for shop {number}",
            "response": {"shop": f"shop {number}", "pens": number},
        }
        for number in range(12)
    ]
    imported(tmp_path, "\n".join(map(json.dumps, records)))
    notes = (tmp_path / "made" / "not-imported.md").read_text()
    assert "the log holds the answers of 12 conversations as parsed JSON" in notes
    (workload,) = suite_of(tmp_path).values()
    checks = [next(iter(one)) for entry in workload["cases_from"] for one in entry["checks"]]
    assert "json_schema" in checks


def test_a_chat_without_a_system_prompt_is_one_workload_and_that_is_noted(tmp_path: Path) -> None:
    asked = ["Hi", "Who won?", "Why is the sky blue?", "Write a poem.", "What is a monad?"]
    records = [
        {"prompt": text, "response": f"An answer of {number} words", "id": number}
        for number, text in enumerate(asked * 12)
    ]
    made = imported(tmp_path, "\n".join(map(json.dumps, records)))
    (only,) = suite_of(tmp_path)
    assert only == "free-text"
    assert made.left_out == 0
    notes = (tmp_path / "made" / "not-imported.md").read_text()
    assert "free-text: 60 calls without a system prompt are one workload: they are in 5" in notes


def test_a_workload_is_not_named_by_the_marks_of_a_chat_template(tmp_path: Path) -> None:
    head, end = "<|start_header_id|>{}<|end_header_id|>\n\n", "<|eot_id|>"
    records = [
        {
            "prompt": f"<|begin_of_text|>{head.format('system')}You sort post.{end}"
            f"{head.format('user')}Letter {number}{end}{head.format('assistant')}",
            "response": "bills",
        }
        for number in range(8)
    ]
    broken = [{"prompt": f"<|begin_of_text|>Sum up page {n}:", "response": "b"} for n in range(8)]
    imported(tmp_path, "\n".join(map(json.dumps, records + broken)))
    assert sorted(suite_of(tmp_path)) == ["sum-up-page", "you-sort-post"]


def test_a_key_in_the_name_of_a_model_is_in_no_file(tmp_path: Path) -> None:
    key = "sk-proj-" + "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW"
    records = [json.loads(line) for line in lines()]
    for one in records:
        one["request"] |= {"model": f"ft:{key}", "stop": [key]}
        one["response"]["model"] = key
    made = imported(tmp_path, "\n".join(map(json.dumps, records)))
    assert made.written.providers == ("today",)
    files = [path for path in (tmp_path / "made").rglob("*") if path.is_file()]
    assert len(files) > 3
    assert [path.name for path in files if key in path.read_text(encoding="utf-8")] == []
    assert "secret-" in (tmp_path / "made" / "providers.yaml").read_text(encoding="utf-8")


def turns_of(text: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": text}]


def test_answers_that_are_ids_or_end_in_a_number_make_a_suite(tmp_path: Path) -> None:
    for form in ("INV-{}", "ok {}"):
        records = [record(at, turns_of(f"Find {at}"), form.format(at * 31)) for at in range(30)]
        folder = tmp_path / form[:2]
        folder.mkdir()
        made = imported(folder, "\n".join(records))
        assert made.written.cases == 30
        assert made.written.omitted == ()


def test_a_number_that_redaction_changed_in_the_answer_alone_is_asked_of_nobody(
    tmp_path: Path,
) -> None:
    """Or every candidate would fail where the log's own answer passes."""
    ask = "The code of the side door is {}. Which is the next one?"
    records = [
        record(at, turns_of(ask.format(4000 + 13 * at)), str(9001 + 17 * at)) for at in range(30)
    ]
    made = imported(tmp_path, "\n".join(records))
    assert made.written.cases == 30
    # How long answers are may be proposed, as new digests sort the cases anew each time.
    proposed = [one.check for one in made.workloads[0].added.proposals]
    assert [check for check in proposed if set(check) != {"max_length"}] == []
    assert any("no model could know them" in note for note in made.written.notes)


def test_half_of_a_surrogate_pair_in_a_log_ends_no_import(tmp_path: Path) -> None:
    records = [record(at, turns_of(f"\ud83d Find {at}"), f"\ude00 found {at}") for at in range(8)]
    assert imported(tmp_path, "\n".join(records)).written.cases == 8


def test_half_of_a_surrogate_pair_in_a_tool_ends_no_import(tmp_path: Path) -> None:
    """A description that was cut in the middle of a sign, as JSON escapes it."""
    function = {"name": "find", "description": "Finds it \ud83d", "parameters": {"type": "object"}}
    records = []
    for at in range(8):
        line = json.loads(record(at, turns_of(f"Find {at}"), f"found {at}"))
        line["request"]["tools"] = [{"type": "function", "function": function}]
        records.append(json.dumps(line))
    assert imported(tmp_path, "\n".join(records)).written.cases == 8
    assert check_errors(tmp_path) == []


def test_a_password_that_is_part_of_other_words_ends_no_import(tmp_path: Path) -> None:
    asks = ("My password is summer2024, ticket {}", "Open midsummer2024b.txt for ticket {}")
    records = [record(at, turns_of(asks[at % 2].format(at)), "done") for at in range(12)]
    assert imported(tmp_path, "\n".join(records)).written.cases == 12
    files = [path for path in (tmp_path / "made").rglob("*") if path.is_file()]
    assert [one.name for one in files if "ummer2024" in one.read_text(encoding="utf-8")] == []
