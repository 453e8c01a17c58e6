"""A check of a tool that nobody offers would pass whatever is answered, so that it is named."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import ask, make_workload

from portcheck.model.chat import Tool
from portcheck.model.suite import Case, CheckSpec
from portcheck.run.loop.unknown_tools import unknown_tools


def warnings(name: str, arguments: Any, *tools: str) -> list[tuple[str, str]]:
    request = replace(ask("q"), tools=tuple(Tool(name=tool) for tool in tools))
    check = CheckSpec(name=name, arguments=arguments, id=name, gate="tools")
    return list(unknown_tools(make_workload("w", [Case(id="a", request=request, checks=(check,))])))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("never", ["delete_acount"]),
        ("never", "delete_acount"),
        ("called", "delete_acount"),
        ("at_most", {"delete_acount": 1}),
        ("before", ["look", "delete_acount"]),
        ("only_after", {"delete_acount": "look"}),
        ("only_after", {"look": ["delete_acount"]}),
        ("arguments_match", {"tool": "delete_acount", "subset": {}}),
        ("no_repeat", ["delete_acount"]),
        ("tool_call", {"forbidden": ["delete_acount"]}),
        ("tool_call", "delete_acount"),
        ("all_of", [{"never": "delete_acount"}, {"contains": "x"}]),
    ],
)
def test_a_misspelt_tool_is_named_with_the_one_that_is_meant(name: str, arguments: Any) -> None:
    ((message, hint),) = warnings(name, arguments, "delete_account", "look")
    assert "'delete_acount', which no case offers" in message
    assert "delete_account" in hint


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("never", ["pay"]),
        ("no_repeat", True),
        ("steps", 3),
        ("tool_call", {"forbidden": "*"}),
        ("contains", "refund"),
    ],
)
def test_what_names_offered_tools_or_none_is_no_matter(name: str, arguments: Any) -> None:
    assert warnings(name, arguments, "pay") == []


def test_several_checks_of_one_tool_are_named_together() -> None:
    checks = tuple(
        CheckSpec(name=name, arguments=["pay"], id=name, gate="tools")
        for name in ("never", "called")
    )
    ((message, _),) = unknown_tools(
        make_workload("w", [Case(id="a", request=ask("q"), checks=checks)])
    )
    assert message.startswith("never, called name the tool 'pay', which no case offers")


def test_without_any_tools_the_hint_says_where_they_are_defined() -> None:
    ((_, hint),) = warnings("never", "pay")
    assert "it offers no tools; define it under 'tools'" in hint
