"""Format the page of `compare` and `drift`: changes first, then undecided gates."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.numbers import count, listing, number, p_value, percent, points
from portcheck.model.visible_text import one_line
from portcheck.run.two_runs.compared import GateChange, RunComparison
from portcheck.run.two_runs.story import Run, Story

_FLIPS = 10
"""Most cases to name per gate."""
_ORDER = {"changed": 0, "cannot_tell": 1, "no_change_shown": 2}
_WORDS = {
    "changed": "CHANGED",
    "cannot_tell": "CANNOT TELL",
    "no_change_shown": "no change shown",
}


def page(found: Story) -> str:
    """The whole page."""
    return "\n".join(_lines(found))


def headline(found: Story) -> str:
    """The result in one line."""
    gates = found.compared.gates
    shown = sum(one.outcome == "changed" for one in gates)
    parts = []
    if found.compared.served:
        parts.append(f"another model answers for {count(len(found.compared.served), 'provider')}")
    if found.verdicts:
        parts.append(f"{count(len(found.verdicts), 'verdict')} changed")
    if found.compared.breaches:
        parts.append(f"new breaches in {count(len(found.compared.breaches), 'gate')}")
    if shown:
        parts.append(f"a change is shown in {number(shown)} of {count(len(gates), 'gate')}")
    if parts:
        return f"changed: {', '.join(parts)}"
    if not gates:
        return "cannot tell: the two runs share no case that a provider answered in both"
    if found.compared.cannot_tell:
        return "cannot tell: no change is shown, and one cannot be ruled out where it says so"
    return "no change shown, which does not say that there is none"


def _lines(found: Story) -> Iterator[str]:
    yield f"then  {_run(found.then)}"
    yield f"now   {_run(found.now)}"
    yield headline(found)
    for each in found.compared.served:
        was, new = (one_line(", ".join(models), 200) for models in (each.then, each.now))
        yield f"served model of {each.provider}: {was}, now {new}"
    for side in found.compared.guarded:
        was, new = (one_line(words or "none", 300) for words in (side.then, side.now))
        yield f"guardrail of {side.provider}: {was}, now {new}"
    for one in found.verdicts:
        place = one_line(f"{one.workload} to {one.candidate}", 200)
        yield f"verdict of {place}: {one.then} ({one.then_rule}), now {one.now} ({one.now_rule})"
    for breach in found.compared.breaches:
        place = one_line(f"{breach.workload}, {breach.provider}", 200)
        yield f"new breach of {breach.gate} in {place}: {one_line(listing(breach.cases), 300)}"
    for gate in sorted(found.compared.gates, key=_severity):
        yield from _gate(gate)
    yield from _scope(found.compared)


def _severity(gate: GateChange) -> tuple[int, float]:
    return _ORDER[gate.outcome], gate.difference or 0.0


def _run(run: Run) -> str:
    unfinished = f", not finished: {one_line(run.incomplete, 100)}" if run.incomplete else ""
    digest = f", {run.digest[:19]}" if run.digest else ""
    return f"{one_line(run.id, 100)} ({run.started_at}{digest}{unfinished})"


def _gate(gate: GateChange) -> Iterator[str]:
    place = one_line(f"{gate.workload}, {gate.provider}, {gate.gate}", 300)
    if gate.outcome == "no_change_shown" and not gate.flips and not gate.noise_within:
        yield f"{place}: no change shown, {percent(gate.now)} then and now, n {gate.clusters}"
        return
    yield f"{place}: {_WORDS[gate.outcome]}"
    if gate.difference is None or gate.then is None or gate.now is None:
        yield "  no case has a scored answer in both runs"
        return
    yield (
        f"  {percent(gate.then)} then, {percent(gate.now)} now: {points(gate.difference)} points "
        f"({gate.confidence * 100:.0f} % interval {points(gate.ci_low)} to {points(gate.ci_high)}),"
        f" n {number(gate.clusters)}, p {p_value(gate.p_holm)} after Holm's correction"
    )
    if gate.outcome == "cannot_tell":
        yield f"  {_why(gate)}"
    if gate.noise_within is not None and gate.noise_between is not None:
        yield (
            f"  noise: repeats of one run differ in {percent(gate.noise_within)} of pairs, answers "
            f"then and now in {percent(gate.noise_between)}"
        )
    elif gate.noise_between is not None:
        yield (
            f"  noise: answers then and now differ in {percent(gate.noise_between)} of cases; one "
            "sample a side says not how much of this is chance"
        )
    if gate.flips:
        named = [f"{flip.case} {flip.then:g} to {flip.now:g}" for flip in gate.flips]
        lost = sum(flip.now < flip.then for flip in gate.flips)
        yield (
            f"  flipped: {number(lost)} worse, {number(len(named) - lost)} better: "
            f"{one_line(listing(named, _FLIPS), 600)}"
        )


def _why(gate: GateChange) -> str:
    missing = max(gate.missing_then, gate.missing_now)
    if gate.difference is not None and abs(gate.difference) > gate.margin:
        return (
            f"more than the margin of {points(gate.margin, signed=False)} points, and not shown to "
            "be more than chance: more cases or repeats would tell"
        )
    if gate.p < 1.0 - gate.confidence:
        return (
            f"shown on its own (p {p_value(gate.p)}), and not after Holm's correction for all gates"
        )
    return f"answers are missing in {percent(missing)} of the cases of one run"


def _scope(found: RunComparison) -> Iterator[str]:
    for cases in found.cases:
        rest = [
            f"{number(amount)} {words}"
            for amount, words in (
                (cases.new, "new"),
                (cases.gone, "gone"),
                (cases.other_checks, "with other checks"),
            )
            if amount
        ]
        left = f"; left out: {', '.join(rest)}" if rest else ""
        yield f"{one_line(cases.workload, 200)}: {count(cases.shared, 'case')} in both runs{left}"
    if found.answers:
        yield (
            f"{number(found.same_answers)} of {number(found.answers)} answers are word for word "
            "what they were"
        )
    for line in found.left_out:
        yield f"not compared: {one_line(line, 300)}"
    if found.noisy:
        yield (
            "With one sample a side and a temperature above 0, or none that is stated, part of any "
            "change is chance: two runs against one server differ by points even at temperature 0. "
            "`repeats: 3` in the suite shows the noise floor."
        )
