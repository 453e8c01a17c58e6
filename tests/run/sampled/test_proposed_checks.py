"""Proposals that nobody has accepted are named wherever a suite is read or judged."""

from __future__ import annotations

import json
from pathlib import Path

from commands import in_process

from portcheck.config.load import load
from portcheck.run.sampled.proposed_checks import proposals_waiting

SUITE = """\
portcheck: 1
suite: s
workloads:
  w:
    stands_for: {{calls: 40, seed: 1, templates: {{t: {{calls: 40, cases: 2}}}}}}
    cases:
      - id: a
        prompt: Say one.
        checks: [{{equals: one, proposed: {{holds_on: 2, of: 2}}, accept: {accept}}}]
      - id: b
        prompt: Say two.
        checks: [{{equals: two, proposed: {{holds_on: 2, of: 2}}, accept: {accept}}}]
"""
ANSWERS = [
    {"case": case, "prompt": prompt, "model": model, "text": text}
    for case, prompt, text in (("a", "Say one.", "one"), ("b", "Say two.", "two"))
    for model in ("old", "new")
]


def made(folder: Path, accept: str) -> Path:
    log = folder / "log.jsonl"
    log.write_text("".join(json.dumps(line) + "\n" for line in ANSWERS))
    done = in_process("import", "answers", "log.jsonl", "--out", f"m-{accept}", cwd=folder)
    assert done.code == 0, done.err
    home = folder / f"m-{accept}"
    (home / "suite.yaml").write_text(SUITE.format(accept=accept))
    return home


def test_a_run_shows_what_a_proposal_says_and_builds_nothing_on_it(tmp_path: Path) -> None:
    for accept, rule in (("false", "nothing_checked"), ("true", "too_few_cases")):
        home = made(tmp_path, accept)
        done = in_process(
            "run", str(home / "suite.yaml"), "--baseline", "old", "--out", f"r-{accept}", "--json",
            cwd=tmp_path,
        )  # fmt: skip
        report = json.loads(done.out)
        (verdict,) = report["verdicts"]
        assert (verdict["rule"] == "nothing_checked") == (rule == "nothing_checked")
        said = " ".join(verdict["warnings"])
        assert ("that nobody has accepted" in said) == (accept == "false")
        assert "Its sample of 2 cases was drawn at random (seed 1) from 40 calls" in said
        shown = in_process("show", f"r-{accept}", "w", "a", cwd=tmp_path)
        assert "equals" in shown.out


def test_validate_names_them_and_says_what_to_do(tmp_path: Path) -> None:
    home = made(tmp_path, "false")
    done = in_process("validate", str(home / "suite.yaml"), cwd=tmp_path)
    assert done.code == 0
    assert "equals (2 cases)" in done.out + done.err
    assert "accept: true" in done.out + done.err
    workload = load([home / "suite.yaml"], None).suite.workloads[0]
    assert proposals_waiting(workload).endswith("equals (2 cases)")
    home = made(tmp_path, "true")
    assert proposals_waiting(load([home / "suite.yaml"], None).suite.workloads[0]) == ""


def test_what_waits_is_said_once_with_what_to_do(tmp_path: Path) -> None:
    home = made(tmp_path, "false")
    done = in_process("validate", str(home / "suite.yaml"), "--json", cwd=tmp_path)
    found = [one for one in json.loads(done.out)["problems"] if "workload 'w'" in one["message"]]
    assert [one["message"] for one in found] == [
        "the workload 'w' has proposed checks that nobody has accepted, so they feed no gate: "
        "equals "
        "(2 cases), so it can never be `safe`"
    ]
    assert "`accept: true`" in found[0]["hint"]


def test_checks_are_named_in_the_order_of_the_suite(tmp_path: Path) -> None:
    home = made(tmp_path, "false")
    waits = "proposed: {holds_on: 2, of: 2}, accept: false"
    before = f"checks: [{{one_of: [one, two], {waits}}}, {{language: en, {waits}}}, "
    text = (home / "suite.yaml").read_text().replace("checks: [", before, 1)
    (home / "suite.yaml").write_text(text)
    (workload,) = load([home / "suite.yaml"], home / "providers.yaml").suite.workloads
    assert proposals_waiting(workload).endswith(
        "equals (2 cases), one_of (1 case), language (1 case)"
    )
