"""Find what got worse since the accepted night, or else since the previous night.

The previous night is the last complete run of all cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.errors import StoreError, UsageError
from portcheck.model.comparison.verdict_names import BEST_FIRST, VerdictName
from portcheck.model.numbers import percent
from portcheck.model.parity import GateResult, RunReport, Verdict
from portcheck.model.run import SinceNight
from portcheck.parity.claim import SHOWN
from portcheck.parity.drift.change import Change
from portcheck.parity.holm import holm
from portcheck.parity.pairing import average, pair
from portcheck.parity.verdict import holds
from portcheck.run.history.database.acceptances import last_accepted
from portcheck.run.history.database.connection import Connection
from portcheck.run.history.database.records import nights
from portcheck.run.history.database.transaction import opened
from portcheck.run.history.record_looks import address_of, rows_of, run_key
from portcheck.run.judge.tabulate import Results, sampled_cases
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.two_runs.run_results import ScoresOfRun, scores_of
from portcheck.run.two_runs.score_changes import ScoreChange, score_changes
from portcheck.run.two_runs.shared_cases import shared_cases

ALPHA = 0.05
"""One-sided error rate of showing a drop, for all gates of one verdict in one night."""
_READ = 8
"""Most complete nights among which the previous one is searched."""


class _EarlierNight(Struct, kw_only=True):
    """The earlier night of one workload and candidate."""

    run: str
    run_key: str
    at: str
    accepted_by: str
    digest: str
    verdict: VerdictName
    held: dict[str, bool]
    """Hard gate to whether it passed."""
    rates: dict[str, float]
    """Score gate to the candidate's mean score 0..1."""
    differences: dict[str, float]
    """Score gate to the difference, candidate minus baseline."""


def since_nights(
    store: RunStore, record: RunRecord, report: RunReport, results: Results, named: str = ""
) -> tuple[SinceNight, ...]:
    """One entry for each verdict with an earlier night, in the order of the report.

    If the folder of that night is still next to this one, the two runs are compared case by case.

    Args:
        store: the folder of the run.
        record: the run.json of the run.
        report: the report of the run.
        results: the answers and scores of the run.
        named: the history, as for `portcheck.run.history.record_looks.address_of`.

    Raises:
        UsageError: the history is damaged, or comes from a newer portcheck.
        StoreError: the history cannot be read.
    """
    routes = {
        (workload.id, row.candidate): (row.baseline_route, row.candidate_route)
        for workload, row in rows_of(store.plan(), record)
    }
    found: list[tuple[Verdict, _EarlierNight]] = []
    with opened(address_of(store, record, named), read_only=True) as connection:
        for verdict in report.verdicts:
            asked = routes.get((verdict.workload, verdict.candidate))
            then = _earlier_night(connection, verdict, asked, record) if asked else None
            if then is not None:
                found.append((verdict, _of_some(then) if report.run.partial else then))
    own = _RunScores(store, results)
    return tuple(_since(verdict, then, report, own) for verdict, then in found)


def _earlier_night(
    connection: Connection, verdict: Verdict, routes: tuple[str, str], record: RunRecord
) -> _EarlierNight | None:
    found = last_accepted(connection, verdict.workload, verdict.candidate, routes=routes)
    if found is not None and found[0].run_key != run_key(record):
        accepted, then = found
        return _EarlierNight(
            run=accepted.run,
            run_key=accepted.run_key,
            at=accepted.at,
            accepted_by=accepted.accepted_by,
            digest=accepted.digest,
            verdict=then.counted,
            held={gate.gate: holds(gate) for gate in then.gates if gate.hard},
            rates=_rates(then.gates),
            differences={
                gate.gate: gate.difference
                for gate in then.gates
                if gate.scale == "difference" and gate.difference is not None
            },
        )
    earlier = nights(
        connection, workload=verdict.workload, provider=verdict.candidate, last=_READ, whole=True
    )
    for night in reversed(earlier):
        same = (night.candidate, night.baseline) == (verdict.candidate, verdict.baseline)
        if same and night.run_key != run_key(record) and night.started_at <= record.started_at:
            scored = [gate for gate in night.gates if gate.scale == "difference"]
            return _EarlierNight(
                run=night.run,
                run_key=night.run_key,
                at=night.started_at,
                accepted_by="",
                digest="",
                verdict=night.verdict,  # type: ignore[arg-type]  # as the report had it
                held={gate.gate: gate.outcome in SHOWN for gate in night.gates if gate.hard},
                rates={
                    gate.gate: gate.candidate_value
                    for gate in scored
                    if gate.candidate_value is not None
                },
                differences={
                    gate.gate: gate.difference for gate in scored if gate.difference is not None
                },
            )
    return None


def _of_some(then: _EarlierNight) -> _EarlierNight:
    """The earlier night for a partial run: without rates, which include other cases."""
    return replace(then, rates={}, differences={})


def _rates(gates: tuple[GateResult, ...]) -> dict[str, float]:
    return {
        gate.gate: gate.candidate
        for gate in gates
        if gate.scale == "difference" and gate.candidate is not None
    }


class _Fall(NamedTuple):
    """The scores of one gate in both nights, over the cases with answers in both."""

    then: float | None
    """The candidate's mean score 0..1; `None` if nothing can be compared."""
    now: float | None
    shown: bool
    """Whether a loss is shown."""


class _RunScores:
    """The scores of the run alone; a verdict may be based on the means of several nights."""

    def __init__(self, store: RunStore, now: Results) -> None:
        self._now, self._folder = now, store.path.resolve().parent
        self._plan = store.plan()
        self._known: dict[str, dict[tuple[str, str, str], _Fall]] = {}

    def rate(self, workload: str, candidate: str, gate: str) -> float | None:
        """The mean score 0..1 of the candidate's answers in this run; `None` without any.

        A missing answer has no score, as it says nothing about the candidate.
        """
        asked = next(each for each in self._now.plan.suite.workloads if each.id == workload)
        found = pair(sampled_cases(self._now, asked, candidate, gate)).complete_candidate
        return average(found) if found else None

    def since(self, then: _EarlierNight) -> dict[tuple[str, str, str], _Fall]:
        """(workload, candidate, gate) to its scores in both nights, compared case by case.

        Empty if the folder of that night is gone, cannot be read, or was changed by hand.
        """
        if then.run_key not in self._known:
            self._known[then.run_key] = dict(self._read(then))
        return self._known[then.run_key]

    def _read(self, then: _EarlierNight) -> Iterator[tuple[tuple[str, str, str], _Fall]]:
        before = self._scores_of(then)
        if before is None:
            return
        now, workloads = self._now, {one.id: one for one in before.plan.suite.workloads}
        asked = {spec.id for spec in before.plan.providers}
        for workload in now.plan.suite.workloads:
            if workload.id in workloads:
                shared, _ = shared_cases(before.plan, now.plan, workloads[workload.id], workload)
                for candidate in asked.intersection(now.plan.candidates):
                    found = score_changes(before, now, workload, candidate, shared)
                    for gate, fall in _falls(found):
                        yield (workload.id, candidate, gate), fall

    def _scores_of(self, then: _EarlierNight) -> ScoresOfRun | None:
        try:
            earlier = RunStore.open(self._folder / then.run, like=self._plan)
            if run_key(earlier.record()) != then.run_key:
                return None
            earlier.require_unchanged()
            return scores_of(earlier, frozenset(self._now.plan.candidates))
        except (UsageError, StoreError):
            return None


def _falls(found: Iterable[ScoreChange]) -> Iterator[tuple[str, _Fall]]:
    """(gate, its scores in both nights) for all gates of one candidate, with Holm's correction."""
    changes = [(one.gate, one.change) for one in found]
    adjusted = holm([_p_of_a_loss(change) for _, change in changes])
    for (gate, change), p in zip(changes, adjusted, strict=True):
        yield gate, _Fall(change.then, change.now, p < ALPHA)


def _p_of_a_loss(change: Change) -> float:
    """The one-sided p-value of a loss."""
    return change.p / 2.0 if change.difference is not None and change.difference < 0.0 else 1.0


def _since(verdict: Verdict, then: _EarlierNight, report: RunReport, own: _RunScores) -> SinceNight:
    waived = {
        use.waiver.gate
        for use in report.waivers or ()
        if use.state == "applies"
        and (use.waiver.workload, use.waiver.candidate) == (verdict.workload, verdict.candidate)
    }
    verdict_worse = list(_worse(verdict, then, waived))
    drops: list[str] = []
    rates: dict[str, tuple[float, float]] = {}
    shown = False
    for gate in verdict.gates:
        if gate.scale != "difference" or gate.candidate is None:
            continue
        before, now, known = _then_and_now(verdict, gate.gate, then, own)
        if before is None or now is None:
            continue
        rates[gate.gate] = (before, now)
        if known or before - now > (gate.margin or 0.0) + 1e-12:
            shown = shown or known
            words = "shown to have fallen" if known else "fell by more than its margin"
            drops.append(f"{gate.gate}: {words}, from {percent(before)} to {percent(now)}")
    return SinceNight(
        workload=verdict.workload,
        candidate=verdict.candidate,
        run=then.run,
        at=then.at,
        accepted_by=then.accepted_by,
        digest=then.digest,
        then=then.verdict,
        worse=(*verdict_worse, *drops),
        verdict_worse=bool(verdict_worse),
        shown=shown,
        rates=rates,
        missing=UNSET if drops else _missing_alone(verdict, then, rates) or UNSET,
    )


def _missing_alone(
    verdict: Verdict, then: _EarlierNight, rates: Mapping[str, tuple[float, float]]
) -> int:
    """The missing answers, if only they can have left the verdict open; else 0."""
    lost = [
        gate for gate in verdict.gates if gate.hard and then.held.get(gate.gate) and not holds(gate)
    ]
    missing = [gate.missing_baseline + gate.missing_candidate for gate in lost]
    answers_are_worse = any(now < before - 1e-9 for before, now in rates.values())
    are_open = all(gate.outcome == "inconclusive" for gate in lost) and all(missing)
    if verdict.rule not in _OPEN_BY_MISSING or answers_are_worse or not are_open:
        return 0
    return max(missing, default=0)


_OPEN_BY_MISSING = {"too_many_missing", "gate_not_shown", "floor_not_shown"}
"""Rules that leave a verdict open where answers are missing."""


def _then_and_now(
    verdict: Verdict, gate: str, then: _EarlierNight, own: _RunScores
) -> tuple[float | None, float | None, bool]:
    """The candidate's mean scores then and now, and whether a drop is shown.

    If the folder of that night is available, the means are over the same cases.
    """
    found = own.since(then).get((verdict.workload, verdict.candidate, gate))
    if found is not None:
        return found.then, found.now, found.shown
    if gate not in then.rates:
        return None, None, False
    return then.rates[gate], own.rate(verdict.workload, verdict.candidate, gate), False


_UNDECIDED = {
    "gate_not_shown",
    "floor_not_shown",
    "gate_inferior_uncorrected",
    "too_few_clean",
    "partial_run",
}
"""Rules that can decide only because a later look has a smaller error rate, or fewer cases."""


def _worse(verdict: Verdict, then: _EarlierNight, waived: set[str]) -> Iterator[str]:
    """Yield what got worse; a later look that shows less on the same answers does not count."""
    gates = [
        f"{gate.gate}: held, now {gate.outcome}"
        for gate in verdict.gates
        if gate.hard
        and gate.gate not in waived
        and not holds(gate)
        and then.held.get(gate.gate)
        and (gate.outcome not in {"inconclusive", "noninferior"} or _fell(gate, then))
    ]
    worse = BEST_FIRST.index(verdict.counted) > BEST_FIRST.index(then.verdict)
    if worse and (gates or verdict.rule not in _UNDECIDED):
        yield f"verdict: {then.verdict}, now {verdict.counted}"
    yield from gates


def _fell(gate: GateResult, then: _EarlierNight) -> bool:
    pairs = (
        (then.rates.get(gate.gate), gate.candidate),
        (then.differences.get(gate.gate), gate.difference),
    )
    return any(
        before is not None and now is not None and now < before - 1e-9 for before, now in pairs
    )
