"""Find the cases that the candidate loses or gains at a gate, or that both sides fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from portcheck.model.comparison.failure_group import FailureKind
from portcheck.model.parity import is_score
from portcheck.model.run import Trial
from portcheck.model.suite import CheckSpec, Workload
from portcheck.plugins import CHECKS
from portcheck.run.applicable_gates import score_gates
from portcheck.run.judge.failures.shape import failure_reason, shape_of_answer
from portcheck.run.judge.index.case_calls import Values
from portcheck.run.judge.tabulate import Results, gate_cases
from portcheck.run.store.scores import CheckOutcome

REJECTED = "a rejected request"
LIKED_LESS = "an answer that judges like less"
KINDS: tuple[FailureKind, ...] = ("loss", "both", "gain")
"""In the order in which reports list them."""


class CaseChange(Struct, frozen=True, kw_only=True, gc=False):
    """A case on which the sides differ at a gate, or both fail.

    Repeats with a score on both sides count.
    """

    place: int
    """Index of the case in its workload, 0-based."""
    gate: str
    kind: FailureKind
    before: float
    """Mean of the baseline's scores, 0..1."""
    after: float
    """Mean of the candidate's scores, 0..1."""
    sides: tuple[Trial, Trial]
    """The baseline's and the candidate's trial in the first repeat that shows the change."""
    failing: Trial
    """The trial of `sides` that fails; in a comparison of two answers the candidate's, which alone
    has a score."""
    lowest: CheckOutcome | None
    """The lowest outcome of `failing`; `None` if it has none."""

    @property
    def reason(self) -> str:
        """The reason that the lowest outcome gives; "" without one."""
        return self.lowest.outcome.reason if self.lowest else ""


def case_changes(results: Results, workload: Workload, candidate: str) -> Iterator[CaseChange]:
    """Yield a candidate's changes gate by gate, in the order of the cases."""
    if not results.plan.asks(workload.id, candidate):
        return
    for gate in score_gates(workload):
        compares = any(_compares(spec) for spec in workload.checks if spec.fed_gate == gate)
        failing, places = _Failing(compares=compares), enumerate(workload.outlines)
        for row in gate_cases(results, workload, candidate, gate):
            compared = failing[row.baseline, row.candidate]
            if compared is not None:
                sides = (
                    results.of_case(workload.id, row.case, results.plan.baseline),
                    results.of_case(workload.id, row.case, candidate),
                )
                # Rows are in the order of the cases.
                place = next(at for at, outline in places if outline.id == row.case)
                found = _change(results, (place, gate), compared, sides, compares=compares)
                if found is not None:
                    yield found


def form_of(results: Results, workload: Workload, change: CaseChange) -> tuple[str, str]:
    """The check that the failing side fails, and how it fails, as in `FailureGroup`."""
    lowest, completion = change.lowest, results.samples[change.failing.key].completion
    if lowest is None or completion is None:
        return "", REJECTED
    checks = workload.outlines[change.place].checks
    spec = next((one for one in checks if (one.id or one.name) == lowest.check), None)
    if spec is not None and _compares(spec):
        return lowest.check, LIKED_LESS
    got = shape_of_answer(completion)
    return lowest.check, failure_reason(spec, lowest.check, got, lowest.outcome.label)


Pair = tuple[int, float, float]
"""Repeat, the baseline's score and the candidate's."""


def _compares(spec: CheckSpec) -> bool:
    """Whether a check compares two answers; its score is the candidate's."""
    return bool(CHECKS.get(spec.name).orders)


class _Failing(dict[tuple[Values, Values], "_Compared | None"]):
    """Cache of comparisons by the scores of both sides; `None` if all scores are full.

    Most cases have the same few.
    """

    def __init__(self, *, compares: bool) -> None:
        super().__init__()
        self._compares = compares

    def __missing__(self, sides: tuple[Values, Values]) -> _Compared | None:
        pairs = _pairs(*sides, compares=self._compares)
        lower = any(before < 1.0 or after < 1.0 for _, before, after in pairs)
        found = self[sides] = _compared(pairs) if lower else None
        return found


def _pairs(baseline: Values, candidate: Values, *, compares: bool) -> list[Pair]:
    if compares:
        # The score is of the pair: the baseline has the rest of it.
        return [(at, 1.0 - one, one) for at, one in enumerate(candidate) if is_score(one)]
    both = enumerate(zip(baseline, candidate, strict=True))
    return [(at, b, c) for at, (b, c) in both if is_score(b) and is_score(c)]


class _Compared(Struct, frozen=True):
    """The comparison of repeats with a score on both sides; see `CaseChange`."""

    kind: FailureKind
    before: float
    after: float
    repeat: int
    """The first repeat that shows the change."""


def _compared(pairs: Sequence[Pair]) -> _Compared:
    before = sum(value for _, value, _ in pairs) / len(pairs)
    after = sum(value for _, _, value in pairs) / len(pairs)
    kind: FailureKind = "both" if before == after else "loss" if after < before else "gain"
    repeat = next(repeat for repeat, b, c in pairs if _shows(kind, b, c))
    return _Compared(kind, before, after, repeat)


def _shows(kind: FailureKind, before: float, after: float) -> bool:
    if kind == "both":
        return after < 1.0
    return after < before if kind == "loss" else after > before


def _change(
    results: Results,
    at: tuple[int, str],
    found: _Compared,
    trials: tuple[Sequence[Trial], Sequence[Trial]],
    *,
    compares: bool,
) -> CaseChange | None:
    """The change of a case, or `None` if there is none; `at` is its place and the gate."""
    kind, repeat = found.kind, found.repeat
    if kind == "both" and compares:
        return None  # the judges prefer neither
    sides = (trials[0][repeat], trials[1][repeat])
    failing = sides[0] if kind == "gain" and not compares else sides[1]
    said = [
        one
        for one in results.scores.outcomes(failing.key)
        if one.gate == at[1] and one.outcome.value is not None
    ]
    lowest = min(said, key=lambda one: one.outcome.value or 0.0, default=None)
    if kind == "both" and lowest is not None and lowest.outcome.status == "passed":
        return None  # both pass, with less than the full score
    return CaseChange(
        place=at[0],
        gate=at[1],
        kind=kind,
        before=found.before,
        after=found.after,
        sides=sides,
        failing=failing,
        lowest=lowest,
    )
