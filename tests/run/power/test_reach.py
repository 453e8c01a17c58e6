"""The smallest margin that a suite could ever show."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.config.load import load
from portcheck.run.power.reach import command, reaches, shortest

SUITE = """
portcheck: 1
suite: s
workloads:
  a few:
    prompt: {user: "{{ q }}"}
    gates: {task: {margin: 0.05}, refusal: {margin: 0.5}}
    cases: [%s]
  one:
    prompt: {user: "{{ q }}"}
    gates: {task: {margin: 0.9}, refusal: {margin: 0.9}}
    cases:
      - {id: a, vars: {q: b}, checks: [{equals: c}]}
      - {id: b, vars: {q: d}, checks: [{equals: e}]}
"""
CASE = "{id: c%d, vars: {q: q%d}, checks: [{equals: a%d}]}"


def test_the_gate_that_lacks_most_of_each_workload(tmp_path: Path) -> None:
    path = tmp_path / "my suite.yaml"
    path.write_text(SUITE % ", ".join(CASE % (n, n, n) for n in range(25)))
    few, one = reaches(load([path], None))
    assert (few.workload, few.gate, few.groups, few.groups_for_margin) == ("a few", "task", 25, 63)
    assert few.least_margin == pytest.approx(1 - 0.04 ** (1 / 25))
    assert (few.enough, one.enough) == (False, True)
    assert few.words == "0.121 in a few (task, 25 cases; margin 0.05 takes 63)"
    assert one.words.endswith("in one (task, 2 cases)")
    assert shortest([one, few]) is few
    assert command(few) == f"portcheck cases '{path}' --workload 'a few' --from FILE"


def test_prompts_of_a_candidate_share_the_error_rate(tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    variants = (
        "    variants: {new: [{name: short, system: Be short.}]}\n    gates: {task: {margin: 0.05"
    )
    text = SUITE.replace("    gates: {task: {margin: 0.05", variants)
    path.write_text(text % ", ".join(CASE % (n, n, n) for n in range(25)))
    loaded = load([path], None)
    needed = [
        reaches(loaded, candidates=names)[0].groups_for_margin
        for names in (None, ["new", "other"], ["other"])
    ]
    assert needed == [81, 81, 63]
