"""Small suites, plans and samples for tests of a run."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.chat import Message, Request, Text
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.model.run import Plan
from portcheck.model.suite import Case, CheckSpec, ProviderSpec, Suite, Workload
from portcheck.run.plan.build import build_plan

GATES = {"task": {"margin": 0.05, "floor": 0.5}, "errors": {"max_rate": 0.05}}


def ask(text: str) -> Request:
    return Request(messages=(Message(role="user", content=(Text(text=text),)),))


def make_case(
    name: str, *, question: str | None = None, repeats: int = 1, content: bool = False
) -> Case:
    """A case to which `yes` is right; with `content` its own id is, too, as in no other case."""
    check = CheckSpec(name="equals", arguments="yes", id="equals", gate="task")
    if content:
        check = CheckSpec(name="one_of", arguments=["yes", name], id="one_of", gate="task")
    return Case(id=name, request=ask(question or name), checks=(check,), repeats=repeats)


def right_word(name: str) -> Case:
    """A case to which its own id is the one right answer."""
    check = CheckSpec(name="equals", arguments=name, id="equals", gate="task")
    return Case(id=name, request=ask(name), checks=(check,))


def make_suite(*workloads: Workload) -> Suite:
    return Suite(name="s", workloads=workloads)


def make_workload(name: str, cases: Sequence[Case], **changes: object) -> Workload:
    values: dict[str, object] = {"gates": GATES, **changes}
    return Workload(id=name, cases=tuple(cases), **values)  # type: ignore[arg-type]  # test data


def make_provider(name: str, **changes: object) -> ProviderSpec:
    values: dict[str, object] = {"vendor": name, "dialect": "openai-chat", "model": "m", **changes}
    return ProviderSpec(id=name, **values)  # type: ignore[arg-type]  # test data


def make_plan(suite: Suite, names: Sequence[str] = ("old", "new")) -> Plan:
    return build_plan(suite, [make_provider(name) for name in names], baseline=names[0])


def make_completion(text: str = "yes", *, tokens: int = 10) -> Completion:
    return Completion(
        text=text,
        finish_reason="stop",
        timing=Timing(total_s=1.0),
        usage=Usage(input_tokens=tokens, output_tokens=tokens),
    )
