"""Write the page of a pack: the claim, changes, a checklist, the canary, and when to go back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portcheck.exitplan.capacity import Load, capacity
from portcheck.exitplan.cutover.canary import calls_to_see, stages
from portcheck.exitplan.cutover.side import Side
from portcheck.model.exit_plan import ExitRoute, ExitTarget, ExitWorkload
from portcheck.model.numbers import decimal, number, percent, points
from portcheck.model.parity import GateResult, Verdict
from portcheck.value import Value


class Move(Value, kw_only=True):
    """The move of one workload to a target."""

    workload: ExitWorkload
    target: ExitTarget
    verdict: Verdict
    today: Side
    to: Side
    route: ExitRoute
    """The route of the target."""
    guardrail: str = ""
    """Guardrail of the target as text; "" without one."""


class Section(Value, kw_only=True):
    """One section of the page: a heading with lines, a table or code."""

    title: str
    to_do: bool = False
    """Whether the lines are a checklist."""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """The rows of a table; the first one is its header."""
    code: tuple[str, ...] = ()
    """Lines that are shown unchanged."""


def sections(move: Move) -> tuple[Section, ...]:
    """The sections of the page; their texts are not escaped."""
    return (
        Section(title="The claim", lines=tuple(_claim(move))),
        Section(title="What changes", rows=tuple(_changes(move))),
        *_prompt(move),
        Section(title="Before the move", to_do=True, lines=tuple(_checklist(move))),
        Section(title="Canary", lines=tuple(_canary_lines(move)), rows=tuple(_canary(move))),
        Section(title="Go back when", lines=tuple(_rollback(move))),
    )


def _claim(move: Move) -> Iterator[str]:
    verdict = move.verdict
    if verdict.verdict != "safe":
        yield f"This move is not shown to be safe: the verdict is {verdict.verdict}."
    oldest = move.target.answers_from
    answers = f", on answers from {oldest} on" if oldest else ""
    yield (
        f"{verdict.baseline} to {verdict.candidate}: {verdict.verdict}, rule {verdict.rule}, from "
        f"the run {move.target.run} of {move.target.judged_on}{answers}."
    )
    if verdict.baseline != move.workload.runs_on:
        yield f"It was compared with {verdict.baseline}, and runs on {move.workload.runs_on} today."
    yield from verdict.reasons


def _changes(move: Move) -> Iterator[tuple[str, ...]]:
    yield "What", "Today", "Then"
    for what, before, after in (
        ("provider", move.today.provider, move.to.provider),
        ("model", move.today.model, move.to.model),
        ("base URL", move.today.base_url or "not known", move.to.base_url or "not known"),
        ("key", move.today.key or "none", move.to.key or "none"),
    ):
        if before != after:
            yield what, before, after
    for change in move.verdict.changes:
        before = "not set" if change.from_ is None else str(change.from_)
        then = "left out" if change.to is None else str(change.to)
        yield change.setting, before, f"{then}: {change.why}" if change.why else then


def prompt_diff(move: Move) -> tuple[str, ...]:
    """The lines of a diff of the prompt; empty if the prompt does not change."""
    return tuple(line for change in move.verdict.changes for line in change.diff or ())


def _prompt(move: Move) -> Iterator[Section]:
    variant = move.verdict.variant
    if variant:
        line = (
            f"The verdict holds only for prompt variant {variant}: {move.to.provider} did not "
            "get it with today's prompt."
        )
        yield Section(title="The prompt", lines=(line,), code=prompt_diff(move))


def _checklist(move: Move) -> Iterator[str]:
    owner = move.workload.owner or "..."
    for condition in move.target.conditions:
        who = f"owner: {condition.owner or owner}, by: {condition.due or '...'}"
        yield f"{condition.what} ({who})"
    for what in _to_settle(move):
        yield f"{what} (owner: {owner}, by: ...)"


def _to_settle(move: Move) -> Iterator[str]:
    workload, route = move.workload, move.route
    if move.to.key:
        yield f"{move.to.key} is set where the workload runs"
    load = Load(
        workload=workload.workload,
        monthly_calls=workload.monthly_calls,
        peak_factor=workload.peak_factor,
        tokens=move.target.tokens,
        seconds=move.target.seconds,
    )
    found = capacity(route, [load])
    if found.fit == "fits":
        yield f"nothing else uses up the limits that this workload needs: {found.detail}"
    else:
        said = "do not carry" if found.fit == "exceeds" else "may not carry"
        yield f"the limits that {said} the workload are raised: {found.detail}"
    changed = [one for one in move.verdict.changes if one.setting == "guardrail"]
    words = changed[0].to if changed else move.guardrail
    if words:
        yield (
            f"the guardrail {words} is in place where the workload runs: the run tested it "
            "with that"
        )
    elif changed:
        yield f"somebody has accepted the loss of the guardrail {changed[0].from_}"
    if route.retires:
        yield f"a successor is chosen before the model retires on {route.retires}"
    if route.contract_ends:
        yield f"the contract is renewed before it ends on {route.contract_ends}"
    yield "somebody can set the share back to 0 within minutes"


def _gates(move: Move) -> Sequence[GateResult]:
    return [
        gate
        for gate in move.verdict.gates
        if gate.hard and gate.scale == "difference" and gate.margin and gate.baseline is not None
    ]


def _calls(move: Move) -> int:
    found = [
        calls_to_see(gate.baseline or 0.0, gate.margin or 1.0, 1.0 - move.verdict.alpha)
        for gate in _gates(move)
    ]
    return max(found, default=1)


def _canary_lines(move: Move) -> Iterator[str]:
    if not _gates(move):
        yield "No gate has a rate and a margin, so the number of calls is unknown."
        return
    yield (
        "Each stage lasts until the target has answered this many calls, and as many of today's "
        "provider are scored the same way: that shows a loss of the margin in 80 % of cases."
    )


def _canary(move: Move) -> Iterator[tuple[str, ...]]:
    if not _gates(move):
        return
    yield "Share", "Calls of the target", "Days at the mean rate"
    for stage in stages(_calls(move), move.workload.monthly_calls):
        days = "not known" if stage.days is None else decimal(stage.days, least=1)
        yield f"{stage.share} %", number(stage.calls), days


def _rollback(move: Move) -> Iterator[str]:
    for gate in move.verdict.gates:
        if gate.gate == "preference" and gate.margin:
            yield (
                f"{gate.gate}: judges prefer today's answers to the target's by more than "
                f"{points(gate.margin, exact=True, signed=False)} points"
            )
        elif gate.scale == "difference" and gate.margin:
            rate = "" if gate.baseline is None else f" ({percent(gate.baseline)} in the run)"
            yield (
                f"{gate.gate}: the target's share is more than {percent(gate.margin)} points "
                f"below today's{rate}"
            ).replace(" % points", " points")
        elif gate.hard and gate.scale == "rate":
            yield f"{gate.gate}: one confirmed breach"
        elif gate.gate == "errors" and gate.margin is not None:
            yield f"errors: more than {percent(gate.margin)} of calls fail"
        elif gate.scale == "ratio" and gate.margin is not None:
            yield f"{gate.gate}: more than {gate.margin:g} times today's"
    yield "a person reports anything that the suite's checks do not see"
