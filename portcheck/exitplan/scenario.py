"""The values of a drill: the scenario, the affected workloads, and their targets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import field

from portcheck.exitplan.loss import Loss
from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.exit_plan import ExitRoute, ExitWorkload
from portcheck.value import Number, Value, Whole


class Placed(Value, kw_only=True):
    """One workload with the newest evidence on each candidate, of one run or of several."""

    workload: ExitWorkload
    today: ExitRoute | None
    """Its current route; `None` if no run states it."""
    routes: Mapping[str, ExitRoute]
    """Candidate to what it was when it was judged."""


class Scenario(Value, kw_only=True):
    """The events of a drill and their dates."""

    without: tuple[Loss, ...] = ()
    as_of: date
    gone_on: date
    """The day of the loss, on which facts must hold."""
    until: date
    """The last day for which targets must hold."""
    max_age_days: int | None = None
    prices: Mapping[str, float] = field(default_factory=dict)
    """Vendor, in lower case, to a factor on what its calls cost."""
    slower: Mapping[str, float] = field(default_factory=dict)
    """The same for latency."""

    def price_of(self, route: ExitRoute) -> float:
        """Factor on the cost of a route's calls."""
        return self.prices.get(route.vendor.casefold(), 1.0)

    def slowness_of(self, route: ExitRoute) -> float:
        """Factor on the latency of a route's answers."""
        return self.slower.get(route.vendor.casefold(), 1.0)


class Blocked(Value, kw_only=True):
    """A candidate that was not chosen, and its obstacle."""

    to: str
    verdict: VerdictName
    binding: str
    gone: bool = False
    """Whether it depends on the lost thing too."""


class Rehearsal(Value, kw_only=True):
    """The result of sending some cases of a workload to its target.

    It is no evidence, because the cases are too few, and does not change the verdict.
    """

    asked: Whole
    """Cases that were to be asked."""
    answers: Whole
    failures: Mapping[str, Whole] = field(default_factory=dict)
    """Error class to calls that ended so, after retries."""
    latency_median_s: Number | None = None
    """Median seconds of answered calls; `None` if there are none."""
    latency_p95_s: Number | None = None
    """Nearest rank."""
    in_flight: Whole = 0
    """The most requests to that provider at once."""
    cost_usd: Number | None = None
    """Cost of the answers; `None` if one is not known."""
    scored: Whole | None = None
    """Answers that checks could look at; `None` if checks would call code of the suite."""
    passed: Whole | None = None
    """Number of these that passed every check, for information."""
    obstacle: str = ""
    """The obstacle of the move: a missing key, quota or model."""
    stopped: str = ""
    """Why calls were not made, such as a budget."""


class DrillRow(Value, kw_only=True):
    """One affected workload."""

    workload: str
    from_: str = field(name="from")
    to: str | None
    """The best provider that is left; `None` if there is none. The workload moves there if that
    is safe or conditional."""
    verdict: VerdictName
    binding: str
    """The obstacle; for a safe target the gate nearest to its limit."""
    cost_change_usd_month: float | None
    extra_failures_month: float | None
    evidence_age_days: int | None
    """Age of the oldest answer behind it, in days."""
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
    """Needs of a missing decision: cases, US dollars, hours of calls."""
    conditions: tuple[str, ...] = ()
    """To be settled by the day on which it is gone."""
    others: tuple[Blocked, ...] = ()
    rehearsal: Rehearsal | None = None
    """`None`: nobody was asked."""

    @property
    def moves(self) -> bool:
        """Whether there is a target to which it can go."""
        return self.verdict in {"safe", "conditional"}


class Drill(Value, kw_only=True):
    """The effects of a loss."""

    without: tuple[str, ...]
    as_of: str
    gone_on: str = ""
    """ISO date on which it happens."""
    until: str
    exit_coverage: float | None
    """Share of the workloads that are hit that have a safe exit; `None` if none is hit."""
    workloads: tuple[DrillRow, ...]
    no_exit: tuple[str, ...]
    """Workloads without a target that is safe or conditional."""
    not_hit: int
    """Workloads that run elsewhere."""
    unclear: tuple[str, ...] = ()
    """Workloads of which nobody states whether they rest on it; they are in no other number."""
    prices: Mapping[str, float] = field(default_factory=dict)
    """Vendor to how many times as much it charges."""
    slower: Mapping[str, float] = field(default_factory=dict)
    """Vendor to how many times as long it takes."""
    max_age_days: int | None = None
    """How old evidence may be to count."""
    cost_change_usd_month: float | None
    """Of all that move; `None` if nothing does, or one is not known."""
    stay_cost_change_usd_month: float | None = None
    """What a higher price adds where the same workloads run today, if they stay there; `None` if
    none can, or one is not known."""
    exit_code: int = 0
