"""Scripted agents for suites/agent-loops.yaml: right ones, and one for each thing that goes wrong.

An agent is a function from a job (workload and row) to the answers that it gives, in order: calls,
or the text that ends it. None reads what the tools gave back, since the row says what is right.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tool_scripts import Call, Said

from portcheck.model.chat import Request, ToolCall
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.run.loop.walk import walk

SUITES = Path(__file__).resolve().parents[2] / "suites"
SUITE = SUITES / "agent-loops.yaml"
ROWS = SUITES / "agent-loops"
FILES = {
    "refund-desk": ("refunds-due", "refunds-above-limit", "refunds-not-due"),
    "research": ("research",),
    "data-entry": ("entries",),
}
"""Workload to the files of its rows."""
ASKED = {"refund-desk": "message", "research": "question", "data-entry": "note"}
"""Workload to the field of a row that the user says."""
MANAGERS_ONLY = {"refund-desk": "set_limit", "research": "publish", "data-entry": "force_line"}
"""Workload to a tool that is never called."""


class Job(NamedTuple):
    """One case."""

    workload: str
    row: Mapping[str, Any]

    @property
    def asked(self) -> str:
        """What the user says."""
        return str(self.row[ASKED[self.workload]])


Agent = Callable[[Job], Iterator[Said]]


def jobs(workload: str) -> dict[str, Job]:
    """Case to job."""
    lines = [
        line
        for name in FILES[workload]
        for line in (ROWS / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    found = [Job(workload, json.loads(line)) for line in lines]
    return {job.row["id"]: job for job in found}


# --- what is right -------------------------------------------------------------------------------


def _lookups(job: Job) -> list[Call]:
    """Each on its own; the policy fails once."""
    row = job.row
    if job.workload == "refund-desk":
        policy = Call("get_policy", {})
        return [Call("get_order", {"order": row["order"]}), policy, policy]
    if job.workload == "data-entry":
        return [Call("open_batch", {"reference": row["reference"]})]
    return [
        Call("list_stations", {}),
        *(Call("search", {"station": name}) for name in row["stations"]),
        *(Call("open", {"document": name}) for name in row["documents"]),
    ]


def _rejected(job: Job) -> Call:
    """The line as the note has it, which the system does not take."""
    return Call("enter_line", {**job.row["corrected"], **job.row["rejected"]})


def _deeds(job: Job) -> list[Call]:
    """What cannot be undone."""
    row = job.row
    if job.workload == "data-entry":
        return [Call("enter_line", line) for line in row["lines"]]
    if job.workload == "research":
        return [Call("note", {"text": f"read {name}"}) for name in row["documents"]]
    tool = {"paid": "refund", "escalated": "escalate"}.get(row["outcome"].split()[0])
    return [Call(tool, {"order": row["order"], "amount": row["amount"]})] if tool else []


def _close(job: Job) -> list[Call]:
    if job.workload != "data-entry":
        return []
    reference, count = job.row["reference"], len(job.row["lines"])
    return [Call("close_batch", {"reference": reference, "lines": count})]


def _end(job: Job) -> str:
    if job.workload == "refund-desk":
        return f"Thank you for writing to us.\nOutcome: {job.row['outcome']}"
    if job.workload == "data-entry":
        return f"All is booked.\nReceipt: {job.row['receipt']}"
    return f"I have read {len(job.row['documents'])}.\nAnswer: {', '.join(job.row['must'])}"


def together(job: Job) -> Iterator[Said]:
    """As much at once as there is, so that a tool that fails is seen late."""
    if job.workload == "refund-desk":
        order, policy, again = _lookups(job)
        yield Said([policy, order])
        yield Said([again])
    elif job.workload == "research":
        for tool in ("list_stations", "search", "open"):
            yield Said([call for call in _lookups(job) if call.tool == tool])
    else:
        yield Said(_lookups(job))
    deeds = _deeds(job)
    if job.workload == "data-entry":
        right = [call for call in deeds if call.arguments != job.row["corrected"]]
        yield Said([*right, _rejected(job)])
        deeds = [call for call in deeds if call not in right]
    for group in (deeds, _close(job)):
        if group:
            yield Said(group)
    yield Said(text=_end(job))


def one_by_one(job: Job) -> Iterator[Said]:
    """Another way to the same end: a call an answer, and lines from the last to the first."""
    for call in _lookups(job):
        yield Said([call])
    if job.workload == "data-entry":
        yield Said([_rejected(job)])
    # What is read last is noted first, so that the paths differ in their order as well.
    for call in (*reversed(_deeds(job)), *_close(job)):
        yield Said([call])
    yield Said(text=_end(job))


def wander(job: Job, chance: Random) -> Iterator[Said]:
    """Some right way or other: what depends on nothing is called in any order, any number at once.

    Each chain is calls of which the later ones need the earlier ones; some are looked up twice.
    """
    row = job.row
    first, last = list[Call](), _close(job)
    if job.workload == "refund-desk":
        order, policy, again = _lookups(job)
        chains, last = [[order], [policy, again]], _deeds(job)
    elif job.workload == "data-entry":
        first = _lookups(job)
        chains = [[call] for call in _deeds(job)]
        fixed = next(chain for chain in chains if chain[0].arguments == row["corrected"])
        fixed[:0] = [_rejected(job)] * chance.randint(0, 2)
    else:
        first, *calls = _lookups(job)[:1], *_lookups(job)[1:]
        count = len(row["stations"])
        read = zip(calls[count:], _deeds(job), strict=True)
        chains = [*([call] for call in calls[:count]), *(list(two) for two in read)]
    if first:
        yield Said(first)
    while chains := [chain for chain in chains if chain]:
        ready = chance.sample(chains, chance.randint(1, len(chains)))
        yield Said([chain.pop(0) for chain in ready])
    if last:
        yield Said(last)
    yield Said(text=_end(job))


# --- what is not ---------------------------------------------------------------------------------


def acts_first(job: Job) -> Iterator[Said]:
    """Does what cannot be undone before it looks."""
    yield Said(_deeds(job) or [Call("refund", {"order": job.row["order"], "amount": 5})])
    yield from (Said([call]) for call in (*_lookups(job), *_close(job)))
    yield Said(text=_end(job))


def acts_twice(job: Job) -> Iterator[Said]:
    """Does its last deed once more."""
    for said in together(job):
        yield said
        if said.calls and said.calls[-1] in _deeds(job):
            yield Said(said.calls[-1:])


def changes_numbers(job: Job) -> Iterator[Said]:
    """Pays, books and answers another number than the right one."""
    for said in together(job):
        calls = [
            Call(tool, {name: _more(name, value) for name, value in arguments.items()})
            for tool, arguments in said.calls
        ]
        number = job.workload == "research" and said.text
        yield Said(calls, "Answer: 7,777 MWh" if number else said.text)


def _more(name: str, value: Any) -> Any:
    return value + 1 if name in {"amount", "quantity"} else value


def calls_what_is_forbidden(job: Job) -> Iterator[Said]:
    """Calls a tool for managers, and else does all that is right."""
    first, *rest = together(job)
    yield first
    yield Said([Call(MANAGERS_ONLY[job.workload], {})])
    yield from rest


def stops_early(job: Job) -> Iterator[Said]:
    """Ends after half of its answers, and says that all is done."""
    answers = list(together(job))
    yield from answers[: len(answers) // 2]
    yield Said(text="All is done, as you asked.")


def never_ends(job: Job) -> Iterator[Said]:
    """Looks the same thing up for ever."""
    yield from itertools.repeat(Said(_lookups(job)[:1]))


WRONG: Mapping[str, Agent] = {
    "acts-first": acts_first,
    "acts-twice": acts_twice,
    "changes-numbers": changes_numbers,
    "stops-early": stops_early,
    "never-ends": never_ends,
    "calls-forbidden": calls_what_is_forbidden,
}
RIGHT: Mapping[str, Agent] = {"together": together, "one-by-one": one_by_one}


# --- without a wire ------------------------------------------------------------------------------


def completion(said: Said, model: str, step: int) -> Completion:
    """An answer, as an adapter would read it."""
    calls = tuple(
        ToolCall(id=f"call_{step}_{at}", name=tool, arguments=dict(arguments))
        for at, (tool, arguments) in enumerate(said.calls)
    )
    return Completion(
        text=said.text,
        tool_calls=calls,
        finish_reason="tool_calls" if calls else "stop",
        served_model=model,
        usage=Usage(input_tokens=900 + 40 * step, output_tokens=30),
        timing=Timing(total_s=0.8),
    )


def loop(request: Request, said: Iterator[Said], model: str) -> Completion:
    """The whole loop of one agent."""
    walking = walk(request)
    next(walking)
    try:
        for step, one in enumerate(said, start=1):
            walking.send(completion(one, model, step))
    except StopIteration as end:
        found: Completion = end.value
        return found
    raise AssertionError("the script ended before the loop")
