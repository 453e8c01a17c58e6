"""What got worse since the night that somebody accepted, or else since the night before.

The night before is the last run of all cases that was not interrupted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from portcheck.errors import StoreError, UsageError
from portcheck.model.exit_plan import VerdictName
from portcheck.model.numbers import percent
from portcheck.model.parity import GateResult, RunReport, Verdict
from portcheck.model.run import SinceNight
from portcheck.parity.claim import SHOWN
from portcheck.parity.holm import holm
from portcheck.parity.pairing import average, pair
from portcheck.parity.verdict import holds
from portcheck.run.history.count import address_of, rows_of, run_key
from portcheck.run.history.database.acceptances import last_accepted
from portcheck.run.history.database.connection import Connection
from portcheck.run.history.database.records import nights
from portcheck.run.history.database.transaction import opened
from portcheck.run.judge.tabulate import Results, sampled_cases
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.two_runs.compared import GateChange, compared
from portcheck.run.two_runs.run_results import results_of

_RANK: Mapping[VerdictName, int] = {"safe": 0, "conditional": 1, "inconclusive": 2, "unsafe": 3}


ALPHA = 0.05
"""One-sided error rate with which a drop is shown, over the gates of one verdict in one night."""
_READ = 8
"""Whole nights of one workload and candidate among which the one before is looked for."""


class _Then(Struct, kw_only=True):
    """The earlier night of one workload and candidate."""

    run: str
    run_key: str
    at: str
    accepted_by: str
    digest: str
    verdict: VerdictName
    held: dict[str, bool]
    """Gate to whether it was shown."""
    rates: dict[str, float]
    """Gate of scores to the candidate's mean score 0..1."""
    differences: dict[str, float]
    """Gate of scores to the difference, candidate minus baseline."""


def since_nights(
    store: RunStore, record: RunRecord, report: RunReport, results: Results, named: str = ""
) -> tuple[SinceNight, ...]:
    """One entry for each verdict that has an earlier night, in the order of the report.

    Where a score fell and the folder of that night still lies beside this one, the two runs are
    compared case by case.

    Args:
        store: The folder of the run.
        record: Its run.json.
        report: What it came to.
        results: Its answers and scores.
        named: The history, as `portcheck.run.history.count.address_of` takes it.

    Raises:
        UsageError: the history is damaged, or of a newer portcheck.
        StoreError: it cannot be read.
    """
    routes = {
        (workload.id, row.candidate): (row.baseline_route, row.candidate_route)
        for workload, row in rows_of(store.plan(), record)
    }
    found: list[tuple[Verdict, _Then]] = []
    with opened(address_of(store, record, named)) as connection:
        for verdict in report.verdicts:
            asked = routes.get((verdict.workload, verdict.candidate))
            then = _then(connection, verdict, asked, record) if asked else None
            if then is not None:
                found.append((verdict, _of_some(then) if report.run.partial else then))
    own = _Own(store, results)
    return tuple(_since(verdict, then, report, own) for verdict, then in found)


def _then(
    connection: Connection, verdict: Verdict, routes: tuple[str, str], record: RunRecord
) -> _Then | None:
    found = last_accepted(connection, verdict.workload, verdict.candidate, routes=routes)
    if found is not None and found[0].run_key != run_key(record):
        accepted, then = found
        return _Then(
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
            return _Then(
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


def _of_some(then: _Then) -> _Then:
    """That night to a run of some cases: its rates are of others as well, and say nothing."""
    return replace(then, rates={}, differences={})


def _rates(gates: tuple[GateResult, ...]) -> dict[str, float]:
    return {
        gate.gate: gate.candidate
        for gate in gates
        if gate.scale == "difference" and gate.candidate is not None
    }


class _Own:
    """The scores of a run itself: a verdict may rest on the means of several nights."""

    def __init__(self, store: RunStore, now: Results) -> None:
        self._now, self._folder = now, store.path.resolve().parent
        self._known: dict[str, dict[tuple[str, str, str], tuple[GateChange, bool]]] = {}

    def rate(self, workload: str, candidate: str, gate: str) -> float | None:
        """The candidate's mean score 0..1 in this run; `None` without cases."""
        asked = next(each for each in self._now.plan.suite.workloads if each.id == workload)
        rows = sampled_cases(self._now, asked, candidate, gate)
        return average(pair(rows).candidate) if rows else None

    def since(self, then: _Then) -> dict[tuple[str, str, str], tuple[GateChange, bool]]:
        """(Workload, provider, gate) to its change case by case, and whether a loss is shown.

        Empty where the folder of that night is gone, does not read, or was changed by hand.
        """
        if then.run_key not in self._known:
            self._known[then.run_key] = dict(self._read(then))
        return self._known[then.run_key]

    def _read(self, then: _Then) -> Iterator[tuple[tuple[str, str, str], tuple[GateChange, bool]]]:
        try:
            earlier = RunStore.open(self._folder / then.run)
            if run_key(earlier.record()) != then.run_key:
                return
            earlier.require_unchanged()
            before = results_of(earlier)
        except (UsageError, StoreError):
            return
        verdicts: dict[tuple[str, str], list[GateChange]] = {}
        for gate in compared(before, self._now, same_route=False).gates:
            verdicts.setdefault((gate.workload, gate.provider), []).append(gate)
        for place, gates in verdicts.items():
            adjusted = holm([_p_of_a_loss(gate) for gate in gates])
            for gate, p in zip(gates, adjusted, strict=True):
                yield (*place, gate.gate), (gate, p < ALPHA)


def _p_of_a_loss(gate: GateChange) -> float:
    """One-sided: what got better is no matter here."""
    return gate.p / 2.0 if gate.difference is not None and gate.difference < 0.0 else 1.0


def _since(verdict: Verdict, then: _Then, report: RunReport, own: _Own) -> SinceNight:
    waived = {
        use.waiver.gate
        for use in report.waivers or ()
        if use.state == "applies"
        and (use.waiver.workload, use.waiver.candidate) == (verdict.workload, verdict.candidate)
    }
    verdict_worse = list(_worse(verdict, then, waived))
    drops, rates, shown = [], {}, False
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
    )


def _then_and_now(
    verdict: Verdict, gate: str, then: _Then, own: _Own
) -> tuple[float | None, float | None, bool]:
    """The candidate's mean scores, of the same cases where that night is at hand."""
    found = own.since(then).get((verdict.workload, verdict.candidate, gate))
    if found is not None:
        return found[0].then, found[0].now, found[1]
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
"""Rules to which a later look can lead by its smaller error rate alone, or fewer cases can."""


def _worse(verdict: Verdict, then: _Then, waived: set[str]) -> Iterator[str]:
    """What is worse than it was; that a later look shows less on the same answers is not."""
    gates = [
        f"{gate.gate}: held, now {gate.outcome}"
        for gate in verdict.gates
        if gate.hard
        and gate.gate not in waived
        and not holds(gate)
        and then.held.get(gate.gate)
        and (gate.outcome not in {"inconclusive", "noninferior"} or _fell(gate, then))
    ]
    worse = _RANK[verdict.counted] > _RANK[then.verdict]
    if worse and (gates or verdict.rule not in _UNDECIDED):
        yield f"verdict: {then.verdict}, now {verdict.counted}"
    yield from gates


def _fell(gate: GateResult, then: _Then) -> bool:
    pairs = (
        (then.rates.get(gate.gate), gate.candidate),
        (then.differences.get(gate.gate), gate.difference),
    )
    return any(
        before is not None and now is not None and now < before - 1e-9 for before, now in pairs
    )
