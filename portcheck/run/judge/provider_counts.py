"""Count the facts about each provider in one pass over the samples of a run."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct, field

from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import Price
from portcheck.model.visible_text import is_blank
from portcheck.run.cost import answer_cost, used_tokens

ARROW = " -> "
"""Stands between the old and the new value of a setting in `Completion.substituted_params`."""
MAX_WORD = 60
"""Largest number of characters kept of a vendor's word."""
MOST_DIGITS = 15
"""Largest number of digits of a limit of tokens; a recording may have any text there."""


class AnswerCost(Struct, frozen=True, gc=False):
    """The cost of one answer; equal values are shared."""

    dollars: float | None
    """US dollars; `None` if not known."""
    tokens: int | None
    """Input and output together; `None` if they are not reported."""


class TimeAndCost(Struct, frozen=True, gc=False):
    """Cost and latency of one answer, in memory because reading a sample again is slow."""

    seconds: float
    spent: AnswerCost


class ProviderCounts(Struct):
    """The counts of one provider's samples."""

    samples: int = 0
    served: set[str] = field(default_factory=set)
    """The models that answered, as the vendor reports them."""
    tiers: Counter[str] = field(default_factory=Counter)
    """Answers by served tier, where the vendor reports it."""
    upstreams: Counter[str] = field(default_factory=Counter)
    """Answers by the upstream provider that a router names."""
    fallbacks: Counter[str] = field(default_factory=Counter)
    """Answers by the model that the vendor fell back to."""
    retires: set[str] = field(default_factory=set)
    """The retirement dates that answers state."""
    stated_costs: int = 0
    """Answers whose cost the vendor states."""
    impossible_usage: Counter[str] = field(default_factory=Counter)
    """Answers by impossible token counts, in words."""
    redacted: Counter[str] = field(default_factory=Counter)
    """Calls by workload in which the vendor sent a key back."""
    carrying: int = 0
    """Answers with other content."""
    carried: Counter[str] = field(default_factory=Counter)
    """Answers by kind of other content."""
    starved: dict[tuple[str, int], int] = field(default_factory=dict)
    """Workload and limit of output tokens, to the number of answers whose reasoning used it up."""
    endings: Counter[str] = field(default_factory=Counter)
    """Answers by finish reason."""
    unknown_endings: Counter[str] = field(default_factory=Counter)
    """Answers by the vendor's finish reason, where portcheck does not know it."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Answers by setting that was not sent."""
    substituted: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Answers by setting that was sent with another value, and the values, as `old -> new`."""
    changed: dict[tuple[str, str], dict[tuple[str, str], None]] = field(default_factory=dict)
    """Workload and variant of its prompt to the settings that did not reach the model unchanged:
    name, and `old -> new`, or "" if it was not sent."""
    failures: Counter[str] = field(default_factory=Counter)
    """Failed samples by error class."""
    rejected: Counter[str] = field(default_factory=Counter)
    """Rejected requests by message."""
    reused: dict[str, Counter[str]] = field(default_factory=dict)
    """Answers by earlier run and day (ISO 8601)."""
    oldest: dict[str, str] = field(default_factory=dict)
    """Workload to the day (ISO 8601) of its oldest answer."""
    dollars: array[float] = field(default_factory=lambda: array("d"))
    """Known costs of answers in US dollars."""
    paid_usd: float = 0.0
    """Cost of this run's own answers, without reused ones."""
    unpriced: int = 0
    """This run's own answers whose cost is not known."""
    failed: set[str] = field(default_factory=set)
    """Keys of the trials that failed."""
    stopped: set[str] = field(default_factory=set)
    """Keys of the trials whose answer was declined, blocked or flagged; there are few."""

    @property
    def answers(self) -> int:
        """Samples with an answer."""
        return self.endings.total()

    def add(self, trial: Trial, sample: Sample, price: Price | None) -> TimeAndCost | None:
        """Count the sample of a trial, at the price of its provider.

        Returns:
            Latency and cost of its answer; `None` if there is none.
        """
        took = None
        self.samples += 1
        answer, failure = sample.completion, sample.failure
        if answer is not None:
            self.endings[answer.finish_reason] += 1
            known = answer.other_content and is_blank(answer.text)  # explains the finish reason
            if answer.finish_reason == "other" and answer.raw_finish_reason and not known:
                self.unknown_endings[answer.raw_finish_reason[:MAX_WORD]] += 1
            dollars = answer_cost(answer, price)
            took = TimeAndCost(
                answer.timing.total_s, AnswerCost(dollars, used_tokens(answer.usage))
            )
            if dollars is not None:
                self.dollars.append(dollars)
            if not sample.reused_from:
                self.paid_usd += dollars or 0.0
                self.unpriced += dollars is None
            if answer.dropped_params or answer.substituted_params:
                self._changed(answer, (trial.workload, trial.variant or ""))
            self._served(answer)
            self._stopped(trial.key, answer)
            self._dated(sample.started_at[:10], trial.workload)
        if failure is not None:
            self.failed.add(trial.key)
            self.failures[failure.error_class] += 1
            if not failure.missing:
                self.rejected[failure.message] += 1
        if sample.redacted:
            self.redacted[trial.workload] += 1
        if sample.reused_from:
            days = self.reused.setdefault(sample.reused_from, Counter())
            days[sample.started_at[:10]] += 1
        return took

    def _dated(self, day: str, workload: str) -> None:
        """Count the day of an answer; in a recording it may be any text."""
        if day < self.oldest.get(workload, "A") and _is_day(day):
            self.oldest[workload] = day

    def _stopped(self, trial: str, answer: Completion) -> None:
        declined = answer.declined
        if declined or (answer.moderation and any(one.flagged for one in answer.moderation)):
            self.stopped.add(trial)
        if answer.fallback_model and not declined:
            self.fallbacks[answer.fallback_model] += 1

    def _served(self, answer: Completion) -> None:
        """Count how an answer was served and its other content."""
        if answer.served_model:
            self.served.add(answer.served_model)
        if answer.served_tier:
            self.tiers[answer.served_tier] += 1
        if answer.upstream_provider:
            self.upstreams[answer.upstream_provider] += 1
        if answer.retires:
            self.retires.add(answer.retires)
        if answer.stated_cost_usd:
            self.stated_costs += 1
        if answer.impossible_usage:
            self.impossible_usage[answer.impossible_usage] += 1
        if answer.other_content:
            self.carrying += 1
            self.carried.update(one.kind for one in answer.other_content)

    def _changed(self, answer: Completion, place: tuple[str, str]) -> None:
        self.dropped.update(answer.dropped_params)
        self.substituted.update(answer.substituted_params.items())
        changed = self.changed.setdefault(place, {})
        changed.update(dict.fromkeys((name, "") for name in answer.dropped_params))
        changed.update(dict.fromkeys(answer.substituted_params.items()))


def provider_counts(
    plan: Plan,
    samples: Mapping[str, Sample],
    on_trial: Callable[[Trial, TimeAndCost | None], None] = lambda _trial, _took: None,
) -> dict[str, ProviderCounts]:
    """Provider id to the counts of its samples.

    Args:
        plan: The plan of the run.
        samples: Trial key to sample.
        on_trial: Called with each trial, and latency and cost of its answer, if there is one.
    """
    found = {spec.id: ProviderCounts() for spec in plan.providers}
    prices = {spec.id: spec.price for spec in plan.providers}
    for trial in plan.trials:
        sample, took = samples.get(trial.key), None
        if sample is not None:
            counts = found[trial.provider]
            took = counts.add(trial, sample, prices[trial.provider])
            answer = sample.completion
            if answer is not None and answer.starved:
                place = (trial.workload, _limit(answer, plan.case(trial).request))
                counts.starved[place] = counts.starved.get(place, 0) + 1
        on_trial(trial, took)
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _limit(answer: Completion, request: Request) -> int:
    """The limit of output tokens that cut an answer off."""
    sent = answer.substituted_params.get("max_output_tokens", "").rpartition(ARROW)[2]
    if sent.isdecimal() and len(sent) <= MOST_DIGITS:
        return int(sent)
    return request.sampling.max_output_tokens or answer.usage.output_tokens or 0
