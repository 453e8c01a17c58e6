"""Compare two runs on the same cases, provider by provider.

Each run keeps the scores of its own checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from portcheck.model.parity import CasePair, is_score
from portcheck.model.run import Plan, Trial
from portcheck.model.suite import ProviderSpec, Workload
from portcheck.parity.drift.change import Change, DriftOutcome, outcomes
from portcheck.parity.drift.noise import Noise, noise
from portcheck.run.applicable_gates import gates_of
from portcheck.run.judge.tabulate import Results
from portcheck.run.two_runs.score_changes import score_changes
from portcheck.run.two_runs.shared_cases import Shared, SharedCases, pairs, shared_cases
from portcheck.value import Value

_DEFAULT_MARGIN = 0.05


class CaseChange(Value, kw_only=True):
    """One case whose mean score has changed."""

    case: str
    then: float
    now: float


class GateChange(Value, kw_only=True):
    """One gate of one workload with one provider, in the earlier run and now."""

    workload: str
    provider: str
    gate: str
    outcome: DriftOutcome
    cases: int
    clusters: int
    missing_then: float
    """Share of cases 0..1 without a scored answer."""
    missing_now: float
    then: float | None
    """Mean score 0..1 of the cases with answers at both times."""
    now: float | None
    difference: float | None
    """Now minus then."""
    ci_low: float | None
    ci_high: float | None
    confidence: float
    """Confidence of the two-sided interval."""
    p: float
    """Two-sided p-value of no change."""
    p_holm: float
    """The same after Holm's correction over all gates of the comparison."""
    margin: float
    noise_within: float | None
    """Share 0..1 of pairs of repeats within a run that differ: the noise floor. `None`: there is
    only one sample on each side."""
    noise_between: float | None
    """Share 0..1 of pairs of an earlier and a current answer that differ."""
    flips: tuple[CaseChange, ...]
    """Cases that changed, the largest loss first."""


class NewBreach(Value, kw_only=True):
    """Cases of a zero-tolerance gate with a confirmed breach now, but not in the earlier run."""

    workload: str
    provider: str
    gate: str
    cases: tuple[str, ...]


class ServedChange(Value, kw_only=True):
    """The models that a provider reports, if they have changed."""

    provider: str
    then: tuple[str, ...]
    now: tuple[str, ...]


class GuardrailChange(Value, kw_only=True):
    """A provider whose guardrail has changed, with both descriptions; `None`: without one."""

    provider: str
    then: str | None
    now: str | None


class RunComparison(Value, kw_only=True):
    """The comparison of two runs, over their shared providers and cases."""

    providers: tuple[str, ...]
    left_out: tuple[str, ...]
    """Why other providers are not compared, one clause each."""
    cases: tuple[SharedCases, ...]
    gates: tuple[GateChange, ...]
    breaches: tuple[NewBreach, ...]
    served: tuple[ServedChange, ...]
    same_answers: int
    """Current answers that are equal, word for word, to the earlier ones."""
    answers: int
    """Current answers with an earlier answer to the same case and repeat."""
    guarded: tuple[GuardrailChange, ...]
    """Providers that are compared though their guardrail changed."""
    noisy: bool
    """Some workload has one sample on each side, and a temperature above 0: no noise floor."""

    @property
    def changed(self) -> bool:
        """Whether anything is shown to have changed."""
        shown = any(each.outcome == "changed" for each in self.gates)
        return shown or bool(self.breaches or self.served)

    @property
    def cannot_tell(self) -> bool:
        """Whether a gate cannot be decided, or there was nothing to compare."""
        return not self.gates or any(each.outcome == "cannot_tell" for each in self.gates)


def compare_runs(then: Results, now: Results, *, same_route: bool) -> RunComparison:
    """Compare two runs.

    Args:
        then: the results of the earlier run.
        now: the results of the later run.
        same_route: compare only providers with the same vendor, dialect, model and guardrail, as
            for drift.
    """
    specs, left_out = _providers(then, now, same_route=same_route)
    before = {each.id: each for each in then.plan.suite.workloads}
    found: list[tuple[GateChange, Change, float]] = []
    shares: list[SharedCases] = []
    breaches: list[NewBreach] = []
    answers = [0, 0]
    for workload in now.plan.suite.workloads:
        earlier = before.get(workload.id)
        if earlier is None:
            continue
        shared, counted = shared_cases(then.plan, now.plan, earlier, workload)
        shares.append(counted)
        for name in specs:
            found += _gates(then, now, workload, name, shared)
            breaches += _breaches(then, now, workload, name, shared)
            _count_same(then, now, workload, name, shared, answers)
    changes = [each for _, each, _ in found]
    margins = [one.margin for one, _, _ in found]
    decided = outcomes(changes, margins, [most for _, _, most in found])
    return RunComparison(
        providers=tuple(specs),
        left_out=left_out,
        cases=tuple(shares),
        gates=tuple(
            _with(one, outcome, p) for (one, _, _), (outcome, p) in zip(found, decided, strict=True)
        ),
        breaches=tuple(breaches),
        served=tuple(_served(then, now, specs)),
        guarded=tuple(_guarded(then.plan, now.plan, specs)),
        same_answers=answers[0],
        answers=answers[1],
        noisy=any(
            _noisy(workload) for workload in now.plan.suite.workloads if workload.id in before
        ),
    )


def _with(one: GateChange, outcome: DriftOutcome, p: float) -> GateChange:
    values = {name: getattr(one, name) for name in one.__struct_fields__}
    return GateChange(**values | {"outcome": outcome, "p_holm": p})


def _providers(
    then: Results, now: Results, *, same_route: bool
) -> tuple[dict[str, ProviderSpec], tuple[str, ...]]:
    before = {spec.id: spec for spec in then.plan.providers}
    kept, left = {}, []
    for spec in now.plan.providers:
        earlier = before.pop(spec.id, None)
        if earlier is None:
            left.append(f"{spec.id} is not in the earlier run")
        elif same_route and _route(now.plan, spec) != _route(then.plan, earlier):
            was, new = " ".join(_route(then.plan, earlier)), " ".join(_route(now.plan, spec))
            left.append(f"{spec.id} was {was}, but is {new} now")
        else:
            kept[spec.id] = spec
    return kept, (*left, *(f"{name} is not in the later run" for name in before))


def _route(plan: Plan, spec: ProviderSpec) -> tuple[str, ...]:
    guardrail = (plan.guardrails or {}).get(spec.id)
    own = (spec.vendor, spec.dialect, spec.model or "")
    return (*own, f"with guardrail {guardrail}") if guardrail else own


def _guarded(then: Plan, now: Plan, names: Iterable[str]) -> Iterator[GuardrailChange]:
    before, after = then.guardrails or {}, now.guardrails or {}
    for name in names:
        if before.get(name) != after.get(name):
            yield GuardrailChange(provider=name, then=before.get(name), now=after.get(name))


def _gates(
    then: Results, now: Results, workload: Workload, provider: str, shared: Shared
) -> Iterator[tuple[GateChange, Change, float]]:
    for gate, rows, found in score_changes(then, now, workload, provider, shared):
        margin = workload.gates.get(gate, {}).get("margin") or _DEFAULT_MARGIN
        one = _gate_change((workload.id, provider, gate), found, margin, rows)
        yield one, found, workload.max_missing


def _gate_change(
    place: tuple[str, str, str], found: Change, margin: float, rows: Sequence[CasePair[float]]
) -> GateChange:
    heard: Noise = noise(rows)
    return GateChange(
        workload=place[0],
        provider=place[1],
        gate=place[2],
        outcome="cannot_tell",
        cases=found.cases,
        clusters=found.groups,
        missing_then=found.missing_then,
        missing_now=found.missing_now,
        then=found.then,
        now=found.now,
        difference=found.difference,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
        confidence=found.confidence,
        p=found.p,
        p_holm=1.0,
        margin=margin,
        noise_within=heard.within,
        noise_between=heard.between,
        flips=_flips(rows),
    )


def _flips(rows: Sequence[CasePair[float]]) -> tuple[CaseChange, ...]:
    found = []
    for row in rows:
        then = [value for value in row.baseline if is_score(value)]
        now = [value for value in row.candidate if is_score(value)]
        if then and now:
            one = CaseChange(case=row.case, then=sum(then) / len(then), now=sum(now) / len(now))
            if one.then != one.now:
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.now - one.then))


def _breaches(
    then: Results, now: Results, workload: Workload, provider: str, shared: Shared
) -> Iterator[NewBreach]:
    for gate in gates_of(workload):
        if gate.kind != "zero_tolerance":
            continue
        new = [
            outline.id
            for outline, case in pairs(workload, shared)
            if outline.feeds(gate.name)
            and _breached(now, now.of_case(workload.id, outline.id, provider), gate.name)
            and not _breached(then, then.of_case(workload.id, case, provider), gate.name)
        ]
        if new:
            yield NewBreach(
                workload=workload.id, provider=provider, gate=gate.name, cases=tuple(new)
            )


def _breached(results: Results, trials: Sequence[Trial], gate: str) -> bool:
    return any(results.breach_state(trial, gate) == "confirmed" for trial in trials)


def _count_same(
    then: Results,
    now: Results,
    workload: Workload,
    provider: str,
    shared: Shared,
    answers: list[int],
) -> None:
    for outline, case in pairs(workload, shared):
        trials = zip(
            then.of_case(workload.id, case, provider),
            now.of_case(workload.id, outline.id, provider),
            strict=False,
        )
        for before, after in trials:
            said, says = then.samples.get(before.key), now.samples.get(after.key)
            if said and says and said.completion and says.completion:
                answers[1] += 1
                answers[0] += said.completion.text == says.completion.text


def _served(
    then: Results, now: Results, specs: Mapping[str, ProviderSpec]
) -> Iterator[ServedChange]:
    for name in specs:
        before = tuple(sorted(then.counts[name].served))
        after = tuple(sorted(now.counts[name].served))
        if before and after and before != after:
            yield ServedChange(provider=name, then=before, now=after)


def _noisy(workload: Workload) -> bool:
    first = workload.cases[0] if workload.cases else None
    return first is not None and first.repeats < 2 and first.request.sampling.temperature != 0
