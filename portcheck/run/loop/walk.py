"""Walk through tool loops and conversations with a generator that makes no calls itself."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import replace

from portcheck.model.chat import Message, Request, Text, ToolCall, ToolLoop, ToolResult
from portcheck.model.codec import digest
from portcheck.model.completion import (
    OTHERWISE,
    Completion,
    LoopEnd,
    Step,
    Timing,
    Trajectory,
    Usage,
)
from portcheck.run.cost import total
from portcheck.run.loop.matching import Records

_FORCED = frozenset({"required", "tool"})


def walk(request: Request) -> Generator[Request, Completion, Completion]:
    """Walk through tool calls and turns: yield each request and receive its answer.

    A forced choice of a tool holds for the first step only; otherwise no loop would end. A call
    that no record answers ends the walk.

    Args:
        request: The first request; see `Request.goes_on`.

    Returns:
        The last answer, with all steps in `loop`.
    """
    loop = request.tool_loop or _NO_RECORDS
    turns = request.turns or ()
    records = Records(loop)
    taken = _Steps(request.heard)
    asked, began, first = request, request, 0
    while True:
        answer = yield asked
        found, unanswered = _answers(records, answer.tool_calls)
        taken.add(answer, [number for number, _ in found])
        if unanswered:
            return taken.whole(answer, "unanswered_call")
        if answer.tool_calls:
            if len(taken.steps) - first >= loop.max_steps:
                return taken.whole(answer, "max_steps")
            results = [result for _, result in found]
            # An agent makes the calls of one answer at the same time.
            taken.waits.append(max(result.delay_s for result in results))
            asked = _next(asked, (said(answer), *_given(answer.tool_calls, results)))
            continue
        if taken.turn > len(turns):
            return taken.whole(answer, "answered")
        spoken = turns[taken.turn - 1]
        if taken.heard is UNSET:
            began = _next(asked, (said(answer), spoken))
        else:
            began = _next(began, (*taken.heard[taken.turn - 1], spoken))
        asked, first = began, len(taken.steps)
        taken.turn += 1


_NO_RECORDS = ToolLoop(results=())


class _Steps(Struct):
    """The steps so far."""

    heard: tuple[tuple[Message, ...], ...] | UnsetType
    """The baseline's answers in each turn, if they stand between the turns."""
    steps: list[Step] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """Seconds that the tools of each step took."""
    turn: int = 1
    """Number of the user's turn that is answered, 1-based."""

    def add(self, answer: Completion, answered_by: Iterable[int]) -> None:
        bare = replace(answer, turn=UNSET, rate_limit={})
        self.steps.append(Step(completion=bare, answered_by=tuple(answered_by), turn=self.turn))

    def whole(self, last: Completion, ended: LoopEnd) -> Completion:
        """The last answer, with the usage, cost and time of all steps, and the steps in `loop`."""
        answers = [step.completion for step in self.steps]
        seconds = sum(answer.timing.total_s for answer in answers) + sum(self.waits)
        digest_ = UNSET if self.heard is UNSET else digest(self.heard)
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
                name: value
                for answer in answers
                for name, value in answer.substituted_params.items()
            },
            moderation=tuple(one for answer in answers for one in answer.moderation or ()) or UNSET,
            loop=Trajectory(steps=tuple(self.steps), ended=ended, heard=digest_),
        )


def _answers(
    records: Records, calls: Sequence[ToolCall]
) -> tuple[list[tuple[int, ToolResult]], bool]:
    """The results of the calls up to the first one without a result, and whether there is one."""
    found: list[tuple[int, ToolResult]] = []
    for call in calls:
        answer = records.take(call)
        if answer is None:
            return found, True
        found.append(answer)
    return found, False


def said(answer: Completion) -> Message:
    """An answer as a turn of the conversation."""
    text = answer.text or answer.refusal_text
    return Message(
        role="assistant",
        content=(Text(text=text),) if text else (),
        tool_calls=answer.tool_calls,
        turn=answer.turn,
    )


def _given(calls: Sequence[ToolCall], results: Sequence[ToolResult]) -> Iterator[Message]:
    """The results of the tools as turns of the conversation."""
    for call, result in zip(calls, results, strict=True):
        yield Message(
            role="tool",
            content=result.content,
            tool_call_id=call.id,
            is_error=result.is_error,
        )


def _next(asked: Request, messages: Sequence[Message]) -> Request:
    """The request that goes on with these messages."""
    choice = asked.tool_choice
    forced = choice is not None and choice.mode in _FORCED
    return replace(
        asked,
        messages=(*asked.messages, *messages),
        tool_choice=None if forced else choice,
    )


def exchange(request: Request, trajectory: Trajectory) -> tuple[tuple[Message, ...], ...]:
    """The answers and calls in each turn of a conversation, as history for other models."""
    loop = request.tool_loop or _NO_RECORDS
    found: list[list[Message]] = []
    for step in trajectory.steps:
        if len(found) < step.turn:
            found.append([])
        calls = step.completion.tool_calls
        records = [_record(loop, number) for number in step.answered_by]
        answered = calls[: len(records)]
        found[-1].append(replace(said(step.completion), tool_calls=answered))
        found[-1].extend(_given(answered, records))
    return tuple(tuple(turn) for turn in found)


def names_unknown_record(request: Request, trajectory: Trajectory) -> bool:
    """Whether a trajectory names a record that its request does not have."""
    known = len((request.tool_loop or _NO_RECORDS).results)
    return any(number >= known for step in trajectory.steps for number in step.answered_by)


def as_asked(request: Request, answer: Completion) -> Request:
    """The request with the whole conversation before the last answer, and the results of tools.

    Between the turns are the model's own answers, or the baseline's if the request has them.
    """
    if answer.loop is UNSET:
        return request
    messages = list(request.messages)
    own = exchange(request, answer.loop)
    for turn, spoken in enumerate((*(request.heard or own)[: len(own) - 1], own[-1])):
        if turn:
            messages += (request.turns or ())[turn - 1 : turn]
        messages += spoken
    last = answer.loop.steps[-1]
    return replace(request, messages=tuple(messages[: -1 - len(last.answered_by)]))


def _record(loop: ToolLoop, number: int) -> ToolResult:
    if number == OTHERWISE:
        return loop.otherwise or ToolResult(tool="")
    return loop.results[number]


def _sum(usages: Sequence[Usage]) -> Usage:
    """The sum of all steps.

    Input and output tokens are summed only if every step reports them; other counts if any does.
    """

    def added(name: str, *, everywhere: bool) -> int | None:
        found = [getattr(usage, name) for usage in usages]
        known = [count for count in found if count is not None]
        lacking = len(known) < len(found) if everywhere else not known
        return None if lacking else sum(known)

    whole = {"input_tokens", "output_tokens"}
    return Usage(
        **{name: added(name, everywhere=name in whole) for name in Usage.__struct_fields__}
    )
