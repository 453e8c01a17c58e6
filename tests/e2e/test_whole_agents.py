"""The three agents that ship, against vendors on this machine: all dialects, killed, and cut."""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from agent_vendors import KINDS, Vendors, write_providers
from commands import environment, in_process
from live_runs import end, lines, start, started
from local_vendor import LocalVendor
from scripted_agents import RIGHT, ROWS, SUITE, WRONG

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(3600)]
KEY = "sk-agents-0123456789-abcdef"
RUN = ("run", SUITE.name, "--baseline", "chat", "--yes")
STREAMED = {"chat": False, "claude": True}


def folder_of(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    shutil.copy(SUITE, folder)
    shutil.copytree(ROWS, folder / ROWS.name)
    return folder


def report(folder: Path, run: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / run / "report.json").read_text())
    return found


def test_agents_are_safe_on_every_dialect_with_32_loops_in_flight(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    paths = list(RIGHT.values())
    agents = {name: paths[place % 2] for place, name in enumerate(KINDS)}
    vendors = Vendors(agents, pause_s=0.02, together=32)
    with LocalVendor(vendors.answer) as vendor:
        write_providers(folder, vendor.root, {name: name < "e" for name in KINDS})
        words = ("--concurrency", "32", "--out", "night")
        found = in_process(*RUN, *words, cwd=folder, env=environment(AGENT_KEY=KEY))
    assert found.code == 0, found.err
    verdicts = report(folder, "night")["verdicts"]
    assert len(verdicts) == 3 * (len(KINDS) - 1) == 21
    assert {(one["verdict"], one["rule"]) for one in verdicts} == {("safe", "all_gates_shown")}
    assert set(vendors.asked.values()) == {1}, "no step is paid twice"
    assert vendors.most == 32


def test_killed_in_the_middle_of_32_loops_it_goes_on_to_the_same_verdicts(tmp_path: Path) -> None:
    """What is done is asked no second time; a loop that was ended in its middle is asked anew."""
    agents = dict.fromkeys(STREAMED, RIGHT["one-by-one"])
    run = (*RUN, "--concurrency", "32", "--workload", "research", "--out", "r")
    vendors = Vendors(agents, pause_s=0.01)
    with LocalVendor(vendors.answer) as vendor:
        whole, killed = folder_of(tmp_path / "whole"), folder_of(tmp_path / "killed")
        for folder in (whole, killed):
            write_providers(folder, vendor.root, STREAMED)
        found = in_process(*run, cwd=whole, env=environment(AGENT_KEY=KEY))
        assert found.code == 0, found.err
        once = Counter(vendors.asked)
        vendors.asked.clear()
        with started(*run, cwd=killed, AGENT_KEY=KEY) as process:
            while vendors.asked.total() < once.total() // 2:
                assert process.poll() is None, process.communicate()
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
            end(process)
        first = lines(killed / "r" / "samples.jsonl")
        done = {sample["trial"] for sample in first}
        assert 0 < len(done) < 80
        vendor.settle()  # what was sent before the kill is read after it
        begun = Counter(vendors.asked)
        code, _, err = end(start("resume", "r", cwd=killed, AGENT_KEY=KEY))
        assert code == 0, err
    assert lines(killed / "r" / "samples.jsonl")[: len(first)] == first
    trials = json.loads((killed / "r" / "plan.json").read_text())["plan"]["trials"]
    whose = {(one["provider"], one["case"]): one["key"] for one in trials}
    twice = {place for place, count in vendors.asked.items() if count > 1}
    assert set(vendors.asked.values()) == {1, 2}
    assert {whose[name, case] for name, case, _ in twice} & done == set()
    assert len({(name, case) for name, case, _ in twice}) <= 32
    assert twice == {one for one in begun if whose[one[:2]] not in done}
    assert vendors.asked.keys() == once.keys()
    told = [
        [(one["verdict"], one["rule"], one["reasons"]) for one in report(folder, "r")["verdicts"]]
        for folder in (whole, killed)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (("--max-cost", "0.01"), "the budget does not cover another call"),
        (("--max-calls", "300"), "the limit of 300 calls is reached"),
        (("--max-time", "2s"), "the time limit of 2 s is reached"),
    ],
)
def test_agents_that_never_end_are_cut_by_what_a_run_may_take(
    tmp_path: Path, limit: tuple[str, str], said: str
) -> None:
    """Each of their loops ends at `max_steps`, and all of them at the limits of the run."""
    folder = folder_of(tmp_path / "w")
    vendors = Vendors(dict.fromkeys(STREAMED, WRONG["never-ends"]), pause_s=0.02)
    with LocalVendor(vendors.answer) as vendor:
        write_providers(folder, vendor.root, STREAMED)
        words = ("--workload", "refund-desk", "--out", "r", "--concurrency", "8", *limit)
        env = environment(AGENT_KEY=KEY)
        found = in_process(*RUN, *words, cwd=folder, env=env)
        assert found.code == 4, found.err
        assert said in found.err
        assert "retries" not in found.err, "steps of a loop are none"
        spent = vendors.asked.total() * 15e-6
        assert spent <= 0.01 or limit[0] != "--max-cost"
        assert vendors.asked.total() <= 300 or limit[0] != "--max-calls"
        first = lines(folder / "r" / "samples.jsonl")
        assert len(first) < 80
        assert all(one["completion"]["loop"]["ended"] == "max_steps" for one in first)
        found = in_process("resume", "r", "--yes", cwd=folder, env=env)
        assert found.code in {1, 3}, found.err
    samples = lines(folder / "r" / "samples.jsonl")
    assert samples[: len(first)] == first
    assert len(samples) == 80
    assert {len(one["completion"]["loop"]["steps"]) for one in samples} == {12}
    assert {step for _, _, step in vendors.asked} == set(range(1, 13))
