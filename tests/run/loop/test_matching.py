"""Which record answers a call."""

from __future__ import annotations

from portcheck.model.chat import ToolCall, ToolLoop, ToolResult
from portcheck.run.loop.matching import Records, fits

CALL = ToolCall(id=None, name="t", arguments={"a": 1})


def test_tool_and_arguments_have_to_fit() -> None:
    assert fits(ToolResult(tool="t"), CALL)
    assert fits(ToolResult(tool=""), CALL)
    assert not fits(ToolResult(tool="u"), CALL)
    assert not fits(ToolResult(tool="t", match="subset", arguments={"a": 2}), CALL)


def test_the_first_that_fits_answers_until_it_is_used_up() -> None:
    first, second = ToolResult(tool="t", times=1), ToolResult(tool="t")
    records = Records(ToolLoop(results=(first, second)))
    assert [records.take(CALL) for _ in range(3)] == [(0, first), (1, second), (1, second)]
    assert records.take(ToolCall(id=None, name="u", arguments={})) is None
