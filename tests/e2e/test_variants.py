"""Prompt variants through the command line: runs, looks, reports, packs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import Cli
from variant_runs import PROVIDERS, recorded, right, suite_text

from portcheck.model.chat import Request

pytestmark = pytest.mark.slow

TERSE = '{name: terse, system: "{{ original.system }} No JSON."}'
COLD = "{name: cold, settings: {temperature: 0}}"
WIDE = "    gates: {task: {margin: 0.15}, refusal: {margin: 0.15}}\n"
BOTH = f"{{new: [{TERSE}, {COLD}]}}"


def in_json(provider: str, request: Request) -> str:
    """The candidate answers in JSON unless it is told not to; the baseline never does."""
    told = "No JSON" in (request.system or "")
    return right(request) if provider == "old" or told else json.dumps({"word": right(request)})


def suite(home: Path, name: str, cases: int, variants: str = "", *, first: int = 0) -> Path:
    return recorded(home / name, suite_text(cases, variants, first=first, more=WIDE), in_json)


def run(cli: Cli, path: Path, name: str, *flags: str) -> dict[str, Any]:
    """Runs it into runs/NAME; its verdict."""
    providers = ("--providers", str(path.parent / "providers.yaml"))
    done = cli("run", str(path), *providers, "--out", f"runs/{name}", *flags)
    assert done.code in {0, 1, 3, 5}, done.err
    return verdict(name)


def verdict(name: str) -> dict[str, Any]:
    report = json.loads(Path("runs", name, "report.json").read_text())
    (found,) = report["verdicts"]
    assert isinstance(found, dict)
    return found


def test_a_variant_that_works_decides_and_is_what_the_cutover_needs(
    cli: Cli, tmp_path: Path
) -> None:
    found = run(cli, suite(tmp_path, "a", 40, BOTH), "one")
    assert (found["verdict"], found["variant"], found["prompts"]) == ("safe", "terse", 3)
    assert [(one["variant"], one["verdict"]) for one in found["variants"]] == [
        (None, "unsafe"),
        ("terse", "safe"),
        ("cold", "unsafe"),
    ]
    (change,) = found["changes"]
    assert (change["setting"], change["to"]) == ("prompt variant", "terse")
    assert change["diff"][-2:] == ["-Say the word.", "+Say the word. No JSON."]
    report = json.loads(Path("runs/one/report.json").read_text())
    (target,) = report["exit_plan"]["workloads"][0]["targets"]
    assert target["variant"] == "terse"
    assert any("use prompt variant terse" in one["what"] for one in target["conditions"])
    assert report["flips"] == [], "those of the prompt that decided"
    page = cli("show", "runs/one").out
    assert "The verdict is that of prompt variant terse. The error rate is shared by 3 prompts" in (
        page
    )
    assert "+Say the word. No JSON." in page
    assert "```\n--- prompt/system" in Path("runs/one/report.md").read_text()
    case = cli("show", "runs/one", "w", "c7").out
    assert "new, variant terse (candidate)" in case
    assert cli("cutover", "runs/one", "--workload", "w", "--to", "new", "--out", "move").code == 0
    assert "+Say the word. No JSON." in Path("move/prompt.diff").read_text()
    assert "holds only for prompt variant terse" in Path("move/cutover.md").read_text()


def test_what_was_decided_is_decided_again_without_a_ledger(cli: Cli, tmp_path: Path) -> None:
    path = suite(tmp_path, "a", 40, BOTH)
    first = run(cli, path, "one")
    Path("runs/history.sqlite").unlink()
    assert cli("score", "runs/one").code == 0
    assert verdict("one") == first
    assert cli("score", "runs/one", "--checks", str(path), "--out", "runs/again").code == 0
    assert verdict("again") == first
    assert cli("resume", "runs/one", "--providers", str(path.parent / "providers.yaml")).code == 0
    assert verdict("one")["variant"] == "terse"
    reused = run(cli, path, "two", "--reuse", "runs/one")
    assert reused["variant"] == "terse"


def test_a_variant_after_the_answers_needs_new_cases(cli: Cli, tmp_path: Path) -> None:
    run(cli, suite(tmp_path, "a", 30), "one")
    late = run(cli, suite(tmp_path, "b", 30, f"{{new: [{TERSE}]}}"), "two")
    assert (late["verdict"], late["rule"]) == ("inconclusive", "variant_after_answers")
    assert "new cases" in late["reasons"][0]
    assert late["prompts"] == 2
    # Another name does not make it new, and what it was asked first counts.
    more = suite(tmp_path, "c", 100, f"{{new: [{TERSE.replace('terse', 'brief')}]}}")
    found = run(cli, more, "three")
    assert (found["verdict"], found["variant"], found["prompts"]) == ("safe", "brief", 2)
    (task,) = [gate for gate in found["gates"] if gate["gate"] == "task"]
    assert task["cases"] == 70
    # Alone, new cases are a fresh claim.
    fresh = run(cli, suite(tmp_path, "d", 40, f"{{new: [{TERSE}]}}", first=100), "four")
    assert (fresh["verdict"], fresh["look"], fresh["prompts"]) == ("safe", 1, 2)


def test_every_variant_that_was_ever_asked_counts(cli: Cli, tmp_path: Path) -> None:
    run(cli, suite(tmp_path, "a", 40, BOTH), "one")
    others = "{new: [{name: x, system: A}, {name: y, system: B}]}"
    second = run(cli, suite(tmp_path, "b", 30, others), "two")
    assert second["prompts"] == 5
    third = run(cli, suite(tmp_path, "c", 50), "three")
    assert (third["prompts"], third["look"]) == (5, 3)
    assert third["alpha"] == pytest.approx(0.2 * 0.05 / 6 / 5, rel=1e-4)
    rows = json.loads(Path("runs/three/run.json").read_text())["looks"]
    assert [row["prompts"] for row in rows] == [5]


def test_two_entries_of_one_model_share_the_error_rate(cli: Cli, tmp_path: Path) -> None:
    other = '{name: other, system: "{{ original.system }} No JSON, please."}'
    providers = f"{PROVIDERS}  twin: {{vendor: mistral, dialect: recorded, file: twin.jsonl}}\n"
    variants = f"{{new: [{TERSE}], twin: [{other}]}}"
    path = recorded(
        tmp_path / "a", suite_text(40, variants, more=WIDE), in_json, providers=providers
    )
    done = cli("run", str(path), "--providers", str(path.parent / "providers.yaml"), "--out", "r")
    assert done.code == 0, done.err
    found = json.loads(Path("r/report.json").read_text())["verdicts"]
    assert [(one["candidate"], one["prompts"]) for one in found] == [("new", 3), ("twin", 3)]


def test_a_baseline_has_no_variants(cli: Cli, tmp_path: Path) -> None:
    path = suite(tmp_path, "a", 3, BOTH)
    path.write_text(path.read_text().replace("    runs_on: old\n", ""))
    done = cli("run", str(path), "--providers", str(path.parent / "providers.yaml"),
               "--baseline", "new")  # fmt: skip
    assert done.code == 2
    assert "'new' cannot be the baseline of 'w', which has prompt variants for it" in done.err


def test_hostile_words_of_a_variant_stay_words(cli: Cli, tmp_path: Path) -> None:
    hostile = 'system: "No JSON. ```\\n<script>x</script>\\e[31m"'
    path = suite(tmp_path, "a", 40, f'{{new: [{{name: "<b>x](y)", {hostile}}}]}}')
    assert run(cli, path, "one", "--report", "html=page.html")["variant"] == "<b>x](y)"
    text = Path("page.html").read_text()
    assert "<script>x" not in text
    assert "<b>x" not in text
    markdown = Path("runs/one/report.md").read_text()
    assert "````\n--- " in markdown
    assert "\x1b" not in markdown + text + cli("show", "runs/one").out


def test_a_suggestion_is_tried_as_a_variant_that_counts(cli: Cli, tmp_path: Path) -> None:
    text = "Answer with only the value: no sentence, no quotation marks, no full stop."
    variant = f'{{name: value-alone, system: "{{{{ original.system }}}}\\n\\n{text}"}}'

    def wordy(provider: str, request: Request) -> str:
        told = text in (request.system or "")
        return right(request) if provider == "old" or told else f"It is **{right(request)}**."

    path = recorded(tmp_path / "a", suite_text(40, f"{{new: [{variant}]}}", more=WIDE), wordy)
    path.write_text(suite_text(40, more=WIDE))
    assert run(cli, path, "one")["verdict"] == "unsafe"
    (one,) = json.loads(cli("suggest", "runs/one", "--json").out)["suggestions"]
    assert (one["failures"], one["cures"], one["counter_case"]) == (40, 40, None)
    assert one["variant"]["system"] == f"{{{{ original.system }}}}\n\n{text}"
    assert "could cure: 40 pass" in cli("suggest", "runs/one").out
    providers = ("--providers", str(path.parent / "providers.yaml"))
    tried = cli("suggest", "runs/one", "--try", "value-alone", *providers, "--out", "runs/two")
    assert tried.code == 3, tried.err
    found = verdict("two")
    assert (found["rule"], found["variant"]) == ("variant_after_answers", "value-alone")
    assert found["prompts"] == 2
    assert found["gates"][0]["candidate"] == 1.0
    # Pasted into the suite it is the same variant.
    path.write_text(suite_text(40, f"{{new: [{variant}]}}", more=WIDE))
    assert run(cli, path, "three")["prompts"] == 2
    assert cli("suggest", "runs/one", "--try", "other", *providers).code == 2
    assert cli("suggest", "runs/one", "--yes").code == 2
