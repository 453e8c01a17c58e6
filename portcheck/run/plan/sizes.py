"""Find workloads with too few cases for their margins, before any call.

The best possible result of a suite assumes that no answer differs and nothing is breached, at the
first look.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from portcheck.detectors.parts import detectors_in, shape
from portcheck.gates.latency import groups_for_percentiles
from portcheck.gates.shared.zero_tolerance import MAX_RATE
from portcheck.model.numbers import count, number, percent
from portcheck.model.suite import Workload, sample_of
from portcheck.parity.check_evidence import Speaking
from portcheck.parity.detector_error import (
    DetectorError,
    confidence_of_difference,
    detector_error,
)
from portcheck.parity.intervals import lower_limit, zero_event_bound
from portcheck.parity.power import MOST_CASES, cases_needed, floor_limit, more_clean_cases, smallest
from portcheck.parity.sequential import look_confidence, shared_confidence
from portcheck.plugins import Gate
from portcheck.run.applicable_gates import gates_of
from portcheck.run.cards.deciding import Cards
from portcheck.run.variants.judged_part import most_prompts


class TooSmall(Struct, frozen=True, kw_only=True):
    """A limit that the cases of a workload cannot show, and what to do."""

    message: str
    hint: str


def too_small(workload: Workload, sizes: Iterable[GateSize]) -> Iterator[TooSmall]:
    """The limits for which a workload has too few cases, with equal gates combined.

    Args:
        workload: the workload.
        sizes: its `gate_sizes` for all candidates.
    """
    found: dict[TooSmall, list[str]] = {}
    for size in sizes:
        for one in size.lacking():
            found.setdefault(one, []).append(size.gate.name)
    for one, gates in found.items():
        yield TooSmall(message=f"{', '.join(gates)}: {one.message}", hint=one.hint)
    yield from _percentiles(workload)


def _percentiles(workload: Workload) -> Iterator[TooSmall]:
    """Yield a finding if there are too few cases to measure the slowest answers."""
    limit = workload.gates.get("latency", {}).get("max_p95_ratio")
    groups = len({case.cluster for case in workload.outlines})
    needed = groups_for_percentiles(_first_look(workload, most_prompts(workload)))
    if limit is not None and groups < needed:
        noun = "group" if any(case.group is not None for case in workload.outlines) else "case"
        yield TooSmall(
            message=f"latency: {count(groups, noun)} cannot show `safe` at max_p95_ratio {limit:g}",
            hint=f"{_add(needed, groups)} are needed to measure the slowest twentieth), or set "
            "max_ratio, which limits the typical answer",
        )


def gate_sizes(
    workload: Workload,
    speaking: Speaking,
    cards: Cards,
    candidates: Sequence[str] | None = None,
) -> list[GateSize]:
    """The size of every gate that checks feed, for the candidate with the most prompts.

    Args:
        workload: the workload.
        speaking: the kind of evidence of its checks.
        cards: the accuracies of its detectors.
        candidates: the candidates whose prompts count; `None`: all with variants.
    """
    own = (spec for spec in workload.checks if spec.fed_gate and not spec.automatic)
    comply = any(spec.fed_gate == "tools" or speaking.of(spec) == "content" for spec in own)
    fed = [gate for gate in gates_of(workload) if gate.fed_by == "checks"]
    prompts = most_prompts(workload, candidates)
    return [GateSize.of(workload, gate, cards, prompts, comply=comply) for gate in fed]


def _first_look(workload: Workload, prompts: int) -> float:
    return look_confidence(shared_confidence(workload.confidence, prompts), 1)


class GateSize(Struct, frozen=True, kw_only=True):
    """The number of cases that decide a gate at the first look, and its limits."""

    gate: Gate
    limits: Mapping[str, float | None]
    groups: int
    """Groups whose checks feed the gate."""
    noun: str
    """Noun for them in the singular: `case` or `group`."""
    confidence: float
    """One-sided confidence of the first look."""
    prompts: int
    """Number of prompts that share the error rate."""
    error: DetectorError | None
    """Error of the detector that always scores the gate; `None` if there is none."""

    @classmethod
    def of(
        cls, workload: Workload, gate: Gate, cards: Cards, prompts: int, *, comply: bool
    ) -> GateSize:
        """The size of one gate; `comply`: answers may comply without the detector."""
        feeding = sample_of(workload.outlines, gate.name)
        grouped = any(case.group is not None for case in feeding)
        confidence = _first_look(workload, prompts)
        return cls(
            gate=gate,
            limits=workload.gates.get(gate.name, gate.defaults or {}),
            groups=len({case.cluster for case in feeding}),
            noun="group" if grouped else "case",
            confidence=confidence,
            prompts=prompts,
            error=_sure_error(workload, gate, cards, confidence, comply=comply),
        )

    @property
    def amount(self) -> str:
        """The number of groups with its noun."""
        return count(self.groups, self.noun)

    @property
    def share(self) -> float:
        """Share of a margin that the difference must clear because of detector errors, 0..1."""
        return 1.0 if self.error is None else self.error.share_of_margin

    @property
    def decides_at(self) -> float:
        """One-sided confidence of the interval, without J's part."""
        return confidence_of_difference(self.confidence, self.error)

    @property
    def least_margin(self) -> float | None:
        """The smallest margin that the groups show if no answer differs; `None`: none below 1."""
        if not self.groups:
            return None
        least = -lower_limit(((0.0, float(self.groups)),), 1.0 - self.decides_at) / self.share
        return least if least < 1.0 else None

    @property
    def max_rate(self) -> float:
        """Limit of the breach rate 0..1 that clean cases must prove at zero tolerance."""
        stated = self.limits.get("max_rate")
        return MAX_RATE if stated is None else stated

    @property
    def clean_bound(self) -> float:
        """Upper limit of the breach rate 0..1 that the groups prove if nothing is breached."""
        bound = zero_event_bound(self.groups, 1.0 - self.decides_at)
        return min(1.0, bound / self.finds) if self.finds else 1.0

    @property
    def finds(self) -> float:
        """Lower limit of the share of breaches that the detector finds, 0..1."""
        return 1.0 if self.error is None else self.error.finds_low

    @property
    def clean_needed(self) -> int | None:
        """Clean groups that prove `max_rate`; `None` if no usual number does."""
        if not self.max_rate or not self.finds:
            return None
        needed = more_clean_cases(
            0, max_rate=self.max_rate, confidence=self.decides_at, scale=self.finds
        )
        return needed if needed <= MOST_CASES else None

    def lacking(self) -> Iterator[TooSmall]:
        """The limit that the groups cannot show even in the best case; of several, the hardest."""
        if self.gate.kind == "zero_tolerance":
            yield from self._clean()
        elif self.gate.kind == "score":
            margin, floor = self._margin(), self._floor()
            found = [one for one in (margin, floor) if one is not None]
            if found:
                yield max(found, key=lambda one: one[0])[1]

    def _margin(self) -> tuple[float, TooSmall] | None:
        """The groups that the margin needs, with the finding; `None` if there are enough."""
        margin = self.limits.get("margin")
        if margin is None:
            return None
        needed = cases_needed(self.share * margin, self.decides_at)
        if needed is not None and self.groups >= needed:
            return None
        reach = f"{self.amount} could not show any"
        if (least := self.least_margin) is not None:
            reach = f"the smallest that {self.amount} could ever show is {rounded_up(least)}"
        return needed or math.inf, TooSmall(
            message=f"{self.amount} cannot show `safe` at margin {margin:g}",
            hint=f"{_add(needed, self.groups)} are needed even if no answer differs"
            + self._because
            + "), or set a wider margin, `gates: {GATE: {margin: N}}`, if you can accept a larger "
            f"loss: {reach}",
        )

    @property
    def _because(self) -> str:
        causes = []
        if self.error is not None:
            causes.append("the detector that scores them can be wrong")
        if self.prompts > 1:
            causes.append(f"{self.prompts} prompts share the error rate")
        return f", because {' and '.join(causes)}" if causes else ""

    def _floor(self) -> tuple[float, TooSmall] | None:
        """The same for the floor, which the candidate's own rate must clear."""
        floor, alpha = self.limits.get("floor"), 1.0 - self.confidence

        def limit(groups: float) -> float:
            return floor_limit(((1.0, groups),), alpha, pass_fail=True)

        if floor is None or limit(self.groups) > floor:
            return None
        needed = smallest(lambda groups: limit(groups) > floor, MOST_CASES)
        return needed or math.inf, TooSmall(
            message=f"{self.amount} cannot show `safe` at floor {floor:g}",
            hint=f"{_add(needed, self.groups)} are needed even if every answer passes), or set a "
            f"lower floor: the highest that {self.amount} could ever show is "
            f"{_down(limit(self.groups))}",
        )

    def _clean(self) -> Iterator[TooSmall]:
        """A finding if clean groups do not prove the limit of the breach rate."""
        max_rate, bound = self.max_rate, self.clean_bound
        if bound <= max_rate:
            return
        clean = count(self.groups, f"clean {self.noun}")
        if max_rate and self.finds:
            hint = (
                f"{_add(self.clean_needed, self.groups)} are needed), or set a higher max_rate: "
                f"the smallest that {clean} could ever show is {rounded_up(bound)}"
            )
        else:
            hint = "no number of clean cases proves that: set a max_rate above 0"
        yield TooSmall(
            message=f"{clean} cannot show `safe` at max_rate {max_rate:g}: they prove a breach "
            f"rate of at most {percent(bound, max_rate)}",
            hint=hint,
        )


def _sure_error(
    workload: Workload, gate: Gate, cards: Cards, confidence: float, *, comply: bool
) -> DetectorError | None:
    """The error of the worst detector that always scores a gate; `None` if none does.

    The automatic check of refusals does not always ask its detector if other checks define the
    right answer or look at tool calls: an answer that passes such a check, or is only a tool call,
    counts as compliant without it.
    """
    found = {
        shape(spec): spec
        for spec in workload.checks
        if spec.fed_gate == gate.name and not (spec.automatic and comply)
    }
    counts = [cards.of(workload, spec)[0] for spec in found.values() if detectors_in(spec)]
    errors = [detector_error(one, alpha=1.0 - confidence) for one in counts]
    return min(errors, key=lambda error: error.share_of_margin, default=None)


def _add(needed: int | None, present: int) -> str:
    if needed is None:
        return f"cases alone are not enough (more than {number(MOST_CASES)}"
    return f"add {number(needed - present)} more ({number(needed)}"


def rounded_up(limit: float) -> str:
    """A limit rounded up to three decimals, or more if it is small; the result is above it."""
    scale = 10.0 ** _decimals(limit)
    return f"{math.ceil(limit * scale + 1e-6) / scale:g}"


def _down(limit: float) -> str:
    """A limit rounded down in the same way; the result is below it."""
    scale = 10.0 ** _decimals(limit)
    return f"{math.floor(limit * scale - 1e-6) / scale:g}"


def _decimals(limit: float) -> int:
    return max(3, 2 - math.floor(math.log10(limit))) if limit > 0.0 else 3
