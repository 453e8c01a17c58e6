"""Agents from the command line: a loop against a vendor on this machine, recorded and replayed."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from chat_loop_vendors import Reasoner
from commands import environment, in_process
from live_runs import end, lines, start, started
from local_vendor import LocalVendor, Reply
from loop_vendors import STEPS, Anthropic, Vendor

SUITE = {
    "portcheck": 1,
    "suite": "desk",
    "workloads": {
        "refunds": {
            "tools": [{"name": "get_order"}, {"name": "refund"}],
            "max_steps": 5,
            "tool_results": [
                {"tool": "get_order", "result": {"paid": "{{ paid }}"}},
                {
                    "tool": "refund",
                    "arguments": {"exact": {"amount": "{{ paid }}"}},
                    "result": "ok",
                },
            ],
            "prompt": "Pay order {{ order }} back.",
            "checks": [{"contains": "{{ order }}"}, {"tool_call": {"name": "refund"}}],
            "cases": [
                {"id": f"order-{n}", "vars": {"order": f"A{n}", "paid": n}} for n in range(1, 4)
            ],
        }
    },
}


def clerk(_path: str, body: dict[str, Any]) -> Reply:
    """Looks the order up, pays it back, and says so; the model `greedy` pays back too much."""
    results = [message["content"] for message in body["messages"] if message["role"] == "tool"]
    turns = len(results)
    order = body["messages"][0]["content"].split()[2]
    if turns == 2:
        return reply(body, {"content": f"{order} is paid back."}, "stop")
    name, arguments = "get_order", {"id": order}
    if turns == 1:
        more = 100 if body["model"] == "greedy" else 0
        name, arguments = "refund", {"amount": json.loads(results[0])["paid"] + more}
    called = {"name": name, "arguments": json.dumps(arguments)}
    calls = [{"id": f"call_{turns}", "type": "function", "function": called}]
    return reply(body, {"content": None, "tool_calls": calls}, "tool_calls")


def reply(body: dict[str, Any], message: dict[str, Any], finish: str) -> Reply:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    return 200, {"id": "x", "model": body["model"], "choices": [choice], "usage": usage}


def folder_of(tmp_path: Path, root: str) -> Path:
    (tmp_path / "desk.yaml").write_text(yaml.safe_dump(SUITE, sort_keys=False), "utf-8")
    live = {
        model: {
            "vendor": model,
            "dialect": "openai-chat",
            "base_url": f"{root}/v1",
            "model": model,
        }
        for model in ("careful", "greedy")
    }
    for name in ("careful", "greedy"):
        live[f"{name}-then"] = {
            "vendor": name,
            "dialect": "recorded",
            "model": name,
            "file": f"{name}.jsonl",
        }
    providers = {"portcheck": 1, "providers": live}
    (tmp_path / "providers.yaml").write_text(yaml.safe_dump(providers), "utf-8")
    return tmp_path


@pytest.mark.server
def test_a_loop_is_run_recorded_and_replayed(tmp_path: Path) -> None:
    env = environment()
    with LocalVendor(clerk) as vendor:
        folder = folder_of(tmp_path, vendor.root)
        files = [
            word for name in ("careful", "greedy") for word in ("--into", f"{name}={name}.jsonl")
        ]
        found = in_process("record", "desk.yaml", *files, "--yes", cwd=folder, env=env)
        assert found.code == 0, found.err
        asked = len(vendor.bodies)
        assert asked == 3 * 3 + 3 * 2
    found = in_process(
        "run",
        "desk.yaml",
        "--baseline",
        "careful-then",
        "--candidate",
        "greedy-then",
        "--out",
        "night",
        "--json",
        cwd=folder,
        env=env,
    )
    assert found.code in {1, 3}, found.err
    scores = (folder / "night" / "scores.jsonl").read_text("utf-8").splitlines()
    reasons = [json.loads(line)["outcome"]["reason"] for line in scores]
    assert 'unanswered_call: no record answers step 2: refund({"amount": 101})' in reasons
    shown = in_process("show", "night", "--flips", cwd=folder, env=env)
    assert "unanswered_call" in shown.out
    samples = [
        json.loads(line)
        for line in (folder / "night" / "samples.jsonl").read_text("utf-8").splitlines()
    ]
    ends = sorted(one["completion"]["loop"]["ended"] for one in samples)
    assert ends == ["answered"] * 3 + ["unanswered_call"] * 3


# --- conversations -------------------------------------------------------------------------------

TALK = {
    "portcheck": 1,
    "suite": "talk",
    "workloads": {
        "memory": {
            "prompt": "My name is {{ name }}.",
            "turns": ["I live in {{ town }}.", "Who am I?"],
            "history": "baseline",
            "checks": [
                {"contains": "{{ name }}"},
                {"contains": "noted", "turn": 2},
            ],
            "cases": [
                {"id": "a", "vars": {"name": "Ida", "town": "Oslo"}},
                {"id": "b", "vars": {"name": "Max", "town": "Bonn"}},
            ],
        }
    },
}


def talker(_path: str, body: dict[str, Any]) -> Reply:
    """Says what it heard; each model in words of its own."""
    heard = [message["content"] for message in body["messages"] if message["role"] == "user"]
    if len(heard) < 3:
        return reply(body, {"content": f"{body['model']} noted {len(heard)}"}, "stop")
    return reply(body, {"content": heard[0].removeprefix("My name is ")}, "stop")


@pytest.mark.server
def test_candidates_are_asked_with_what_the_baseline_said(tmp_path: Path) -> None:
    env = environment()
    run = ("run", "talk.yaml", "--baseline", "careful", "--candidate", "greedy", "--out", "one")
    kept = ("--record", "then.jsonl")
    with LocalVendor(talker) as vendor:
        folder = folder_of(tmp_path, vendor.root)
        (folder / "talk.yaml").write_text(yaml.safe_dump(TALK, sort_keys=False), "utf-8")
        found = in_process(*run, *kept, "--yes", cwd=folder, env=env)
        assert found.code == 3, found.err
        bodies = [body for _, body in vendor.bodies]
    said = {
        (body["model"], turn["content"])
        for body in bodies
        for turn in body["messages"]
        if turn["role"] == "assistant"
    }
    assert said == {
        (model, f"careful noted {number}") for model in ("careful", "greedy") for number in (1, 2)
    }
    scores = [
        json.loads(line)
        for line in (folder / "one" / "scores.jsonl").read_text("utf-8").splitlines()
    ]
    assert {score["outcome"]["status"] for score in scores} == {"passed"}
    for name in ("careful", "greedy"):
        (folder / f"then.{name}.jsonl").rename(folder / f"{name}.jsonl")
    again = ("run", "talk.yaml", "--baseline", "careful-then", "--candidate", "greedy-then")
    found = in_process(*again, "--out", "two", cwd=folder, env=env)
    assert found.code == 3, found.err
    wrong = ("run", "talk.yaml", "--baseline", "greedy-then", "--candidate", "careful-then")
    found = in_process(*wrong, "--out", "three", cwd=folder, env=env)
    assert found.code == 2
    assert "holds a conversation with another history" in found.err
    found = in_process("record", "talk.yaml", "--into", "careful=x.jsonl", cwd=folder, env=env)
    assert found.code == 2
    assert "record it in a run" in " ".join(found.err.split())


# --- loops that are ended, and go on -------------------------------------------------------------

WALK: dict[str, Any] = {
    "portcheck": 1,
    "suite": "walk",
    "workloads": {
        "rivers": {
            "prompt": "Look around {{ town }}.",
            "tools": [{"name": "look"}],
            "tool_results": [{"tool": "look", "result": "a river"}],
            "checks": [{"contains": "seen"}],
            "cases": [{"id": f"c{n}", "vars": {"town": f"T{n}"}} for n in range(1, 7)],
        }
    },
}
WALKERS: dict[str, Vendor] = {"chat": Reasoner(), "claude": Anthropic()}
KEY = "sk-walker-0123456789-abcdef"


def walker_of(path: str) -> tuple[str, Vendor]:
    return next((name, one) for name, one in WALKERS.items() if f"/{name}/" in path)


def walking(path: str, body: dict[str, Any]) -> Reply:
    """The step that follows what a request tells; its reasoning says the key over and over."""
    _, vendor = walker_of(path)
    number = 1 + sum(kind == "said" for kind, _ in vendor.history(body))
    time.sleep(0.01)
    stream = body.get("stream")
    said = vendor.streamed(number) if stream else json.dumps(vendor.whole(number)).encode()
    return 200, said.replace(b"hm ", f"hm {KEY} ".encode())


def walkers(folder: Path, root: str, **changes: Any) -> Path:
    """The suite, and two providers of different dialects, one of which streams."""
    workload = {**WALK["workloads"]["rivers"], **changes}
    suite = {**WALK, "workloads": {"rivers": workload}}
    (folder / "walk.yaml").write_text(yaml.safe_dump(suite), "utf-8")
    dialects = {"chat": "openai-chat", "claude": "anthropic"}
    entries = {
        name: {
            "vendor": name,
            "dialect": dialect,
            "base_url": f"{root}/{name}/v1",
            "model": "m",
            "api_key_env": "WALK_KEY",
            "stream": name == "claude",
        }
        for name, dialect in dialects.items()
    }
    providers = {"portcheck": 1, "providers": entries}
    (folder / "providers.yaml").write_text(yaml.safe_dump(providers), "utf-8")
    return folder


WALKED = ("run", "walk.yaml", "--baseline", "chat", "--candidate", "claude", "--out", "r", "--yes")
TWO = ("--concurrency", "2")


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_loops_that_are_ended_go_on_trial_by_trial(tmp_path: Path, number: signal.Signals) -> None:
    with LocalVendor(walking) as vendor:
        folder = walkers(tmp_path, vendor.root)
        with started(*WALKED, *TWO, cwd=folder, WALK_KEY=KEY) as process:
            while len(vendor.bodies) < 80:
                assert process.poll() is None, process.communicate()
                time.sleep(0.005)
            process.send_signal(number)
            code, _, err = end(process)
        assert code == (130 if number == signal.SIGINT else -number), err
        assert "Traceback" not in err
        first = lines(folder / "r" / "samples.jsonl")
        assert 0 < len(first) < 12
        vendor.settle()
        before = len(vendor.bodies)
        code, _, err = end(start("resume", "r", cwd=folder, WALK_KEY=KEY))
        assert code == 3, err
        again = vendor.bodies[before:]
    samples = lines(folder / "r" / "samples.jsonl")
    assert samples[: len(first)] == first
    assert len({sample["trial"] for sample in samples}) == len(samples) == 12
    for sample in samples:
        loop = sample["completion"]["loop"]
        assert (loop["ended"], len(loop["steps"])) == ("answered", STEPS)
        assert sample["completion"]["usage"]["input_tokens"] == 10 * STEPS
    # A loop that was ended in its middle begins anew, and each is asked whole.
    told = [len(walker_of(path)[1].history(body)) // 2 for path, body in again]
    assert Counter(told) == dict.fromkeys(range(STEPS), 12 - len(first))
    assert_unsaid(folder)


def assert_unsaid(folder: Path) -> None:
    """No file holds a turn in its vendor's words, nor the key that the vendor says in it."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in {"walk.yaml", "providers.yaml"}:
            content = path.read_bytes()
            assert KEY.encode() not in content, path
            assert b"Sg+/" not in content, path
            assert b"thought_signature" not in content, path


@pytest.mark.server
@pytest.mark.slow
def test_loops_that_do_not_end_are_cut_and_recorded_without_turns(tmp_path: Path) -> None:
    env = environment(WALK_KEY=KEY)
    with LocalVendor(walking) as vendor:
        folder = walkers(tmp_path, vendor.root, max_steps=4)
        kept = ("--record", "then.jsonl")
        found = in_process(*WALKED, *kept, cwd=folder, env=env)
        assert found.code in {1, 3}, found.err
        assert len(vendor.bodies) == 2 * 6 * 4
    samples = lines(folder / "r" / "samples.jsonl")
    assert {sample["completion"]["loop"]["ended"] for sample in samples} == {"max_steps"}
    assert {path.name for path in folder.glob("then*")} == {"then.chat.jsonl", "then.claude.jsonl"}
    assert KEY not in found.out + found.err
    assert_unsaid(folder)
