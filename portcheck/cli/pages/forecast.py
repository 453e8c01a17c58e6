"""The page that `portcheck plan` prints."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.cli.pages.lint import finding_json, unsupported
from portcheck.errors import Problem
from portcheck.model.codec import encode
from portcheck.model.display import one_line
from portcheck.model.run import Plan
from portcheck.run.plan.forecast import Forecast, total_cost


def page(entry: Forecast) -> list[str]:
    """What one provider is asked, as lines."""
    model = f" ({one_line(entry.model, 80)})" if entry.model else ""
    lines = [f"{one_line(entry.provider, 80)}{model}"]
    if entry.reused:
        lines.append(f"  reused    {entry.reused} of {entry.trials} answers, from an earlier run")
    if entry.recorded:
        rest = entry.trials - entry.reused
        lines.append(f"  recorded  {rest} answers, from its recording; nothing is called")
        return lines
    if not entry.calls:
        return lines
    key = f", key from {entry.key_variable}" if entry.key_variable else ", no key"
    if entry.key_set is False:
        key += ", which is not set"
    lines.append(f"  host      {one_line(entry.host, 200)}{key}")
    lines.append(
        f"  calls     {entry.calls:,}, at most {entry.calls_with_retries:,} with retries, "
        f"{entry.concurrency} in flight"
    )
    lines.append(
        f"  tokens    about {entry.input_tokens:,} in, at most {entry.output_tokens:,} out"
    )
    lines.append(f"  cost      {_cost(entry)}")
    lines.append(f"  time      {_time(entry)}")
    return lines


def _cost(entry: Forecast) -> str:
    if entry.cost_low_usd is None or entry.cost_high_usd is None:
        return "unknown: its entry has no price, and no table knows one"
    spread = f"{entry.cost_low_usd:.4f} to {entry.cost_high_usd:.4f} USD"
    return f"{spread}, retries left out (price: {entry.price_source})"


def _time(entry: Forecast) -> str:
    each = f"{entry.seconds_a_second:.0f} s for each second that a call takes"
    if entry.seconds < 1:
        return f"{each}; no limits per minute"
    return f"at least {entry.seconds / 60:.1f} min by its limits; {each}"


def summary(entries: tuple[Forecast, ...], total: float | None) -> str:
    """The last line: all calls, and what they cost at most."""
    calls = sum(entry.calls for entry in entries)
    if not calls:
        return "Nothing is called."
    if total is None:
        return f"In all {calls:,} calls; cost unknown, as a price is missing."
    return f"In all {calls:,} calls, at most {total:.4f} USD, retries left out."


def above(total: float | None, max_cost: float) -> str:
    """Why a plan does not keep to a budget."""
    if total is None:
        return f"whether this stays below {max_cost:g} USD is not known: a price is missing"
    return f"this could cost {total:.4f} USD, more than {max_cost:g}"


def as_json(
    made: Plan, found: Sequence[Forecast], warnings: Sequence[Problem]
) -> dict[str, object]:
    """The page of a plan as JSON; fields are only ever added."""
    return {
        "suite": made.suite.name,
        "baseline": made.baseline,
        "candidates": made.candidates,
        "workloads": len(made.suite.workloads),
        "cases": sum(len(item.cases) for item in made.suite.workloads),
        "cost_high_usd": total_cost(found),
        "providers": encode(found),
        "warnings": encode(warnings),
        "lint": [finding_json(item) for item in made.lint],
        "not_asked": [
            {"workload": workload, "candidate": candidate, "reasons": reasons}
            for workload, candidate, reasons in unsupported(made)
        ],
    }
