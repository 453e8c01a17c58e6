"""Which texts of a run leave the machine with a bundle."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import in_process
from msgspec.structs import replace
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.evidence.archive import unpack
from portcheck.model.codec import decode_json, encode_json
from portcheck.model.judgement import Judgement
from portcheck.run.bundle.texts import LEFT_OUT, Lines

PROVIDERS = """\
portcheck: 1
providers:
  a: {vendor: nobody, dialect: fake, options: {character: careful}}
  b: {vendor: nobody, dialect: fake, options: {character: careful}}
"""
SUITE = """\
portcheck: 1
suite: s
workloads:
  w:
    runs_on: a
    prompt: {system: our SECRET prompt, user: "SECRET {{ q }}"}
    variants:
      b:
        - {name: longer, system: "{{ original.system }}, SECRET", settings: {temperature: 0.5}}
        - {name: asked, user: "{{ original.user }}? SECRET"}
    checks: [{contains: {any: [a, e]}}]
    cases:
      - {id: one, vars: {q: hello}}
      - {id: two, vars: {q: bye}}
"""


@pytest.mark.parametrize("content", ["none", "flips", "all"])
def test_prompts_of_variants_leave_with_the_other_texts(tmp_path: Path, content: str) -> None:
    """The two sides answer alike, so no case is a flip."""
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    (tmp_path / "suite.yaml").write_text(SUITE)
    in_process("run", "suite.yaml", "--providers", "providers.yaml", "--out", "r", cwd=tmp_path)
    made = in_process("bundle", "r", "--content", content, "--out", "b.zip", cwd=tmp_path)
    assert made.code == 0, made.err
    held = b"".join(unpack((tmp_path / "b.zip").read_bytes()).files.values())
    assert (b"SECRET" in held) == (content == "all")
    checked = in_process("verify", "b.zip", cwd=tmp_path)
    assert checked.code == 0, checked.out


def test_errors_of_judges_may_quote_an_answer() -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a"), make_case("b")])))
    said = Judgement(
        trial=plan.trials[0].key,
        check="judge",
        judge="j",
        rubric="r",
        answer="a",
        sent="s",
        at="2026-11-28T10:00:00Z",
        failure=Failure(error_class="content_blocked", message="SECRET is blocked", hint="SECRET"),
    )
    other = next(one.key for one in plan.trials if one.case == "b")
    lines = [encode_json(one) + b"\n" for one in (said, replace(said, trial=other))]
    bare, kept = Lines.of(plan, {}, [("w", "a")]).judgements(lines)
    found = decode_json(Judgement, bare).failure
    assert found == Failure(error_class="content_blocked", message=LEFT_OUT)
    assert kept == lines[1]
