"""Where workloads can go, what that costs, and what they all depend on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import UNSET, UnsetType, field

from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.suite import Criticality, Limits
from portcheck.value import Value

PointKind = Literal["vendor", "model", "region", "key", "contract"]
"""The things that workloads can lose at once."""
SCHEMA_VERSION = 1
"""Version of the exit plan in report.json; within it fields are only added."""
PEAK_FACTOR = 10.0
"""Calls a minute at the busiest time over the mean, if a suite does not set it."""


def _plain(value: str | float | bool) -> str:
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


class Change(Value, kw_only=True):
    """One setting that a move to the candidate must change."""

    setting: str
    """Name of a setting of the request, for example `temperature`."""
    from_: str | float | bool | None = field(default=None, name="from")
    """The value that the workload asks for."""
    to: str | float | bool | None = None
    """The value that was sent instead; `None`: nothing."""
    why: str = ""
    diff: tuple[str, ...] | UnsetType = UNSET
    """For a prompt: the lines of a unified diff, as in the suite."""

    @property
    def words(self) -> str:
        """One line for people, without a full stop."""
        if self.diff is not UNSET:
            return f"use prompt variant {self.to}: {self.why}"
        before = "" if self.from_ is None else f" {_plain(self.from_)}"
        after = "is left out" if self.to is None else f"becomes {_plain(self.to)}"
        return f"{self.setting}{before} {after}" + (f": {self.why}" if self.why else "")


class Band(Value, kw_only=True):
    """An estimate with its limits."""

    low: float | None
    """`None`: no limit on this side; of months to pay back, and of an unknown part."""
    expected: float | None
    high: float | None


class Condition(Value, kw_only=True):
    """One thing to settle before a workload moves; people fill in the owner and the date."""

    what: str
    owner: str | None = None
    due: str | None = None
    """ISO date."""


class ExitRoute(Value, kw_only=True):
    """One provider, as far as a move depends on it."""

    provider: str
    vendor: str
    models: tuple[str, ...] = ()
    """The entry's model, and its served names."""
    regions: tuple[str, ...] = ()
    key: str | None = None
    """Name of the variable with its key."""
    contract: str | None = None
    retires: str | None = None
    """ISO date from which its model fails."""
    contract_ends: str | None = None
    """ISO date."""
    limits: Limits = Limits()
    facts: Mapping[str, Any] = field(default_factory=dict)


class ExitTarget(Value, kw_only=True):
    """What is known about one workload with one candidate.

    Differences are candidate minus today's provider; they are not known if that was not compared.
    Limits of a band are one-sided at the workload's confidence.
    """

    candidate: str
    variant: str | UnsetType = UNSET
    """The prompt variant that it needs; not set: the plain prompt."""
    verdict: VerdictName
    rule: str
    adjusted: VerdictName
    """The verdict at the workload's error rate divided by the number of candidates."""
    binding: str
    """The obstacle to a better verdict; for a safe one, the gate nearest to its limit."""
    run: str
    """Id of the run that is the evidence."""
    judged_on: str
    """ISO date on which that run ended."""
    answers_from: str | None = None
    """ISO date of its oldest answer, of either side; a replayed or reused answer keeps its date.
    `None` if no answer says so."""
    conditions: tuple[Condition, ...] = ()
    unmet: tuple[str, ...] = ()
    """Preferences of the workload that it does not meet, or that are unknown."""
    needs: str = ""
    """What a decision needs, if there is none: cases, US dollars, time of calls."""
    more_cases: int | None = None
    cost: float | None = None
    """US dollars a call; `None` if it is not known."""
    cost_change: Band | None = None
    """US dollars a call."""
    seconds: float | None = None
    """Mean latency of an answer."""
    latency_change: Band | None = None
    """Seconds a call."""
    extra_failures: Band | None = None
    """Share of calls that fail only with the candidate, less those that fail only today."""
    tokens: float | None = None
    """Mean tokens of a call, input and output."""
    latency_limit: float | None = None
    """The largest ratio of latencies that the workload allows, where it states one."""
    latency_ratio: float | None = None
    """Upper limit of that ratio, as the run showed it."""
    cost_limit: float | None = None
    """The largest ratio of costs that the workload allows, where it states one."""
    cost_ratio: float | None = None
    """Upper limit of that ratio, as the run showed it."""
    monthly_usd: Band | None = None
    """What the move adds to a month's bill."""
    monthly_failures: Band | None = None
    """Extra failures a month."""
    monthly_value_usd: Band | None = None
    """The total value of the parts that the suite prices: see `monthly_value_of`."""
    monthly_value_of: tuple[str, ...] = ()
    """Which of `bill`, `failures` and `waiting` it includes: the first, and the others if the suite
    prices them."""
    one_off_usd: Band | None = None
    """What the move itself costs."""
    months_to_pay_back: Band | None = None


class ExitWorkload(Value, kw_only=True):
    """One workload with its targets, the best one first."""

    workload: str
    suite: str
    criticality: Criticality
    runs_on: str
    """The provider that serves it today."""
    assumed: bool
    """Whether this is assumed: the suite does not say, so it is the baseline."""
    monthly_calls: int | None
    peak_factor: float = PEAK_FACTOR
    about: str = ""
    require: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    baseline_cost: float | None = None
    """US dollars a call with what serves it today."""
    baseline_seconds: float | None = None
    """Mean latency of an answer today."""
    baseline_tokens: float | None = None
    """Mean tokens of a call today, input and output."""
    owner: str | None = None
    """The owner, who is responsible for it."""
    targets: tuple[ExitTarget, ...] = ()


class SinglePoint(Value, kw_only=True):
    """Something whose loss leaves workloads without a safe exit."""

    kind: PointKind
    name: str
    hit: int
    """Workloads that run on it today."""
    stranded: tuple[str, ...]
    """Those of them without a safe exit elsewhere, the most critical first."""


class VendorSet(Value, kw_only=True):
    """A set of vendors, and the number of workloads with a safe exit there."""

    vendors: tuple[str, ...]
    covered: int


class Coverage(Value, kw_only=True):
    """Shares 0..1 of workloads with a safe exit; `None` if there is nothing to count."""

    workloads: int
    covered: int
    share: float | None
    by_criticality: float | None
    """Weighted 1, 2, 4 and 8 from low to critical."""
    by_volume: float | None
    """Weighted by monthly calls; `None` if a workload does not state them."""
    adjusted: float | None
    """The share at each workload's error rate divided by the number of its candidates."""


class MonthlyBill(Value, kw_only=True):
    """What workloads cost a month, and what moving each to its best target adds to that."""

    verdict: Literal["safe", "conditional"]
    """Change with their best targets."""
    workloads: tuple[str, ...]
    """Workloads in the sums."""
    unknown: tuple[str, ...] = ()
    """Workloads with an unknown volume or price, which are in no sum."""
    today_usd: float | None = None
    """US dollars; `None` if it is unknown for a workload in the sums."""
    change_usd: Band | None = None
    """US dollars; the sums of the limits, which are wider than limits of the sum. `None`: none."""
    one_off_usd: Band | None = None
    """Cost of the moves, for workloads whose suite states it; `None`: for none."""


class ExitPlan(Value, kw_only=True):
    """The exits of all workloads of a run."""

    schema_version: int
    as_of: str
    """ISO date for which facts hold."""
    coverage: Coverage
    workloads: tuple[ExitWorkload, ...]
    routes: tuple[ExitRoute, ...]
    sources: Mapping[str, int] = field(default_factory=dict)
    """Files of the run folder that it was made from, and how many bytes they had."""
    single_points: tuple[SinglePoint, ...] = ()
    smallest_set: VendorSet | None = None
    """The smallest set of vendors that covers every workload with an exit; `None` without a safe
    exit, or with too many vendors to try."""
    by_number: tuple[VendorSet, ...] = ()
    """The best single vendor, the best two, and so on: what each further one adds."""
    bills: tuple[MonthlyBill, ...] | UnsetType = UNSET
    """For the workloads that can leave, and those that can with conditions; not set by earlier
    versions, or if there are none."""
