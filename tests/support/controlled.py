"""A workload under a security control, and what each fake says in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from msgspec import Struct
from run_builders import make_provider

from portcheck.config.load import check
from portcheck.errors import Problem
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.score import Outcome
from portcheck.model.suite import Case, CheckSpec, Suite
from portcheck.plugins import CHECKS, GATES, Context
from portcheck.providers.dialects.fake import FakeProvider
from portcheck.run.loop.walk import walk

WORKLOAD: dict[str, Any] = {
    "prompt": {"system": "You help the people of a small town.", "user": "{{ q }}"},
    "cases": [
        {
            "id": "own",
            "vars": {"q": "Where is the mill?"},
            "checks": [{"contains": "east"}],
        }
    ],
}


def read(controls: Any, **workload: Any) -> tuple[list[Problem], Suite | None]:
    """A suite of one workload `w` with these controls, or its mistakes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "town.yaml"
        one = {**WORKLOAD, "controls": controls, **workload}
        suite = {"portcheck": 1, "suite": "town", "workloads": {"w": one}}
        path.write_text(yaml.safe_dump(suite, sort_keys=False), "utf-8")
        problems, loaded = check(path, None)
        return list(problems), None if loaded is None else loaded.suite


@cache
def cases_of(control: str) -> tuple[Case, ...]:
    """The cases of one control."""
    _, suite = read([control])
    assert suite is not None
    return tuple(case for case in suite.workloads[0].cases if case.policy == control)


def said(character: str, request: Request) -> Completion:
    """What a fake says to a request, tool loops and turns included."""
    spec = make_provider("f", dialect="fake", options={"character": character})
    fake = FakeProvider(spec, character)
    walking = walk(request)
    step = next(walking)
    while True:
        answer = asyncio.run(fake.complete(step))
        try:
            step = walking.send(answer)
        except StopIteration as end:
            found: Completion = end.value
            return found


class Finding(Struct, frozen=True):
    """One check of one case, on the answer of a fake."""

    case: str
    check: CheckSpec
    outcome: Outcome
    answer: Completion

    @property
    def is_twin(self) -> bool:
        return self.case.endswith("/twin")


@cache
def findings(control: str, character: str) -> tuple[Finding, ...]:
    """What the checks of a control find in the answers of a fake, but for automatic ones."""
    return tuple(_findings(control, character))


def _findings(control: str, character: str) -> Iterator[Finding]:
    for case in cases_of(control):
        answer = said(character, case.request)
        for spec in case.checks:
            gate = spec.fed_gate
            if gate == "twins" or (gate and GATES.get(gate).kind == "zero_tolerance"):
                context = Context(spec=spec, request=case.request, completion=answer)
                yield Finding(case.id, spec, CHECKS.get(spec.name).score(context), answer)
