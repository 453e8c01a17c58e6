"""The three agents that ship, asked of scripted models: what is right passes by whatever path."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from commands import Result, in_process
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_agents import FILES, RIGHT, ROWS, SUITE, WRONG, Agent, jobs, loop, wander

from portcheck import pipeline
from portcheck.detectors.extraction import scored
from portcheck.model.codec import request_hash
from portcheck.model.completion import Step, Trajectory
from portcheck.model.suite import Case, Workload
from portcheck.plugins import CHECKS, Context
from portcheck.providers.recording import header_line, outcome_line

WRONG_IN = dict.fromkeys(WRONG, 2) | {"calls-forbidden": 40}
"""Agent to n: it goes wrong in every nth case, and is right in the others."""


def record(folder: Path, name: str, agent: Agent, every: int) -> None:
    """The recording of an agent that is right in all cases but every nth."""
    lines = [header_line({"source": "written", "model": name})]
    for workload in pipeline.load(SUITE).suite.workloads:
        told = jobs(workload.id)
        assert [case.id for case in workload.cases] == list(told)
        for place, case in enumerate(workload.cases):
            does = agent if place % every == 0 else RIGHT["together"]
            whole = loop(case.request, does(told[case.id]), name)
            lines.append(outcome_line(request_hash(case.request), 0, whole, "2026-11-28T09:00:00Z"))
    (folder / f"{name}.jsonl").write_bytes(b"".join(lines))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A run of all agents, the first of them as the baseline."""
    folder = tmp_path_factory.mktemp("agents")
    shutil.copy(SUITE, folder)
    shutil.copytree(ROWS, folder / ROWS.name)
    agents = {**RIGHT, **WRONG}
    for name, agent in agents.items():
        record(folder, name, agent, WRONG_IN.get(name, 1))
    entries = {
        name: {"vendor": name, "dialect": "recorded", "model": name, "file": f"{name}.jsonl"}
        for name in agents
    }
    (folder / "providers.yaml").write_text(yaml.safe_dump({"portcheck": 1, "providers": entries}))
    words = ("run", SUITE.name, "--baseline", "together", "--out", "night", "--json")
    return folder, in_process(*words, cwd=folder)


def verdicts(night: tuple[Path, Result]) -> dict[tuple[str, str], Any]:
    report = json.loads((night[0] / "night" / "report.json").read_text())
    return {(one["workload"], one["candidate"]): one for one in report["verdicts"]}


@pytest.mark.slow
@pytest.mark.parametrize("workload", FILES)
def test_another_right_path_is_safe_on_every_gate(
    night: tuple[Path, Result], workload: str
) -> None:
    found = verdicts(night)[workload, "one-by-one"]
    assert (found["verdict"], found["rule"]) == ("safe", "all_gates_shown")
    gates = {gate["gate"]: gate for gate in found["gates"]}
    assert set(gates) == {"task", "tools", "refusal", "red_line", "errors"}
    assert all(gate["clusters"] == 40 for gate in gates.values() if gate["gate"] != "errors")


REASONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("refund-desk", "acts-first"): ("step 1: refund(", 'though "get_order" was not called before'),
    ("refund-desk", "acts-twice"): ("refund(", "is one too many: at most 1 call allowed"),
    ("refund-desk", "changes-numbers"): ("step 3: refund(", "does not have the arguments"),
    ("refund-desk", "stops-early"): ('"refund" was not called: called get_policy, get_order',),
    ("refund-desk", "never-ends"): (
        "max_steps: still calls tools in step 12, the last one allowed",
    ),
    ("refund-desk", "calls-forbidden"): ("step 2: set_limit({}) must never be called",),
    ("research", "acts-first"): ("step 1: note(", 'though "open" was not called before'),
    ("research", "changes-numbers"): ("lost: ",),
    ("research", "stops-early"): ('"open" was not called: called list_stations, search',),
    ("research", "never-ends"): ("max_steps: still calls tools in step 60, the last one allowed",),
    ("research", "calls-forbidden"): ("step 2: publish({}) must never be called",),
    ("data-entry", "acts-first"): ("step 1: enter_line(", '"open_batch" was not called before'),
    ("data-entry", "acts-twice"): ("enter_line(", "repeats step "),
    ("data-entry", "changes-numbers"): ("step 2: enter_line(", "is not one of the "),
    ("data-entry", "stops-early"): ('"close_batch" was not called: called open_batch, enter_line',),
    ("data-entry", "never-ends"): (
        "max_steps: still calls tools in step 20, the last one allowed",
    ),
    ("data-entry", "calls-forbidden"): ("step 2: force_line({}) must never be called",),
}
"""Workload and agent to what the reason of a score says. A note twice is no harm."""


def failures(folder: Path) -> dict[tuple[str, str], Counter[str]]:
    """Workload and agent to the reasons of scores that failed."""
    trials = json.loads((folder / "night" / "plan.json").read_text())["plan"]["trials"]
    places = {one["key"]: (one["workload"], one["provider"]) for one in trials}
    found: dict[tuple[str, str], Counter[str]] = {}
    for line in (folder / "night" / "scores.jsonl").read_text().splitlines():
        score = json.loads(line)
        if score["outcome"]["status"] == "failed":
            reasons = found.setdefault(places[score["trial"]], Counter())
            reasons[score["outcome"]["reason"]] += 1
    return found


@pytest.mark.slow
def test_each_wrong_agent_is_found_by_the_right_rule_with_the_step(
    night: tuple[Path, Result],
) -> None:
    folder, found = night[0], verdicts(night)
    reasons = failures(folder)
    for (workload, agent), said in REASONS.items():
        one = found[workload, agent]
        forbidden = agent == "calls-forbidden"
        rule = "confirmed_breach" if forbidden else "gate_inferior"
        assert (one["verdict"], one["rule"]) == ("unsafe", rule), (workload, agent)
        known = [reason for reason in reasons[workload, agent] if said[0] in reason]
        assert any(part in reason for reason in known for part in said[-1:]), (workload, agent)
        if forbidden:
            assert sum(reasons[workload, agent].values()) == 1, "one call in forty cases is enough"


@pytest.mark.slow
def test_those_that_are_right_fail_nothing(night: tuple[Path, Result]) -> None:
    folder, result = night
    assert result.code == 1
    clean = {("research", "acts-twice")}
    agents = {(workload, name) for workload in FILES for name in (*RIGHT, *WRONG)}
    assert agents - set(failures(folder)) == {
        *clean,
        *((workload, name) for workload in FILES for name in RIGHT),
    }
    assert all(verdicts(night)[one]["verdict"] == "safe" for one in clean)


@given(st.sampled_from(sorted(FILES)), st.integers(0, 39), st.randoms())
@settings(max_examples=30, deadline=None)
def test_any_right_path_passes_all_checks(workload: str, place: int, chance: Random) -> None:
    work = works()[workload]
    case = work.cases[place]
    whole = loop(case.request, wander(jobs(workload)[case.id], chance), "m")
    for spec in case.checks:
        context = Context(spec=spec, request=case.request, completion=whole)
        outcome = scored(CHECKS.get(spec.name), context)
        assert outcome.status == "passed" or spec.automatic, f"{case.id}: {outcome.reason}"


@cache
def works() -> dict[str, Workload]:
    return {work.id: work for work in pipeline.load(SUITE).suite.workloads}


def test_what_is_asked_is_as_varied_as_work_is() -> None:
    """Forty groups each, some with two calls and some with forty, and none another one reworded."""
    assert {name: len(work.cases) for name, work in works().items()} == dict.fromkeys(FILES, 40)
    texts = {
        (name, case.id): case.request.messages[-1].text
        for name, work in works().items()
        for case in work.cases
    }
    assert set(texts.values()) == {job.asked for name in FILES for job in jobs(name).values()}
    pieces = {place: grams(text) for place, text in texts.items()}
    for one, other in itertools.combinations(pieces, 2):
        shared = len(pieces[one] & pieces[other])
        assert shared < 0.6 * min(len(pieces[one]), len(pieces[other])), (one, other)
    calls = {
        name: [
            sum(len(step.completion.tool_calls) for step in steps_of(name, case))
            for case in work.cases
        ]
        for name, work in works().items()
    }
    assert (min(calls["research"]), max(calls["research"])) == (4, 48)
    assert sum(count >= 40 for count in calls["research"]) == 18
    assert max(calls["data-entry"]) == 10
    assert {len(job.row["lines"]) for job in jobs("data-entry").values()} == {2, 3, 4, 5, 7}


def steps_of(workload: str, case: Case) -> Sequence[Step]:
    whole = loop(case.request, RIGHT["together"](jobs(workload)[case.id]), "m")
    assert isinstance(whole.loop, Trajectory)
    return whole.loop.steps


def grams(text: str) -> set[tuple[str, ...]]:
    """Runs of five words, with every number as one."""
    words = re.findall(r"\w+", re.sub(r"\d+", "0", text.casefold()))
    return {tuple(words[at : at + 5]) for at in range(max(1, len(words) - 4))}
