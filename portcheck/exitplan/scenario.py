"""The values of a drill: the scenario, the workloads, and where they move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import UNSET, UnsetType, field

from portcheck.exitplan.loss import Loss
from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.exit_plan import ExitRoute, ExitWorkload
from portcheck.value import Number, Value, Whole


class FleetEntry(Value, kw_only=True):
    """One workload with the newest evidence on each candidate, from one run or several."""

    workload: ExitWorkload
    today: ExitRoute | None
    """Its current route; `None` if no run states it."""
    routes: Mapping[str, ExitRoute]
    """Candidates to their routes at the time of the evidence."""


class Scenario(Value, kw_only=True):
    """The events of a drill and their dates."""

    without: tuple[Loss, ...] = ()
    as_of: date
    gone_on: date
    """The day of the loss, on which the facts of a target must hold."""
    until: date
    """The last day for which targets must hold."""
    max_age_days: int | None = None
    prices: Mapping[str, float] = field(default_factory=dict)
    """Vendors, in lower case, to factors on the cost of their calls."""
    slower: Mapping[str, float] = field(default_factory=dict)
    """The same for their latency."""

    def price_of(self, route: ExitRoute) -> float:
        """Factor on the cost of a route's calls; 1.0 if the scenario does not change it."""
        return self.prices.get(route.vendor.casefold(), 1.0)

    def slowness_of(self, route: ExitRoute) -> float:
        """Factor on the latency of a route's answers; 1.0 if the scenario does not change it."""
        return self.slower.get(route.vendor.casefold(), 1.0)


class OtherTarget(Value, kw_only=True):
    """A candidate that was not chosen, and its obstacle."""

    to: str
    verdict: VerdictName
    binding: str
    gone: bool = False
    """Whether it depends on the lost thing too."""


class Rehearsal(Value, kw_only=True):
    """The result of sending some cases of a workload to its target.

    The cases are too few for evidence, so the verdict stays the same.
    """

    asked: Whole
    """Cases that the rehearsal planned to send."""
    answers: Whole
    failures: Mapping[str, Whole] = field(default_factory=dict)
    """Error classes to the number of calls that ended with them after retries."""
    latency_median_s: Number | None = None
    """Median seconds of answered calls; `None` if there are none."""
    latency_p95_s: Number | None = None
    """95th percentile by nearest rank, in seconds."""
    in_flight: Whole = 0
    """Most requests to that provider at the same time."""
    cost_usd: Number | None = None
    """Cost of the answers; `None` if one is not known."""
    scored: Whole | None = None
    """Answers that checks could score; `None` if checks would run code of the suite."""
    passed: Whole | None = None
    """Scored answers that passed every check, for information."""
    obstacle: str = ""
    """What prevents the move: a missing key, quota or model."""
    stopped: str = ""
    """Why calls were not made, such as a budget."""


class DrillRow(Value, kw_only=True):
    """One affected workload."""

    workload: str
    from_: str = field(name="from")
    to: str | None
    """The best remaining provider; `None` if there is none. The workload moves there if the verdict
    is safe or conditional."""
    verdict: VerdictName
    binding: str
    """The obstacle; for a safe target the gate nearest to its limit."""
    variant: str | UnsetType = UNSET
    """The prompt variant that the target needs; not set: the plain prompt."""
    cost_change_usd_month: float | None
    extra_failures_month: float | None
    evidence_age_days: int | None
    """Age of the oldest answer of the evidence, in days."""
    capacity: str
    """`fits`, `exceeds` or `unknown`."""
    criticality: str
    owner: str | None = None
    """The owner of the workload."""
    cost_change_low: float | None = None
    cost_change_high: float | None = None
    extra_failures_low: float | None = None
    extra_failures_high: float | None = None
    latency_change_s: float | None = None
    """Change in seconds per call."""
    stay_cost_change_usd_month: float | None = None
    """Cost that the scenario's price adds at today's provider; `None`: none, or not known."""
    stay_latency_change_s: float | None = None
    """The same for the latency of a call."""
    capacity_detail: str = ""
    run: str = ""
    needs: str = ""
    """What a decision still needs: cases, US dollars, hours of calls."""
    conditions: tuple[str, ...] = ()
    """Conditions to settle before the day of the loss."""
    others: tuple[OtherTarget, ...] = ()
    rehearsal: Rehearsal | None = None
    """`None` if no rehearsal was made."""

    @property
    def moves(self) -> bool:
        """Whether there is a target to which it can go."""
        return self.verdict in {"safe", "conditional"}


class Drill(Value, kw_only=True):
    """The effects of a loss."""

    without: tuple[str, ...]
    as_of: str
    gone_on: str = ""
    """ISO date of the loss."""
    until: str
    exit_coverage: float | None
    """Share of the affected workloads that have a safe exit; `None` if none is affected."""
    workloads: tuple[DrillRow, ...]
    no_exit: tuple[str, ...]
    """Workloads without a target that is safe or conditional."""
    not_hit: int
    """Workloads that run elsewhere."""
    unclear: tuple[str, ...] = ()
    """Workloads for which nobody states whether they are affected; no other field counts them."""
    prices: Mapping[str, float] = field(default_factory=dict)
    """Vendors to factors on their prices."""
    slower: Mapping[str, float] = field(default_factory=dict)
    """Vendors to factors on their latencies."""
    max_age_days: int | None = None
    """Largest age of evidence that counts, in days."""
    cost_change_usd_month: float | None
    """Sum for all workloads that move; `None` if none moves, or one change is not known."""
    stay_cost_change_usd_month: float | None = None
    """Cost that higher prices add if the same workloads stay where they run today; `None` if one
    cannot stay, or one cost is not known."""
    exit_code: int = 0
