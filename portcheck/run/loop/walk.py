"""A tool loop, step by step: a generator that yields requests, takes answers, and calls nobody."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.chat import Message, Request, Text, ToolCall, ToolResult
from portcheck.model.completion import Completion, LoopEnd, Step, Timing, Trajectory, Usage
from portcheck.run.cost import total
from portcheck.run.loop.matching import Records

_FORCED = frozenset({"required", "tool"})


def walk(request: Request) -> Generator[Request, Completion, Completion]:
    """Goes through a tool loop: yields each request and is sent its answer.

    A forced choice of a tool holds for the first step alone, or no loop would end.

    Args:
        request: the first one; its `tool_loop` is set.

    Returns:
        The last answer, with the whole loop in `loop`.
    """
    loop = request.tool_loop
    assert loop is not UNSET  # noqa: S101 - what the caller has looked up
    records = Records(loop)
    steps: list[Step] = []
    waits: list[float] = []
    asked = request
    while True:
        answer = yield asked
        found, unanswered = _answers(records, answer.tool_calls)
        steps.append(_kept(answer, [number for number, _ in found]))
        if unanswered:
            return _whole(answer, steps, waits, "unanswered_call")
        if not answer.tool_calls:
            return _whole(answer, steps, waits, "answered")
        if len(steps) >= loop.max_steps:
            return _whole(answer, steps, waits, "max_steps")
        results = [result for _, result in found]
        # Calls of one answer are made at the same time.
        waits.append(max(result.delay_s for result in results))
        asked = _next(asked, answer, results)


def _answers(
    records: Records, calls: Sequence[ToolCall]
) -> tuple[list[tuple[int, ToolResult]], bool]:
    """What answers each call, in order, and whether there is one that nothing answers."""
    found: list[tuple[int, ToolResult]] = []
    for call in calls:
        answer = records.take(call)
        if answer is None:
            return found, True
        found.append(answer)
    return found, False


def _kept(answer: Completion, answered_by: Iterable[int]) -> Step:
    bare = replace(answer, turn=UNSET, rate_limit={})
    return Step(completion=bare, answered_by=tuple(answered_by))


def _next(asked: Request, answer: Completion, results: Sequence[ToolResult]) -> Request:
    """The request that goes on after an answer."""
    said = Message(
        role="assistant",
        content=(Text(text=answer.text),) if answer.text else (),
        tool_calls=answer.tool_calls,
        turn=answer.turn,
    )
    given = (
        Message(
            role="tool",
            content=result.content,
            tool_call_id=call.id,
            is_error=result.is_error,
        )
        for call, result in zip(answer.tool_calls, results, strict=True)
    )
    choice = asked.tool_choice
    forced = choice is not None and choice.mode in _FORCED
    return replace(
        asked,
        messages=(*asked.messages, said, *given),
        tool_choice=None if forced else choice,
    )


def _whole(
    last: Completion, steps: Sequence[Step], waits: Iterable[float], ended: LoopEnd
) -> Completion:
    answers = [step.completion for step in steps]
    seconds = sum(answer.timing.total_s for answer in answers) + sum(waits)
    return replace(
        last,
        turn=UNSET,
        usage=_sum([answer.usage for answer in answers]),
        stated_cost_usd=total(answer.stated_cost_usd for answer in answers),
        timing=Timing(total_s=seconds, first_token_s=answers[0].timing.first_token_s),
        dropped_params=tuple(
            dict.fromkeys(name for answer in answers for name in answer.dropped_params)
        ),
        substituted_params={
            name: value for answer in answers for name, value in answer.substituted_params.items()
        },
        loop=Trajectory(steps=tuple(steps), ended=ended),
    )


def _sum(usages: Sequence[Usage]) -> Usage:
    """All together: input and output only where every step reports them, parts where any does."""

    def added(name: str, *, everywhere: bool) -> int | None:
        found = [getattr(usage, name) for usage in usages]
        known = [count for count in found if count is not None]
        lacking = len(known) < len(found) if everywhere else not known
        return None if lacking else sum(known)

    whole = {"input_tokens", "output_tokens"}
    return Usage(
        **{name: added(name, everywhere=name in whole) for name in Usage.__struct_fields__}
    )
