"""Keys in the texts of a foreign suite are listed with their place, or replaced."""

from __future__ import annotations

import importlib.util
import json
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest
from commands import Result, in_process
from foreign_files import lines

from portcheck.imports.redaction.secrets import spans
from portcheck.run.foreign import kept_keys

KEY = "sk-proj-abcdefghij0123456789ABCDEFGHIJ"
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
PASSWORD = "Sommer25!"
PROMPTFOO = f"""
prompts:
  - "Use {KEY} and say {{{{a}}}}"
providers: [openai:gpt-5]
tests:
  - vars: {{a: "my password is {PASSWORD} ok"}}
    assert: [{{type: contains, value: "{PASSWORD}"}}]
  - vars: {{a: hello}}
    assert: [{{type: contains, value: "{TOKEN}"}}]
"""
INSPECT: dict[str, Any] = {
    "status": "success",
    "eval": {"task": "t", "model": "v/m", "scorers": [{"name": "includes"}]},
    "samples": [
        {
            "id": "q1",
            "epoch": 1,
            "input": f"What is {KEY}?",
            "target": "a key",
            "output": {
                "choices": [
                    {
                        "message": {"role": "assistant", "content": f"It is {TOKEN}, a key."},
                        "stop_reason": "stop",
                    }
                ]
            },
        }
    ],
}
EVALS = f"""
e:
  id: e.v1
e.v1:
  class: evals.elsuite.basic.match:Match
  args:
    samples_jsonl: samples.jsonl
# {KEY}
"""
FILES = {
    "promptfoo": ("promptfooconfig.yaml", PROMPTFOO),
    "inspect": ("log.json", json.dumps(INSPECT)),
    "openai-evals": ("e.yaml", EVALS),
    "deepeval": ("g.json", json.dumps([{"input": f"Say {KEY}", "expected_output": TOKEN}])),
    "braintrust": ("b.jsonl", lines({"input": f"Say {KEY}", "expected": TOKEN})),
}


def imported(folder: Path, tool: str, *words: str) -> Result:
    name, text = FILES[tool]
    (folder / name).write_text(text)
    sample = {"input": [{"role": "user", "content": f"Say {KEY}"}], "ideal": TOKEN}
    (folder / "samples.jsonl").write_text(lines(sample))
    checks = {
        "deepeval": ("--check", 'equals: "{{ row.expected }}"'),
        "braintrust": ("--check", 'equals: "{{ row.expected }}"'),
    }
    return in_process(
        "import", tool, name, "--out", "made", *checks.get(tool, ()), *words, cwd=folder
    )


def written(folder: Path) -> str:
    return "".join(
        path.read_text() for path in sorted((folder / "made").rglob("*")) if path.is_file()
    )


@pytest.mark.parametrize("tool", FILES)
def test_what_is_copied_is_listed_and_what_is_to_be_replaced_is(tmp_path: Path, tool: str) -> None:
    done = imported(tmp_path, tool)
    assert done.code == 0, done.err
    assert KEY in written(tmp_path)
    listed = [line for line in done.err.splitlines() if "may be a key or a password" in line]
    assert listed
    assert "--redact" in done.err
    page = (tmp_path / "made" / "not-imported.md").read_text()
    assert page.count("may be a key or a password") == len(listed)
    for secret in (KEY, TOKEN, PASSWORD):
        assert secret not in done.err + done.out + page
    again = tmp_path / "again"
    again.mkdir()
    done = imported(again, tool, "--redact")
    assert done.code == 0, done.err
    assert "replaced," in done.err
    left = written(again)
    for secret in (KEY, TOKEN, PASSWORD):
        assert secret not in left
    assert "[secret-" in left


def test_the_place_is_the_one_in_the_foreign_file(tmp_path: Path) -> None:
    done = imported(tmp_path, "promptfoo")
    assert "promptfooconfig.yaml:3 (workload prompt-1, prompt.user): copied with 1" in done.err
    assert "promptfooconfig.yaml:6 (workload prompt-1, cases.0.vars.a): copied" in done.err
    assert "cases.1.checks.0" in done.err


def test_a_value_has_one_stand_in_so_that_checks_still_fit(tmp_path: Path) -> None:
    imported(tmp_path, "promptfoo", "--redact")
    suite = (tmp_path / "made" / "suite.yaml").read_text()
    stand_in = suite.partition("my password is ")[2].partition(" ok")[0]
    assert suite.count(stand_in) == 2


def test_many_places_are_counted_and_long_suites_are_searched_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"input": f"Say {n} {KEY}", "expected": "x"} for n in range(30)]
    monkeypatch.setitem(FILES, "braintrust", ("b.jsonl", lines(*rows)))
    done = imported(tmp_path, "braintrust")
    assert done.err.count("copied with") == kept_keys.MOST_LINES
    assert "10 further places with such values" in done.err
    monkeypatch.setattr(kept_keys, "MOST_CHARS", 200)
    short = tmp_path / "short"
    short.mkdir()
    assert "only the first 200 characters" in imported(short, "braintrust").err


def test_a_suite_without_keys_has_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FILES, "braintrust", ("b.jsonl", lines({"input": "Say x", "expected": 1})))
    done = imported(tmp_path, "braintrust")
    assert done.code == 0
    assert "key" not in done.err


def test_without_the_library_our_own_rules_search_and_redaction_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec

    def lacking(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "detect_secrets" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", lacking)
    spans._plugins.cache_clear()
    assert "may be a key or a password" in imported(tmp_path, "braintrust").err
    other = tmp_path / "other"
    other.mkdir()
    done = imported(other, "braintrust", "--redact")
    assert done.code == 2
    assert "--redact replaces what it finds, which needs detect_secrets" in done.err
    spans._plugins.cache_clear()


NAMES = f"""
prompts:
  - {{label: "Support {KEY}", raw: "Say {{{{a}}}}"}}
  - "Tell {{{{a}}}}"
providers: [openai:gpt-5]
tests:
  - vars: {{a: hello}}
    metadata: {{"{KEY}": x}}
    assert:
      - {{type: is-json, value: {{type: object, properties: {{"{KEY}": {{type: string}}}}}}}}
"""


def test_keys_in_names_are_listed_and_replaced_as_well(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(NAMES)
    words = ("import", "promptfoo", "p.yaml", "--out", "made")
    kept = in_process(*words, cwd=tmp_path)
    assert kept.code == 0, kept.err
    assert "workload Support (not shown): copied with 1 value" in kept.err
    assert "json_schema.properties): copied with 1 value" in kept.err
    assert KEY not in kept.out + kept.err
    done = in_process(*words[:-1], "again", "--redact", cwd=tmp_path)
    assert done.code == 0, done.err
    files = [path for path in (tmp_path / "again").rglob("*") if path.is_file()]
    assert [path.name for path in files if KEY in path.read_text()] == []
    assert '"Support [secret-' in (tmp_path / "again" / "suite.yaml").read_text()


def test_recorded_answers_stay_with_a_workload_whose_name_holds_a_key(tmp_path: Path) -> None:
    named = {**INSPECT, "eval": {**INSPECT["eval"], "task": f"t {KEY}"}}
    named["samples"] = [{**INSPECT["samples"][0], "id": f"q {TOKEN}"}]
    (tmp_path / "log.json").write_text(json.dumps(named))
    words = ("import", "inspect", "log.json", "--out", "made", "--redact", "--json")
    done = in_process(*words, cwd=tmp_path)
    assert done.code == 0, done.err
    assert json.loads(done.out)["answers"] == 1
    assert KEY not in written(tmp_path)
    assert TOKEN not in written(tmp_path)
