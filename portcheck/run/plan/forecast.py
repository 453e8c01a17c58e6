"""Forecast the calls, tokens, cost and time of a plan for each provider."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.model.chat import Request
from portcheck.model.run import Plan
from portcheck.model.suite import Price, ProviderSpec
from portcheck.providers import keys
from portcheck.run.cost import (
    estimated_calls,
    estimated_tokens,
    rates_of,
    tokens_bound,
    total,
)
from portcheck.run.fair_shares import fair_shares
from portcheck.run.moderation.moderators import ModeratorBounds, by_moderator, moderators
from portcheck.run.own_machines import calls_at_once
from portcheck.run.panel.call_estimate import planned_calls
from portcheck.run.plan.preflight import is_live
from portcheck.run.plan.raised_limits import raised_limits, with_raised


class Forecast(Struct, frozen=True, kw_only=True):
    """One provider's part of a plan. Estimates are rather too high than too low."""

    provider: str
    model: str | None
    recorded: bool
    """Answers come from a recording or from a program, without a call."""
    by_program: bool
    """Answers come from a program that replaces a model, not from a recording."""
    host: str
    key_variable: str | None
    """Variable of the key, which is sent only to `host`."""
    key_set: bool | None
    """Whether that variable has a value; `None` without a variable."""
    token_from: str | None
    """The source of a token, instead of a key."""
    key_fault: str | None
    """Why the provider cannot be asked now; `None` if it can."""
    trials: int
    reused: int
    """Trials with an answer in an earlier run."""
    calls: int
    """Open calls; 0 for a recording. A tool loop counts with the most steps that it may take."""
    calls_with_retries: int
    """The same if every call needs all its retries."""
    concurrency: int
    """Parallel calls."""
    input_tokens: int
    """Estimate for all calls."""
    output_tokens: int
    """The most for all calls."""
    cost_low_usd: float | None
    """US dollars for only the estimated input, for a tool loop only that of the first step; `None`
    if no price is known."""
    cost_high_usd: float | None
    """US dollars if every answer is as long as it may be; no retries."""
    price_source: str
    """Source of the price; "" if it is not known."""
    seconds: float
    """The least time that the limits per minute allow; 0 without limits."""
    seconds_a_second: float
    """Seconds for each second that one call takes, with these parallel calls."""
    moderator: bool = False
    """It moderates inputs and outputs of models; `calls` is then an upper bound."""
    judge: bool = False
    """It judges answers; `calls` is then an upper bound."""


def forecast(
    plan: Plan,
    *,
    retries: int,
    concurrency: int | None = None,
    done: Set[str] = frozenset(),
    environ: Mapping[str, str],
) -> tuple[Forecast, ...]:
    """One forecast for each provider, in the plan's order, then one for each moderator.

    Args:
        plan: the plan.
        retries: the most retries of a call.
        concurrency: parallel calls to all providers; `None`: the sum of their limits.
        done: keys of trials that already have an answer.
        environ: the variables with keys.

    Raises:
        UsageError: a provider has no usable address.
    """
    asked: dict[str, list[Request]] = {spec.id: [] for spec in plan.providers}
    raised = {spec.id: raised_limits(plan, spec.id) for spec in plan.providers}
    for trial in plan.trials:
        if trial.key not in done:
            request = with_raised(plan.case(trial).request, raised[trial.provider])
            asked[trial.provider].append(request)
    live = [spec for spec in plan.providers if is_live(spec) and asked[spec.id]]
    share = fair_shares(calls_at_once(live), concurrency)
    trials = Counter(trial.provider for trial in plan.trials)
    left = by_moderator(asked, plan.providers)
    return (
        *(
            _forecast(trials[spec.id], spec, asked[spec.id], share, retries, environ)
            for spec in plan.providers
        ),
        *(_of_moderator(spec, left[spec.id], environ) for spec in moderators(plan.providers)),
    )


def _of_moderator(
    spec: ProviderSpec, left: ModeratorBounds, environ: Mapping[str, str]
) -> Forecast:
    """The upper bounds for a moderator; its time is part of the calls that it judges."""
    empty = _forecast(0, spec, (), {}, 0, environ)
    return replace(
        empty,
        calls=left.calls,
        calls_with_retries=left.calls,
        input_tokens=left.tokens,
        cost_low_usd=left.cost_usd,
        cost_high_usd=left.cost_usd,
        moderator=True,
    )


def judge_forecast(
    plan: Plan, *, retries: int, concurrency: int | None = None, environ: Mapping[str, str]
) -> tuple[Forecast, ...]:
    """One forecast for each judge, for answers of the greatest length; see `forecast`.

    Raises:
        UsageError: a judge has no usable address.
    """
    asked: dict[str, list[Request]] = {spec.id: [] for spec in plan.judges or ()}
    for one in planned_calls(plan):
        asked[one.judge] += [one.request] * one.calls
    live = [spec for spec in plan.judges or () if is_live(spec) and asked[spec.id]]
    share = fair_shares(calls_at_once(live), concurrency)
    found = (
        _forecast(len(asked[spec.id]), spec, asked[spec.id], share, retries, environ)
        for spec in plan.judges or ()
    )
    return tuple(replace(entry, judge=True) for entry in found)


def total_cost(forecasts: Sequence[Forecast]) -> float | None:
    """The most that the calls cost in US dollars, without retries; `None` if one has no price."""
    return total(entry.cost_high_usd for entry in forecasts if entry.calls)


def _forecast(
    trials: int,
    spec: ProviderSpec,
    requests: Sequence[Request],
    share: Mapping[str, int],
    retries: int,
    environ: Mapping[str, str],
) -> Forecast:
    live = is_live(spec)
    asked = requests if live else ()
    variable, host = keys.destination(spec)
    first = [estimated_tokens(request) for request in asked]
    tokens = [call for request in asked for call in estimated_calls(request)]
    tokens_in, tokens_out = sum(t[0] for t in tokens), sum(t[1] for t in tokens)
    in_flight = share.get(spec.id, 0)
    return Forecast(
        provider=spec.id,
        model=spec.model,
        recorded=not live,
        by_program=not live and spec.dialect != "recorded",
        host=host,
        key_variable=variable,
        key_set=bool(environ.get(variable)) if variable else None,
        token_from=keys.token_from(spec),
        key_fault=_key_fault(spec, environ),
        trials=trials,
        reused=trials - len(requests),
        calls=len(tokens),
        calls_with_retries=len(tokens) * (1 + retries),
        concurrency=in_flight,
        input_tokens=tokens_in,
        output_tokens=tokens_out,
        cost_low_usd=_low(sum(t[0] for t in first), spec.price),
        cost_high_usd=_high(tokens, spec.price),
        price_source="" if spec.price is None else spec.sources.get("price", "providers file"),
        seconds=_seconds(spec, len(tokens), tokens_in + tokens_out),
        seconds_a_second=math.ceil(len(tokens) / in_flight) if in_flight else 0.0,
    )


def _key_fault(spec: ProviderSpec, environ: Mapping[str, str]) -> str | None:
    try:
        keys.key_for(spec, environ)
    except UsageError as exc:
        return exc.message
    return None


def _low(tokens_in: int, price: Price | None) -> float | None:
    rates = None if price is None else rates_of(price)
    return None if rates is None else tokens_in * rates.input / 1e6


def _high(calls: Sequence[tuple[int, int]], price: Price | None) -> float | None:
    return None if price is None else total(tokens_bound(*tokens, price) for tokens in calls)


def _seconds(spec: ProviderSpec, calls: int, tokens: int) -> float:
    limits = spec.limits
    pace = limits.requests_per_minute
    by_calls = 60.0 * max(0, calls - 1) / pace if pace else 0.0
    by_tokens = 60.0 * tokens / limits.tokens_per_minute if limits.tokens_per_minute else 0.0
    return max(by_calls, by_tokens)
