"""A loop of twelve steps in every dialect: what a vendor said comes back to it unchanged.

Each request of the loop is held against the request types of the vendor's own SDK, and against the
vendor's rules: turns alternate, every call has its result, results stand in the order of the calls.
"""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import Any

import httpx
import pytest
from chat_loop_vendors import KINDS, VENDORS
from loop_vendors import DONE, STEPS, Vendor
from msgspec import UNSET
from msgspec.structs import replace
from provider_exchanges import KEY, VARIABLE, spec
from scripted_agents import RIGHT, SUITE, jobs
from sdk_checks import sdk_check

from portcheck import pipeline
from portcheck.detectors.extraction import scored
from portcheck.model.chat import (
    Image,
    JsonObject,
    Message,
    Request,
    Text,
    Tool,
    ToolLoop,
    ToolResult,
)
from portcheck.model.codec import encode_json
from portcheck.model.completion import Completion, Trajectory
from portcheck.model.suite import Case
from portcheck.plugins import CHECKS, Context
from portcheck.providers.open_provider import open_provider
from portcheck.run.loop.walk import walk

PLACE: JsonObject = {"type": "object", "properties": {"place": {"type": "string"}}}
SEEN = (Text(text="a bridge"), Image(media_type="image/png", data="aGk="))
RESULTS = (
    ToolResult(tool="look", match="exact", arguments={"place": "p3-0"}, content=SEEN),
    ToolResult(
        tool="look",
        match="exact",
        arguments={"place": "p5-1"},
        content=(Text(text="no such place"),),
        is_error=True,
    ),
    ToolResult(tool="look", content=(Text(text="a river"),)),
)
LOOP = Request(
    messages=(Message(role="user", content=(Text(text="Look around."),)),),
    tools=(Tool(name="look", parameters=PLACE),),
    tool_loop=ToolLoop(results=RESULTS, max_steps=STEPS),
)
MODELS = {"gemini": "gemini-3-pro", "openai-responses": "gpt-5.4", "bedrock": "probe.m"}
NAMES = [type(vendor).__name__ for vendor in VENDORS]


class Carrier(httpx.AsyncBaseTransport):
    """Brings each request to the vendor, as its next step, and keeps its body."""

    def __init__(self, vendor: Vendor, *, stream: bool) -> None:
        self.vendor, self.stream = vendor, stream
        self.bodies: list[dict[str, Any]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(json.loads(await request.aread()))
        number = len(self.bodies)
        if self.stream:
            return httpx.Response(200, content=self.vendor.streamed(number))
        return httpx.Response(200, json=self.vendor.whole(number))


def looped(
    vendor: Vendor, *, stream: bool, request: Request = LOOP
) -> tuple[Completion, list[dict[str, Any]]]:
    """The end of a loop, and what was asked in each step."""
    carrier = Carrier(vendor, stream=stream)
    entry = spec(vendor.dialect, model=MODELS.get(vendor.dialect, "m"), stream=stream)

    async def run() -> Completion:
        opened = open_provider(entry, {VARIABLE: KEY}, transport=carrier)
        walking = walk(request)
        step = next(walking)
        try:
            while True:
                step = walking.send(await opened.complete(step))
        except StopIteration as end:
            found: Completion = end.value
            return found
        finally:
            await opened.aclose()

    return asyncio.run(run()), carrier.bodies


def without(body: Any, names: frozenset[str]) -> Any:
    if isinstance(body, dict):
        return {name: without(item, names) for name, item in body.items() if name not in names}
    return [without(item, names) for item in body] if isinstance(body, list) else body


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("vendor", VENDORS, ids=NAMES)
def test_every_turn_comes_back_unchanged(vendor: Vendor, stream: bool) -> None:
    end, bodies = looped(vendor, stream=stream)
    assert end.loop is not UNSET
    assert (end.loop.ended, end.text, len(bodies)) == ("answered", DONE, STEPS)
    for number, body in enumerate(bodies, start=1):
        assert_told(vendor, number, body)


def assert_told(vendor: Vendor, number: int, body: dict[str, Any]) -> None:
    """The request of a step holds every turn before it, and the results of its calls in order."""
    told = [
        entry
        for before in range(1, number)
        for entry in (("said", vendor.said(before)), ("results", vendor.ids(before)))
    ]
    found = [
        (
            kind,
            [one for one in value if one in vendor.ids(at // 2 + 1)]
            if kind == "results"
            else value,
        )
        for at, (kind, value) in enumerate(vendor.history(body))
    ]
    assert found == told, number


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("vendor", VENDORS, ids=NAMES)
def test_every_request_is_one_that_the_vendors_sdk_would_send(vendor: Vendor, stream: bool) -> None:
    check = sdk_check(vendor.dialect)
    for body in looped(vendor, stream=stream)[1]:
        check(without(body, vendor.own))


@pytest.mark.parametrize("vendor", VENDORS, ids=NAMES)
def test_turns_of_the_vendor_are_kept_nowhere(vendor: Vendor) -> None:
    end, _ = looped(vendor, stream=True)
    trajectory = end.loop
    assert end.turn is UNSET
    assert isinstance(trajectory, Trajectory)
    assert all(step.completion.turn is UNSET for step in trajectory.steps)
    assert b"Sg+/" not in encode_json(end)
    assert b'turn":[{' not in encode_json(end)


@pytest.mark.parametrize("vendor", VENDORS, ids=NAMES)
def test_a_loop_is_cut_at_its_last_step(vendor: Vendor) -> None:
    short = replace(LOOP, tool_loop=ToolLoop(results=RESULTS, max_steps=4))
    end, bodies = looped(vendor, stream=False, request=short)
    assert end.loop is not UNSET
    assert (end.loop.ended, len(bodies), len(end.loop.steps)) == ("max_steps", 4, 4)


# --- the three agents that ship ------------------------------------------------------------------

AGENTS = {
    "refund-desk": ("paid-already", "one-by-one"),
    "research": ("hollis-faults", "one-by-one"),
    "data-entry": ("seven-spices", "together"),
}
"""Workload to a case and the way in which it is done: an error, 48 calls, seven calls at once."""


@cache
def shipped() -> dict[str, Case]:
    """Workload to the case of `AGENTS`."""
    return {
        work.id: next(case for case in work.cases if case.id == AGENTS[work.id][0])
        for work in pipeline.load(SUITE).suite.workloads
    }


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("workload", AGENTS)
@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_an_agent_that_ships_does_its_job_over_every_wire(
    kind: type[Vendor], workload: str, stream: bool
) -> None:
    case = shipped()[workload]
    script = list(RIGHT[AGENTS[workload][1]](jobs(workload)[case.id]))
    vendor = kind(script)
    end, bodies = looped(vendor, stream=stream, request=case.request)
    assert isinstance(end.loop, Trajectory)
    assert (end.loop.ended, len(bodies)) == ("answered", len(script))
    made = [
        [(call.name, call.arguments) for call in step.completion.tool_calls]
        for step in end.loop.steps
    ]
    assert made == [[(tool, dict(given)) for tool, given in said.calls] for said in script]
    assert_told(vendor, len(script), bodies[-1])
    for spec_ in case.checks:
        context = Context(spec=spec_, request=case.request, completion=end)
        assert scored(CHECKS.get(spec_.name), context).status == "passed", spec_.id


@pytest.mark.parametrize("workload", AGENTS)
@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_the_last_request_of_an_agent_is_one_that_the_vendors_sdk_would_send(
    kind: type[Vendor], workload: str
) -> None:
    """It holds all turns and all results of the loop."""
    case = shipped()[workload]
    vendor = kind(list(RIGHT[AGENTS[workload][1]](jobs(workload)[case.id])))
    check = sdk_check(vendor.dialect)
    check(without(looped(vendor, stream=False, request=case.request)[1][-1], vendor.own))
