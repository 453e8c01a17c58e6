"""What a model would pass that sends every question back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from commands import in_process
from msgspec.structs import replace
from run_builders import ask, make_suite, make_workload

from portcheck.model.chat import Image, Message, Request, Text, Tool, ToolLoop, ToolResult
from portcheck.model.completion import Trajectory
from portcheck.model.suite import Case, CheckSpec, Workload
from portcheck.parity.check_evidence import Speaking
from portcheck.run.cards.deciding import Cards
from portcheck.run.plan.sizes import gate_sizes
from portcheck.run.plan.weak_checks import sent_back as module
from portcheck.run.plan.weak_checks.sent_back import MOST_TRIED, answer_of, echo_warning

ANSWERED = CheckSpec(name="answered", id="answered", gate="task", automatic=True)
REFUSAL = CheckSpec(name="refusal", expect="none", id="refusal", gate="refusal", automatic=True)
GATES = {
    name: {"margin": 0.1, "floor": 0.5}
    for name in ("task", "refusal", "structure", "tools", "twins")
}


def contains(text: str, gate: str = "task") -> CheckSpec:
    return CheckSpec(name="contains", arguments=text, id=f"contains-{gate}", gate=gate)


def case(number: int, *own: CheckSpec, text: str = "Why is fact {} so?", **changes: Any) -> Case:
    values = {"request": ask(text.format(number)), "checks": (*own, REFUSAL, ANSWERED), **changes}
    return Case(id=f"c{number}", **values)


def workload(cases: int, echoed: int, **changes: Any) -> Workload:
    """Of the cases, that many ask for a word of their own question."""
    own = [contains(f"fact {n}" if n < echoed else f"because {n}") for n in range(cases)]
    return made([case(n, check, **changes) for n, check in enumerate(own)])


def made(cases: Sequence[Case]) -> Workload:
    return make_workload("w", cases, gates=GATES)


def said(found: Workload) -> tuple[str, str] | None:
    speaking = Speaking(found.outlines)
    sizes = gate_sizes(found, speaking, Cards(make_suite(found)))
    return echo_warning(found, speaking, sizes)


def test_checks_that_the_question_passes_are_told_with_their_number() -> None:
    found = said(workload(60, 54))
    assert found is not None
    message, hint = found
    assert message == (
        "may be `safe` for a model that sends every question back: its checks pass 54 of 60 cases "
        "where the answer is the user's last message, which is enough for every floor"
    )
    assert "contains: {any: [shredder, pulp]}" in hint


@pytest.mark.parametrize(("echoed", "warned"), [(0, False), (30, False), (36, False), (37, True)])
def test_the_floor_decides_by_what_its_cases_show(echoed: int, *, warned: bool) -> None:
    """Of 60 cases 37 show more than one half, at 95 %, and 36 do not."""
    assert (said(workload(60, echoed)) is not None) == warned


def test_of_many_cases_a_part_is_tried_and_always_the_same() -> None:
    found = said(workload(1000, 1000))
    assert found is not None
    assert f"pass {MOST_TRIED} of {MOST_TRIED} cases" in found[0]
    assert f"(tried: {MOST_TRIED} of 1,000)" in found[0]
    half = workload(1000, 800)
    assert said(half) == said(half)
    assert said(workload(1000, 200)) is None


def test_of_long_questions_few_are_tried() -> None:
    long = "Why is fact {} so? " + "Because of the sea. " * 20_000
    cases = [case(n, contains(f"fact {n} "), text=long) for n in range(30)]
    found = said(made(cases))
    assert found is not None
    assert "pass 3 of 3 cases" in found[0]
    assert "(tried: 3 of 30)" in found[0]


def test_every_gate_has_to_hold() -> None:
    def both(number: int, word: str) -> Case:
        return case(number, contains(f"fact {number}"), contains(word.format(number), "structure"))

    assert said(made([both(n, "is fact {}") for n in range(40)])) is not None
    assert said(made([both(n, "not {}") for n in range(40)])) is None


def test_a_breach_of_one_case_is_enough() -> None:
    def guarded(number: int, secret: str) -> Case:
        leak = CheckSpec(name="leak", arguments={"secret": secret}, id="l", gate="security")
        return case(number, contains(f"fact {number}"), leak)

    assert said(made([guarded(n, "KEY-4711") for n in range(40)])) is not None
    breached = [guarded(n, "KEY-4711") for n in range(39)]
    assert said(made([*breached, guarded(39, "fact 39 so")])) is None


def test_who_answers_rightly_does_not_decline_and_others_are_asked() -> None:
    """As in a run: the detector looks at answers alone that no check of content has passed."""
    no = "I'm sorry, but I can't help with that, fact {}."
    short = CheckSpec(name="max_length", arguments={"words": 40}, id="m", gate="task")
    assert said(made([case(n, contains(f"fact {n}"), text=no) for n in range(40)])) is not None
    right = [case(n, contains(f"fact {n}")) for n in range(30)]
    assert said(made([*right, *(case(n, short) for n in range(30, 80))])) is not None
    assert said(made([*right, *(case(n, short, text=no) for n in range(30, 80))])) is None


def test_a_detector_that_is_too_weak_leaves_no_safe_to_warn_of() -> None:
    challenge = CheckSpec(name="pushback", expect="none", id="p", gate="pushback")
    assert said(made([case(n, challenge) for n in range(60)])) is None


@pytest.mark.parametrize(
    "own",
    [
        lambda n: CheckSpec(name="judge", arguments={"rubric": f"Says {n}."}, id="j", gate="task"),
        lambda n: CheckSpec(name="tool_call", arguments={"name": f"t{n}"}, id="t", gate="tools"),
        lambda n: CheckSpec(name="equals", arguments=f"{n}", id="e", gate="task"),
        lambda _: CheckSpec(name="stability", arguments={}, id="s", gate="task"),
        lambda n: CheckSpec(
            name="not", arguments={"judge": {"rubric": f"Says {n}."}}, id="n", gate="task"
        ),
        lambda n: CheckSpec(
            name="python",
            arguments={"file": "c.py", "function": "f", "with": n},
            id="p",
            gate="task",
        ),
    ],
)
def test_what_needs_more_than_the_question_does_not_pass(own: Callable[[int], CheckSpec]) -> None:
    assert said(made([case(n, own(n), contains(f"fact {n}")) for n in range(60)])) is None


def test_answers_that_cannot_be_scored_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern may take its whole time on each of them."""
    stable = CheckSpec(name="stability", arguments={}, id="s", gate="task")
    scored = list[str]()
    real = module.outcomes

    def noted(of: Case, *rest: Any) -> Any:
        scored.append(of.id)
        return real(of, *rest)

    monkeypatch.setattr(module, "outcomes", noted)
    assert said(made([case(n, stable) for n in range(100)])) is None
    assert len(scored) == module.MOST_UNSCORED + 1


def test_repeats_have_the_same_answer() -> None:
    stable = CheckSpec(name="stability", arguments={}, id="s", gate="task")
    cases = [case(n, stable, contains(f"fact {n}"), repeats=2) for n in range(40)]
    assert said(made(cases)) is not None


def test_a_picture_is_no_answer() -> None:
    shown = Image(media_type="image/png", data="AA==")

    def pictured(number: int, *text: Text) -> Case:
        none = CheckSpec(name="contains", arguments={"none": [f"{number}"]}, id="n", gate="task")
        asked = Request(messages=(Message(role="user", content=(shown, *text)),))
        return replace(case(number, none), request=asked)

    assert answer_of(pictured(1, Text(text="What is it?")).request).text == "What is it?"
    assert said(made([pictured(n) for n in range(40)])) is None


def test_the_last_message_of_the_user_is_sent_back() -> None:
    spoken = [("user", "one"), ("assistant", "two"), ("user", "three"), ("assistant", "{")]
    messages = tuple(Message(role=role, content=(Text(text=text),)) for role, text in spoken)  # type: ignore[arg-type]
    assert answer_of(Request(messages=messages)).text == "three"
    assert answer_of(Request(messages=messages[1:2])).text == ""


def test_a_conversation_gets_each_turn_back() -> None:
    later = tuple(Message(role="user", content=(Text(text=text),)) for text in ("two", "three"))
    answer = answer_of(replace(ask("one"), turns=later))
    assert answer.text == "three"
    assert isinstance(answer.loop, Trajectory)
    assert [step.completion.text for step in answer.loop.steps] == ["one", "two", "three"]

    def told(number: int, turn: int) -> Case:
        spec = replace(contains(f"fact {number}"), turn=turn)
        turns = (Message(role="user", content=(Text(text="And then?"),)),)
        return case(number, spec, request=replace(ask(f"Why is fact {number} so?"), turns=turns))

    assert said(made([told(n, 1) for n in range(40)])) is not None
    assert said(made([told(n, 2) for n in range(40)])) is None


def test_tools_stay_unused() -> None:
    loop = ToolLoop(results=(ToolResult(tool="look", content=(Text(text="found"),)),))
    request = replace(ask("Look it up."), tools=(Tool(name="look"),), tool_loop=loop)
    answer = answer_of(request)
    assert (answer.text, answer.tool_calls) == ("Look it up.", ())


SUITE = """\
portcheck: 1
suite: s
workloads:
  asked:
    prompt:
      system: Answer.
      messages:
        - {role: user, content: "Who was Ida?"}
        - {role: assistant, content: "A smith."}
        - {role: user, content: "Who was {{ who }}?"}
    variants: {b: [{name: short, system: Answer shortly.}]}
    cases_from: {file: rows.jsonl, id: id, vars: {who: who}, checks: [CHECK]}
"""
PROVIDERS = """\
portcheck: 1
providers:
  a: {vendor: x, dialect: openai-chat, model: m, base_url: "http://127.0.0.1:9/v1"}
  b: {vendor: y, dialect: openai-chat, model: m, base_url: "http://127.0.0.1:9/v1"}
"""


@pytest.mark.parametrize(
    ("check", "warned"),
    [
        ('{contains: "{{ row.who }}"}', True),
        ('{contains: {all: ["{{ row.who }}"], none: ["Who was {{ row.who }}"]}}', False),
        ('{contains: "{{ row.trade }}"}', False),
        ('{contains: "{{ row.who }}", proposed: {holds_on: 70, of: 70}}', False),
    ],
)
@pytest.mark.parametrize("command", [["validate"], ["plan", "--baseline", "a"]])
def test_commands_warn_at_the_workload(
    tmp_path: Path, command: list[str], check: str, *, warned: bool
) -> None:
    rows = [{"id": f"r{n}", "who": f"Nora{n}x", "trade": f"baker {n}"} for n in range(70)]
    (tmp_path / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    (tmp_path / "suite.yaml").write_text(SUITE.replace("CHECK", check))
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    name, *flags = command
    done = in_process(name, "suite.yaml", *flags, "--json", cwd=tmp_path)
    assert done.code == 0, done.out + done.err
    problems = json.loads(done.out)["problems" if name == "validate" else "warnings"]
    found = [one for one in problems if "sends every question back" in one["message"]]
    assert [(one["line"], one["severity"]) for one in found] == ([(4, "warning")] if warned else [])
    assert all("the workload 'asked' may be `safe`" in one["message"] for one in found)
    assert all("pass 70 of 70 cases" in one["message"] for one in found)
