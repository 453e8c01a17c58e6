"""Parse the options of a drill and check them against its runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from portcheck.cli.flow.selecting import days
from portcheck.errors import UsageError
from portcheck.exitplan.loss import Loss, parse_loss
from portcheck.exitplan.scenario import FleetEntry, Scenario
from portcheck.model.did_you_mean import known
from portcheck.model.exit_plan import ExitRoute
from portcheck.run.exit_plan.fleet import newest_evidence
from portcheck.run.exit_plan.stored import oldest_first, stored_exit_plan
from portcheck.run.store.folder import RunStore


class Wish(Struct, frozen=True, kw_only=True):
    """The options as typed."""

    without: tuple[str, ...]
    every: bool
    within: str
    retire: str | None
    price: tuple[str, ...]
    slower: tuple[str, ...]
    max_age: str | None
    as_of: date


class Live(Struct, frozen=True, kw_only=True):
    """The values of `--live` and its flags."""

    sample: int
    providers: Path | None
    max_cost: float | None
    yes: bool


def live_flags(
    *, live: bool, sample: int | None, providers: Path | None, max_cost: float | None, yes: bool
) -> Live | None:
    """The flags of the requested rehearsal; `None`: no calls.

    Raises:
        UsageError: flags of a rehearsal without `--live`, or `--live` without a number of cases.
    """
    given = {"--sample": sample, "--providers": providers, "--max-cost": max_cost, "--yes": yes}
    if not live:
        for name, value in given.items():
            if value is not None and value is not False:
                raise UsageError(f"{name} needs --live: without it the drill makes no calls")
        return None
    if sample is None:
        raise UsageError("--live needs --sample N, the number of cases per workload")
    return Live(sample=sample, providers=providers, max_cost=max_cost, yes=yes)


def fleet_of(stores: Sequence[RunStore]) -> tuple[FleetEntry, ...]:
    """The newest evidence of these runs on every workload and candidate.

    Importing the code that judges runs takes longer than a drill of many runs. It is not imported
    if the reports of all runs contain their exit plans.

    Raises:
        StoreError: a folder cannot be read.
    """
    plans = [stored_exit_plan(store) for store in oldest_first(stores)]
    if None not in plans:
        return newest_evidence([plan for plan in plans if plan is not None])
    from portcheck import pipeline

    return pipeline.placed_workloads(stores)


def scenarios(wish: Wish, fleet: Sequence[FleetEntry]) -> list[Scenario]:
    """One scenario, or with `--every` one for each vendor that workloads run on.

    Raises:
        UsageError: the scenario has no event, or an option names something that no run knows.
    """
    routes = [route for each in fleet for route in (*each.routes.values(), each.today) if route]
    gone_on = _date("--retire", wish.retire) if wish.retire else wish.as_of
    base = Scenario(
        as_of=wish.as_of,
        gone_on=gone_on,
        until=_later(max(gone_on, wish.as_of), days("--within", wish.within)),
        max_age_days=None if wish.max_age is None else days("--max-age", wish.max_age),
        prices=_factors("--price", wish.price, routes),
        slower=_factors("--slower", wish.slower, routes),
    )
    if wish.every:
        if wish.without:
            raise UsageError("--every and --without cannot be combined")
        vendors = {each.today.vendor.casefold(): each.today.vendor for each in fleet if each.today}
        return [
            replace(base, without=(Loss(kind="vendor", name=vendors[name]),))
            for name in sorted(vendors)
        ]
    if not (wish.without or wish.price or wish.slower):
        raise UsageError(
            "a drill needs an event",
            hint="pass --without VENDOR, --price VENDOR=x2, --slower VENDOR=1.5 or --every",
        )
    return [replace(base, without=tuple(parse_loss(text, routes) for text in wish.without))]


def _later(day: date, number: int) -> date:
    try:
        return day + timedelta(days=number)
    except OverflowError:
        raise UsageError(
            f"{number} days after {day} is after the last possible year, {date.max.year}",
            hint="use an earlier --retire or --as-of, or a shorter --within",
        ) from None


def _date(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text}: expected a date such as 2027-01-31") from None


def _factors(option: str, given: Iterable[str], routes: Sequence[ExitRoute]) -> dict[str, float]:
    vendors = {route.vendor.casefold() for route in routes}
    factors = {}
    for text in given:
        name, _, number = text.partition("=")
        try:
            factor = float(number.strip().lower().removeprefix("x"))
        except ValueError:
            factor = 0.0
        if not 0.0 < factor < 1e6:
            raise UsageError(f"{option} {text}: expected VENDOR=N, such as openai=x2")
        factors[known(name.strip().casefold(), sorted(vendors), "vendor")] = factor
    return factors
