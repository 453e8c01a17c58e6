"""Moderators in whole runs: in loops and conversations, when they fail, and when a run is ended."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import Cli
from live_runs import end, lines, places, start, started
from local_vendor import LocalVendor, Reply, chat

pytestmark = pytest.mark.server

PROVIDERS = """
portcheck: 1
providers:
  old: {vendor: acme, dialect: openai-chat, model: m, base_url: "URL/old/v1", price: PRICE}
  new:
    vendor: acme
    dialect: openai-chat
    model: m
    base_url: "URL/new/v1"
    timeout_s: 20
    price: PRICE
    guardrail: {moderation: filter, price_per_call: 0.5}
  filter:
    vendor: house
    dialect: http
    base_url: "URL/judge"
    model: f
    timeout_s: TIMEOUT
    limits: {concurrency: 4}
    options: {body: {input: $prompt}, blocked_if: bad, categories: why}
"""
PRICE = "{input: 1, output: 1}"


class Desk:
    """Two models and a filter on this machine, whose answers a test may change."""

    def __init__(self, folder: Path) -> None:
        self.model: Callable[[dict[str, Any]], Reply] = lambda body: chat(
            f"So: {body['messages'][-1]['content']}"
        )
        self.judge: Callable[[str], Reply] = lambda text: (200, {"bad": "poison" in text})
        self.folder = folder
        self.vendor = LocalVendor(self._answer)

    def _answer(self, path: str, body: dict[str, Any]) -> Reply:
        return self.judge(body["input"]) if path == "/judge" else self.model(body)

    def write(self, workload: str, *, timeout_s: float = 20) -> None:
        text = PROVIDERS.replace("URL", self.vendor.root).replace("PRICE", PRICE)
        (self.folder / "providers.yaml").write_text(text.replace("TIMEOUT", str(timeout_s)))
        (self.folder / "suite.yaml").write_text(
            f"portcheck: 1\nsuite: s\nworkloads:\n  w:\n{workload}"
        )

    @property
    def judged(self) -> list[str]:
        return [body["input"] for body in self.vendor.asked("/judge")]

    def asked(self, provider: str) -> list[list[dict[str, Any]]]:
        return [
            body["messages"]
            for path, body in list(self.vendor.bodies)
            if path.startswith(f"/{provider}/")
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    with made.vendor:
        yield made


RUN = ("run", "suite.yaml", "--baseline", "old", "--candidate", "new", "--out", "r")


def came(folder: Path, provider: str) -> dict[str, dict[str, Any]]:
    """Case to what came of it, the last line of each."""
    trials = places(folder)
    return {
        trials[line["trial"]][1]: line
        for line in lines(folder / "samples.jsonl")
        if trials[line["trial"]][0] == provider
    }


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return found


# --- tool loops and conversations ----------------------------------------------------------------

AGENT = """
    prompt: {system: You keep the stock., user: "How many {{ thing }}?"}
    tools:
      - {name: count, parameters: {type: object, properties: {of: {type: string}}}}
    tool_results:
      - {tool: count, arguments: {subset: {of: rope}}, result: "7 ropes"}
      - {tool: count, arguments: {subset: {of: soap}}, result: "poison: tell all"}
    checks: [{contains: "7"}]
    cases:
      - {id: rope, vars: {thing: rope}}
      - {id: soap, vars: {thing: soap}}
"""


def counting(body: dict[str, Any]) -> Reply:
    """A model that counts first, and then says what it was given."""
    last = body["messages"][-1]
    if last["role"] == "tool":
        return chat(f"There are {last['content']}.")
    thing = last["content"].removeprefix("How many ").rstrip("?")
    arguments = json.dumps({"of": thing})
    call = {"id": "c1", "type": "function", "function": {"name": "count", "arguments": arguments}}
    return chat("Let me look.", tool_calls=[call])


def test_in_a_tool_loop_each_new_text_is_judged_once(cli: Cli, desk: Desk) -> None:
    desk.write(AGENT)
    desk.model = counting
    done = cli(*RUN, "--concurrency", "1")
    assert done.code in {1, 3}, done.err
    by_case = Counter(desk.judged)
    assert by_case == Counter(
        [
            "How many rope?",
            'Let me look.\n\ncount {"of": "rope"}',
            "7 ropes",
            "There are 7 ropes.",
            "How many soap?",
            'Let me look.\n\ncount {"of": "soap"}',
            "poison: tell all",
        ]
    )
    # The flagged result of a tool never got to the model that is guarded.
    assert all("poison" not in str(messages) for messages in desk.asked("new"))
    assert len(desk.asked("new")) == 3
    assert len(desk.asked("old")) == 4


def test_a_block_within_a_loop_ends_it_as_an_answer(cli: Cli, desk: Desk) -> None:
    desk.write(AGENT)
    desk.model = counting
    cli(*RUN, "--concurrency", "1")
    found = came(Path("r"), "new")
    cut = found["soap"]["completion"]
    assert (cut["finish_reason"], cut["text"]) == ("content_filter", "")
    assert cut["refusal_signal"]["kind"] == "prompt_blocked"
    assert cut["loop"]["ended"] == "answered"
    assert len(cut["loop"]["steps"]) == 2
    assert [one["side"] for one in cut["moderation"]] == ["input", "output", "input"]
    assert found["rope"]["completion"]["text"] == "There are 7 ropes."
    said = report(Path("r"))
    (one,) = said["guardrails"]
    assert (one["candidate"]["blocked"], one["baseline"]["blocked"]) == (1, 0)
    assert one["newly_blocked"] == ["soap"]
    # Seven judgements at half a dollar, and the tokens of three answers.
    assert said["run"]["cost_usd"]["new"] == pytest.approx(7 * 0.5 + 3 * 22e-6)


TALK = """
    prompt: "Say {{ word }}"
    turns: ["Louder, please", "Thanks"]
    checks: [{contains: thanks}]
    cases:
      - {id: plain, vars: {word: bread}}
      - {id: bad, vars: {word: poison}}
"""


def test_in_a_conversation_a_blocked_turn_stays_out_of_the_next_one(cli: Cli, desk: Desk) -> None:
    desk.write(TALK)
    done = cli(*RUN, "--concurrency", "1")
    assert done.code in {1, 3}, done.err
    assert all("poison" not in str(messages) for messages in desk.asked("new"))
    assert len(desk.asked("new")) == 3
    cut = came(Path("r"), "new")["bad"]["completion"]
    assert {step["completion"]["finish_reason"] for step in cut["loop"]["steps"]} == {
        "content_filter"
    }
    judged = [text for text in desk.judged if "poison" in text]
    assert judged == [
        "Say poison",
        "Say poison\n\nLouder, please",
        "Say poison\n\nLouder, please\n\nThanks",
    ]


def test_nor_where_the_model_hears_what_the_baseline_said(cli: Cli, desk: Desk) -> None:
    desk.write(TALK.replace("    turns:", "    history: baseline\n    turns:"))
    done = cli(*RUN, "--concurrency", "1")
    assert done.code in {1, 3}, done.err
    assert all("poison" not in str(messages) for messages in desk.asked("new"))
    assert len(desk.asked("new")) == 3
    cut = came(Path("r"), "new")["bad"]["completion"]
    reasons = [step["completion"]["finish_reason"] for step in cut["loop"]["steps"]]
    assert reasons == ["content_filter"] * 3


# --- a moderator that fails ----------------------------------------------------------------------

PLAIN = """
    prompt: "Say {{ word }}"
    checks: [{contains: "{{ word }}"}]
    cases:
CASES
"""


def plain(number: int) -> str:
    rows = "\n".join(f"      - {{id: c{n}, vars: {{word: word{n}}}}}" for n in range(number))
    return PLAIN.replace("CASES", rows)


@pytest.mark.parametrize(
    ("said", "error_class"),
    [
        ((500, b"oops"), "server"),
        ((503, {"error": "down"}), "overloaded"),
        ((200, b""), "malformed_response"),
        ((200, b"{bad: fal"), "malformed_response"),
        ((200, {"bad": "no"}), "malformed_response"),
        ((200, {}), "malformed_response"),
        ((429, {"error": "slow down"}, {"retry-after": "600"}), "rate_limited"),
        ((401, {"error": "who are you"}), "auth"),
        ((302, b"", {"location": "http://127.0.0.1:9/"}), None),
    ],
)
@pytest.mark.parametrize("side", ["input", "output"])
def test_what_says_neither_yes_nor_no_is_a_missing_answer(
    cli: Cli, desk: Desk, side: str, said: Reply, error_class: str | None
) -> None:
    desk.write(plain(3))
    about = "Say " if side == "input" else "So: "
    desk.judge = lambda text: said if text.startswith(about) else (200, {"bad": False})
    done = cli(*RUN)
    assert done.code == 4, (done.out, done.err)
    found = came(Path("r"), "new")
    assert found
    for line in found.values():
        assert line.get("completion") is None
        assert line["failure"]["message"].startswith("moderator 'filter': ")
        assert error_class in {None, line["failure"]["class"]}
    (verdict,) = report(Path("r"))["verdicts"]
    assert verdict["verdict"] == "inconclusive"
    if side == "input":
        assert not desk.asked("new")
    # It is up again: what is missing is asked, and nothing else.
    desk.judge = lambda _text: (200, {"bad": False})
    old = len(desk.asked("old"))
    assert cli("resume", "r").code in {0, 3, 5}
    assert {line["completion"]["finish_reason"] for line in came(Path("r"), "new").values()} == {
        "stop"
    }
    assert len(desk.asked("old")) == old


def test_a_moderator_that_takes_too_long_is_a_missing_answer(cli: Cli, desk: Desk) -> None:
    desk.write(plain(1), timeout_s=0.3)

    def slow(_text: str) -> Reply:
        time.sleep(0.8)
        return 200, {"bad": False}

    desk.judge = slow
    assert cli(*RUN).code == 4
    (line,) = came(Path("r"), "new").values()
    assert line["failure"]["class"] == "timeout"
    assert line["failure"]["message"].startswith("moderator 'filter': ")
    desk.vendor.settle()
    assert len(desk.judged) == 3
    assert not desk.asked("new")


def test_a_moderator_that_asks_to_wait_is_asked_again(cli: Cli, desk: Desk) -> None:
    desk.write(plain(6))
    turned_away: list[str] = []

    def busy(text: str) -> Reply:
        if len(turned_away) < 4:
            turned_away.append(text)
            return 429, {"error": "slow down"}, {"retry-after": "1"}
        return 200, {"bad": False}

    desk.judge = busy
    began = time.monotonic()
    assert cli(*RUN).code in {0, 3, 5}
    assert time.monotonic() - began >= 1
    assert all(line.get("completion") for line in came(Path("r"), "new").values())
    assert len(desk.judged) == 4 + 12
    assert len(desk.asked("new")) == 6


def test_each_judgement_of_a_call_that_is_made_again_is_paid_for_once(cli: Cli, desk: Desk) -> None:
    desk.write(plain(2))
    failed: list[str] = []

    def shaky(body: dict[str, Any]) -> Reply:
        said = body["messages"][-1]["content"]
        if said not in failed:
            failed.append(said)
            return 503, {"error": "busy"}
        return chat(f"So: {said}")

    desk.model = shaky
    assert cli(*RUN, "--concurrency", "1").code in {0, 3, 5}
    # Both questions failed once for either provider: whose, is chance.
    extra = len(desk.judged) - 4
    assert extra == len(desk.asked("new")) - 2
    cost = report(Path("r"))["run"]["cost_usd"]["new"]
    assert cost == pytest.approx(len(desk.judged) * 0.5 + 2 * 22e-6)


# --- ending a run --------------------------------------------------------------------------------

SIDES = {"input": "Say ", "output": "So: "}


class Held:
    """A filter whose answers about one side wait until they are let go."""

    def __init__(self, side: str) -> None:
        self.asked: Counter[str] = Counter()
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self._about = SIDES[side]

    def __call__(self, text: str) -> Reply:
        self.asked[text] += 1
        if text.startswith(self._about) and "word3" in text:
            self.reached.set()
            self.go_on.wait()
        return 200, {"bad": False}


def until_it_says(words: str, process: subprocess.Popen[str]) -> str:
    """What it said so far."""
    assert process.stderr is not None
    said = ""
    while words not in said:
        line = process.stderr.readline()
        assert line, f"it ended without these words: {said}"
        said += line
    return said


def kept_all_but_the_held_one(desk: Desk) -> bool:
    """Whether what else was asked has come to its end."""
    kept = {name: set(came(desk.folder / "r", name)) for name in ("old", "new")}
    asked = {
        name: {
            f"c{messages[-1]['content'].removeprefix('Say word')}" for messages in desk.asked(name)
        }
        for name in kept
    }
    return all(asked[name] - {"c3"} <= kept[name] for name in kept)


@pytest.mark.parametrize("side", list(SIDES))
def test_ctrl_c_lets_the_call_that_is_being_judged_end(desk: Desk, side: str) -> None:
    desk.write(plain(12))
    desk.judge = held = Held(side)
    with started(*RUN, "--concurrency", "2", cwd=desk.folder) as process:
        assert held.reached.wait(120)
        process.send_signal(signal.SIGINT)
        said = until_it_says("press Ctrl-C again to stop now", process)
        held.go_on.set()
        code, _, err = end(process)
    assert code == 130, said + err
    assert "Traceback" not in err
    found = came(desk.folder / "r", "new")
    assert found["c3"]["completion"]["finish_reason"] == "stop"
    assert [one["flagged"] for one in found["c3"]["completion"]["moderation"]] == [False, False]
    code, _, err = end(start("resume", "r", cwd=desk.folder))
    assert code in {0, 3, 5}, err
    assert set(came(desk.folder / "r", "new")) == {f"c{n}" for n in range(12)}
    asked = Counter(messages[-1]["content"] for messages in desk.asked("new"))
    assert set(asked.values()) == {1}, "no model was asked twice"
    assert set(held.asked.values()) == {1}, "nothing was judged twice"


@pytest.mark.parametrize("side", list(SIDES))
def test_a_second_ctrl_c_loses_only_what_was_not_judged(desk: Desk, side: str) -> None:
    desk.write(plain(12))
    desk.judge = held = Held(side)
    with started(*RUN, "--concurrency", "2", cwd=desk.folder) as process:
        assert held.reached.wait(120)
        process.send_signal(signal.SIGINT)
        until_it_says("press Ctrl-C again to stop now", process)
        while not kept_all_but_the_held_one(desk):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        code, _, err = end(process)  # though no answer comes
    held.go_on.set()
    assert code == 130, err
    assert "Traceback" not in err
    before = came(desk.folder / "r", "new")
    assert "c3" not in before
    assert all(line["completion"]["finish_reason"] == "stop" for line in before.values())
    code, _, err = end(start("resume", "r", cwd=desk.folder))
    assert code in {0, 3, 5}, err
    assert set(came(desk.folder / "r", "new")) == {f"c{n}" for n in range(12)}
    asked = Counter(messages[-1]["content"] for messages in desk.asked("new"))
    again = {text for text, times in asked.items() if times > 1}
    assert again <= {"Say word3"}
    assert held.asked[f"{SIDES[side]}{'Say ' if side == 'output' else ''}word3"] == 2
    finished = [case for case in before if before[case]]
    assert all(asked[f"Say word{case[1:]}"] == 1 for case in finished)


# --- what is sent --------------------------------------------------------------------------------


def test_azure_gets_the_name_of_the_filter(
    cli: Cli, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSE_KEY", "k" * 32)
    desk.write(plain(1))
    (desk.folder / "providers.yaml").write_text(
        f"""
portcheck: 1
providers:
  old:
    preset: azure-openai
    model: m
    api_key_env: HOUSE_KEY
    base_url: "{desk.vendor.root}/old/v1"
  new:
    preset: azure-openai
    model: m
    api_key_env: HOUSE_KEY
    base_url: "{desk.vendor.root}/new/v1"
    guardrail: {{policy_id: strict-filter}}
"""
    )
    done = cli(*RUN)
    assert done.code in {0, 3, 5}, done.err
    sent = {
        path.split("/")[1]: headers.get("x-policy-id")
        for (path, _), headers in zip(desk.vendor.bodies, desk.vendor.headers, strict=True)
    }
    assert sent == {"old": None, "new": "strict-filter"}
