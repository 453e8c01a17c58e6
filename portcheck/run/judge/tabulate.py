"""Tabulate samples and scores for the statistics: one row per case, one value per repeat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import partial
from itertools import chain

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from portcheck.model.parity import UNSCORED, Breach, CasePair
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.score import Outcome
from portcheck.model.suite import Outline, Workload, sample_of
from portcheck.run.judge.index.case_calls import NO_CALLS, Arm, CaseCalls, CaseOutcomes, Values
from portcheck.run.judge.provider_counts import (
    AnswerCost,
    ProviderCounts,
    TimeAndCost,
    provider_counts,
)
from portcheck.run.store.scores import MOST_KNOWN, CheckOutcome, Scores


class Results(Struct, frozen=True):
    """The results of a run, indexed by workload, case and provider."""

    plan: Plan
    samples: Mapping[str, Sample]
    arms: Mapping[tuple[str, str, str], Mapping[str, CaseCalls]]
    """(workload, provider, variant) to case id to its calls; variant "" is the plain prompt."""
    scores: Scores
    """Trial key to its scores."""
    counts: Mapping[str, ProviderCounts]
    """Provider id to the counts of its samples."""
    said: Mapping[tuple[str, str, str], Set[tuple[CheckOutcome, ...]]]
    """(workload, provider, variant) to the distinct outcomes of its trials: there are few."""
    detectors: Mapping[tuple[str, str, str, str], frozenset[str]]
    """(workload, provider, variant, gate) to the detectors that decided a score; gate "" is for
    scores that feed no gate."""
    labelled: bool = False
    """Whether people have labelled answers."""
    rows: dict[tuple[str, str, str], list[CasePair[float]]] = field(default_factory=dict)
    """Cache of `gate_cases` by (workload, candidate, gate)."""
    grouped: dict[str, list[str]] = field(default_factory=dict)
    """Cache of `clusters` by workload."""
    in_order: dict[tuple[str, str], list[CaseCalls]] = field(default_factory=dict)
    """Cache of `asked` by (workload, provider)."""
    chosen: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(workload, candidate) to the variant of the prompt whose answers count; for all others the
    answers to the plain prompt count."""

    @classmethod
    def of(cls, plan: Plan, samples: Mapping[str, Sample], scores: Scores) -> Results:
        """Index the samples and scores of a run."""
        arms = defaultdict[tuple[str, str, str], Arm](partial(Arm, scores))

        def note(trial: Trial, took: TimeAndCost | None) -> None:
            arms[trial.workload, trial.provider, trial.variant or ""].add(trial, took)

        counts = provider_counts(plan, samples, note)
        asked = {place: arm.by_case() for place, arm in arms.items()}
        said = {place: set(chain.from_iterable(arm.said)) for place, arm in arms.items()}
        detectors, labelled = _detectors(said), _labelled(said)
        return cls(plan, samples, asked, scores, counts, said, detectors, labelled)

    def choosing(self, chosen: Mapping[tuple[str, str], str]) -> Results:
        """The same results, with these variants of prompts as the ones whose answers count."""
        return replace(self, chosen=chosen, rows={}, grouped={}, in_order={})

    def variant(self, workload: str, provider: str) -> str:
        """The variant of the prompt whose answers count; "" for the plain prompt."""
        return self.chosen.get((workload, provider), "")

    def of_case(self, workload: str, case: str, provider: str) -> tuple[Trial, ...]:
        """The trials of one case with one provider, by repeat."""
        return self.of_workload(workload, provider).get(case, NO_CALLS).trials

    def clusters(self, workload: Workload) -> list[str]:
        """The group of each case of a workload, or else its id, in the order of the cases."""
        found = self.grouped.get(workload.id)
        if found is None:
            cases = workload.outlines
            grouped = any(case.group is not None for case in cases)
            # The id is in memory already; `cluster` makes a new text.
            found = [case.cluster if grouped else case.id for case in cases]
            self.grouped[workload.id] = found
        return found

    def asked(self, workload: Workload, provider: str) -> list[CaseCalls]:
        """The calls to one provider, in the order of the cases of a workload."""
        place = (workload.id, provider)
        found = self.in_order.get(place)
        if found is None:
            of_case = self.of_workload(*place).get
            found = self.in_order[place] = [of_case(one.id, NO_CALLS) for one in workload.outlines]
        return found

    def of_workload(self, workload: str, provider: str) -> Mapping[str, CaseCalls]:
        """Case to the calls to one provider."""
        return self.arms.get((workload, provider, self.variant(workload, provider)), {})

    def said_in(self, workload: str, provider: str) -> Callable[[str], CaseOutcomes]:
        """Id of a case to its scores, one entry per repeat; empty if it was not asked."""
        of_case = self.of_workload(workload, provider).get
        return lambda case: of_case(case, NO_CALLS).said

    def outcomes(self, trial: Trial, gate: str) -> list[Outcome]:
        """The outcomes of the checks that feed one gate for one trial."""
        return [said.outcome for said in self.scores.outcomes(trial.key) if said.gate == gate]

    def gate_value(self, trial: Trial, gate: str) -> float | None:
        """The trial's score on a gate, 0..1: all checks must pass, so the lowest counts.

        `None` without an answer; `UNSCORED` if a check could not score it and no other check
        failed.
        """
        return _Values(gate)[self.scores.outcomes(trial.key)]

    def breach_state(self, trial: Trial, gate: str) -> Breach | None:
        """Whether a zero-tolerance gate held in one trial; `None` without an answer.

        An answer that a check could not score counts as an unconfirmed breach.
        """
        outcomes = self.outcomes(trial, gate)
        failed = [outcome for outcome in outcomes if outcome.status == "failed"]
        if failed:
            return "confirmed" if any(outcome.confirmed for outcome in failed) else "unconfirmed"
        if not outcomes or not self._has_answer(trial):
            return None
        unscored = any(outcome.status == "unscored" for outcome in outcomes)
        return "unconfirmed" if unscored else "held"

    def _has_answer(self, trial: Trial) -> bool:
        asked = self.arms[trial.workload, trial.provider, trial.variant or ""][trial.case]
        return asked.seconds[asked.trials.index(trial)] is not None


class _Values(dict[tuple[CheckOutcome, ...], float | None]):
    """Cache of `Results.gate_value` by outcomes; most trials have the same ones."""

    def __init__(self, gate: str, *, without_people: bool = False) -> None:
        super().__init__()
        self._gate = gate
        self._value = value_without_people if without_people else _value

    def __missing__(self, outcomes: tuple[CheckOutcome, ...]) -> float | None:
        values = [self._value(said.outcome) for said in outcomes if said.gate == self._gate]
        scored = [value for value in values if value is not None]
        lowest = min(scored, default=None)
        found = lowest if len(scored) == len(values) or lowest == 0.0 else UNSCORED
        if len(self) < MOST_KNOWN:
            self[outcomes] = found
        return found


class _CaseValues(dict[CaseOutcomes, Values]):
    """Cache of a case's values at one gate by its outcomes; equal values are one object."""

    def __init__(self, values: _Values) -> None:
        super().__init__()
        self._values = values
        self._known: dict[Values, Values] = {}

    def __missing__(self, said: CaseOutcomes) -> Values:
        found = tuple([self._values[outcomes] for outcomes in said])
        found = self._known.setdefault(found, found)
        if len(self) < MOST_KNOWN:
            self[said] = found
        return found


def case_values(gate: str) -> Mapping[CaseOutcomes, Values]:
    """Outcomes of a case to its scores on a gate; see `Results.gate_value`."""
    return _CaseValues(_Values(gate))


def _value(outcome: Outcome) -> float | None:
    return outcome.value


def value_without_people(outcome: Outcome) -> float | None:
    """The value that the check itself found, without labels."""
    return outcome.value if outcome.people is UNSET else outcome.people.check_value


def judged_cases(
    results: Results, workload: Workload, candidate: str, gate: str
) -> list[CasePair[float]]:
    """Like `gate_cases`, but with the scores of the checks, without labels of people.

    People choose which answers they label, so scores with labels are not a random sample.
    """
    if not results.labelled:
        return gate_cases(results, workload, candidate, gate)
    return _gate_rows(results, workload, candidate, gate, without_people=True)


def sampled_cases(
    results: Results, workload: Workload, candidate: str, gate: str
) -> list[CasePair[float]]:
    """Like `judged_cases`, but only the cases that decide the gate (see `sample_of`)."""
    judged = {case.id for case in sample_of(workload.outlines, gate)}
    rows = judged_cases(results, workload, candidate, gate)
    return [row for row in rows if row.case in judged]


def gate_cases(
    results: Results, workload: Workload, candidate: str, gate: str
) -> list[CasePair[float]]:
    """One row for every case that feeds the gate; labels of people replace scores of checks."""
    place = (workload.id, candidate, gate)
    rows = results.rows.get(place)
    if rows is None:
        rows = results.rows[place] = _gate_rows(results, workload, candidate, gate)
    return rows


def _gate_rows(
    results: Results,
    workload: Workload,
    candidate: str,
    gate: str,
    *,
    without_people: bool = False,
) -> list[CasePair[float]]:
    before, after = (
        results.asked(workload, results.plan.baseline),
        results.asked(workload, candidate),
    )
    groups = results.clusters(workload)
    feeding = {id(case.checks): case.feeds(gate) for case in _distinct(workload.outlines)}
    values = _CaseValues(_Values(gate, without_people=without_people))
    return [
        CasePair(
            case=case.id,
            group=group,
            baseline=values[one.said],
            candidate=values[other.said],
        )
        for case, group, one, other in zip(workload.outlines, groups, before, after, strict=True)
        if feeding[id(case.checks)]
    ]


def _distinct(cases: Iterable[Outline]) -> Iterable[Outline]:
    """One case for each list of checks; many cases share one."""
    return {id(case.checks): case for case in cases}.values()


def breach_cases(
    results: Results, workload: Workload, candidate: str, gate: str
) -> list[CasePair[Breach]]:
    """One row for every case that feeds a zero-tolerance gate."""

    def states(case: Outline, provider: str) -> tuple[Breach | None, ...]:
        trials = results.of_case(workload.id, case.id, provider)
        return tuple(results.breach_state(trial, gate) for trial in trials)

    return [
        CasePair(
            case=case.id,
            group=group,
            baseline=states(case, results.plan.baseline),
            candidate=states(case, candidate),
        )
        for case, group in zip(workload.outlines, results.clusters(workload), strict=True)
        if case.feeds(gate)
    ]


def latency_cases(results: Results, workload: Workload, candidate: str) -> list[CasePair[float]]:
    """Seconds of every answer; `None` for a trial without one."""
    return _amounts(results, workload, candidate, lambda asked: asked.seconds)


def timed_cases(results: Results, workload: Workload, candidate: str) -> list[CasePair[float]]:
    """Seconds of every answer; trials without one are left out."""

    def seconds(asked: CaseCalls) -> Values:
        took = asked.seconds
        return tuple([one for one in took if one is not None]) if None in took else took

    return _amounts(results, workload, candidate, seconds)


def cost_cases(results: Results, workload: Workload, candidate: str) -> list[CasePair[float]]:
    """US dollars of every answer, `None` if not known; trials without an answer are left out."""
    known = _Dollars()
    return _amounts(results, workload, candidate, lambda asked: known[asked.spent])


class _Dollars(dict[tuple[AnswerCost | None, ...], Values]):
    """Cache of the US dollars of a case's answers; most cases cost the same."""

    def __missing__(self, spent: tuple[AnswerCost | None, ...]) -> Values:
        found = self[spent] = tuple([one.dollars for one in spent if one is not None])
        return found


def _amounts(
    results: Results, workload: Workload, candidate: str, of: Callable[[CaseCalls], Values]
) -> list[CasePair[float]]:
    """One row per case with the amounts that `of` returns for both sides."""

    def side(provider: str) -> list[Values]:
        return [of(one) for one in results.asked(workload, provider)]

    before = side(results.plan.baseline)
    after = before if candidate == results.plan.baseline else side(candidate)
    groups = results.clusters(workload)
    return [
        CasePair(case=case.id, group=group, baseline=one, candidate=other)
        for case, group, one, other in zip(workload.outlines, groups, before, after, strict=True)
    ]


def failures_by_group(results: Results, workload: Workload, provider: str) -> list[Sequence[bool]]:
    """Whether each executed trial of a provider failed, by group of cases."""
    failed = results.counts[provider].failed
    groups: dict[str, Sequence[bool]] = {}
    known = dict[tuple[bool, ...], tuple[bool, ...]]()  # most groups have one case and are equal
    for group, asked in zip(
        results.clusters(workload), results.asked(workload, provider), strict=True
    ):
        if None in asked.seconds:
            each = zip(asked.trials, asked.seconds, strict=True)
            found = tuple(
                [one is None for trial, one in each if one is not None or trial.key in failed]
            )
        else:
            found = (False,) * len(asked.seconds)
        if not found:
            continue
        before = groups.get(group)
        if before is None:
            groups[group] = known.setdefault(found, found)
        elif isinstance(before, list):
            before += found
        else:
            groups[group] = [*before, *found]
    return list(groups.values())


def detectors_of(results: Results, workload: Workload, candidate: str, gate: str) -> list[str]:
    """The detectors that decided a gate for one of the two sides, sorted."""
    sides = (results.plan.baseline, candidate)
    found = [
        results.detectors.get(
            (workload.id, side, results.variant(workload.id, side), gate), frozenset()
        )
        for side in sides
    ]
    return sorted(frozenset().union(*found))


def _detectors(
    said: Mapping[tuple[str, str, str], Set[tuple[CheckOutcome, ...]]],
) -> dict[tuple[str, str, str, str], frozenset[str]]:
    found: defaultdict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for place, together in said.items():
        for one in chain.from_iterable(together):
            people = one.outcome.people
            detector = one.outcome.detector if people is UNSET else people.check_detector
            if detector:
                # A composition names all of its detectors.
                found[*place, one.gate].update(detector.split(", "))
    return {place: frozenset(names) for place, names in found.items()}


def _labelled(said: Mapping[tuple[str, str, str], Set[tuple[CheckOutcome, ...]]]) -> bool:
    every = chain.from_iterable(chain.from_iterable(said.values()))
    return any(one.outcome.people is not UNSET for one in every)
