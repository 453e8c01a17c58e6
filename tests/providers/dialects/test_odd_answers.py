"""Answers of every dialect in which one value is something else than its documentation says."""

from __future__ import annotations

from contextlib import suppress

import pytest
from chat_loop_vendors import VENDORS
from loop_vendors import Vendor
from odd_values import changed
from provider_exchanges import Server, ask, spec

from portcheck.errors import ProviderError
from portcheck.model.chat import Message, Request, Text, Tool, ToolLoop, ToolResult
from portcheck.plugins import DIALECTS
from portcheck.run.loop.walk import walk

ASKED = Request(
    messages=(Message(role="user", content=(Text(text="Look."),)),),
    tools=(Tool(name="look"),),
    tool_loop=ToolLoop(results=(), otherwise=ToolResult(tool="", content=(Text(text="A wall."),))),
)


@pytest.mark.slow
@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: type(vendor).__name__)
def test_an_odd_answer_is_an_error_or_its_loop_goes_on(vendor: Vendor) -> None:
    """What is sent after it can be said in the vendor's words, whatever was read of it."""
    asked = spec(vendor.dialect, model="m")
    unsent, went_on = DIALECTS.get(vendor.dialect).unsent, 0
    assert unsent is not None
    for body in changed(vendor.whole(1)):
        found = ask(Server(body), asked, ASKED)
        if isinstance(found, ProviderError):
            continue
        assert all(call.name for call in found.tool_calls), "a call of nothing goes back as one"
        walking = walk(ASKED)
        next(walking)
        with suppress(StopIteration):
            unsent(asked, walking.send(found))
            went_on += 1
    assert went_on > 50
