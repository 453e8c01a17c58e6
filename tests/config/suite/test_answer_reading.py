"""`extract` and `json` in a suite: who they hold for, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck import pipeline
from portcheck.errors import ConfigError
from portcheck.model.suite import CheckSpec

SUITE = """
portcheck: 1
suite: s
defaults: {json: lenient}
workloads:
  w:
    extract: {after: "Answer:"}
    prompt: "Add {{ n }}"
    checks:
      - contains: {none: [KEY]}
        gate: red_line
      - refusal: none
    cases:
      - id: a
        vars: {n: 1}
        checks:
          - equals: "1"
            accepts: ["Hm. Answer: 1"]
            rejects: ["1"]
          - {json_fields: {n: 1}, extract: false}
          - {equals: "1", extract: fence, id: fenced}
"""


def specs(folder: Path, text: str) -> dict[str, CheckSpec]:
    (folder / "s.yaml").write_text(text)
    (workload,) = pipeline.load(folder / "s.yaml").suite.workloads
    return {spec.id: spec for spec in workload.cases[0].checks}


def test_the_nearer_wins_and_leaks_are_looked_for_everywhere(tmp_path: Path) -> None:
    found = specs(tmp_path, SUITE)
    assert {name: spec.extract or None for name, spec in found.items()} == {
        "contains": None,
        "refusal": None,
        "equals": {"after": "Answer:"},
        "json_fields": None,
        "fenced": {"fence": True},
        "answered": None,
    }
    assert {name for name, spec in found.items() if spec.json} == {"json_fields"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("refusal: none", "refusal: none\n        extract: fence", "checks whole answers"),
        ('{after: "Answer:"}', '{after: "Answer:", fence: true}', "more than one way"),
        ('{after: "Answer:"}', "{regex: '(a'}", "not a regular expression"),
        ('{after: "Answer:"}', "{before: x}", "unknown key 'before'"),
        ('{after: "Answer:"}', "line", "cannot extract 'line'"),
        ('{after: "Answer:"}', "{fence: false}", "cannot be false"),
        ("extract: fence, id", "json: lenient, id", "does not read JSON"),
        ("json: lenient}", "json: loose}", "loose"),
        ('rejects: ["1"]', 'rejects: ["Answer: 1"]', "must fail"),
    ],
)
def test_mistakes_are_found_at_their_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SUITE
    with pytest.raises(ConfigError) as caught:
        specs(tmp_path, SUITE.replace(old, new, 1))
    assert any(said in problem.message for problem in caught.value.problems), str(caught.value)
    assert all(problem.line for problem in caught.value.problems)
