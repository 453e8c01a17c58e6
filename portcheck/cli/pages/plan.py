"""Format the page of `portcheck plan`."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from portcheck.cli.pages.lint import finding_json, lint_lines, unsupported
from portcheck.errors import Problem
from portcheck.model.codec import encode
from portcheck.model.numbers import count, dollars, duration, listing, number
from portcheck.model.run import Plan
from portcheck.model.visible_text import one_line
from portcheck.reports.terminal.console import NARROW
from portcheck.run.code.consent import code_of
from portcheck.run.code.runner import code_name
from portcheck.run.plan.forecast import Forecast, total_cost
from portcheck.run.policies.counts import policy_counts, policy_lines


def plan_page(made: Plan, found: Sequence[Forecast], total: float | None, width: int) -> str:
    """The page with the calls and costs of all providers and notes about the requests."""
    cases = sum(len(item.cases) for item in made.suite.workloads)
    head = (
        f"Suite {made.suite.name}: {count(len(made.suite.workloads), 'workload')}, "
        f"{count(cases, 'case')}, baseline {made.baseline}"
    )
    pages = ["\n".join(page(entry)) for entry in found]
    last = f"{lint_lines(made, width)}{summary(found, total)}"
    guarded = policy_lines(made.suite.workloads)
    notes = [guarded, asked_variants(made), fetched(made), runs_code(made)]
    found_page = "\n\n".join(filter(None, [head, *pages, *notes, last]))
    return found_page if width >= NARROW else _folded(found_page, width)


def _folded(text: str, width: int) -> str:
    """Wrap lines between words, indented behind their labels."""
    return "\n".join(
        textwrap.fill(
            line,
            width,
            subsequent_indent=" " * (12 if line.startswith("  ") else 0),
            break_long_words=False,
            break_on_hyphens=False,
        )
        if len(line) > width
        else line
        for line in text.split("\n")
    )


def _role(entry: Forecast) -> str:
    return ", judge" if entry.judge else ", moderator" if entry.moderator else ""


def page(entry: Forecast) -> list[str]:
    """The calls to one provider, as lines."""
    model = f" ({one_line(entry.model, 80)})" if entry.model else ""
    lines = [f"{one_line(entry.provider, 80)}{model}" + _role(entry)]
    if entry.reused:
        reused = f"{number(entry.reused)} of {count(entry.trials, 'answer')}"
        lines.append(f"  reused    {reused}, from an earlier run")
    if entry.recorded:
        rest = count(entry.trials - entry.reused, "answer")
        most = "at most " if entry.judge or entry.moderator else ""
        if entry.by_program:
            lines.append(f"  program   {most}{rest}, from a program here; no calls")
        else:
            lines.append(f"  recorded  {most}{rest}, from its recording; no calls")
        return lines
    if not entry.calls:
        return lines
    key = ", no key"
    if entry.key_variable:
        key = f", key from {entry.key_variable}"
    elif entry.token_from:
        key = f", token from {one_line(entry.token_from)}"
    if entry.key_set is False:
        key += ", which is not set"
    lines.append(f"  host      {one_line(entry.host, 200)}{key}")
    if entry.key_fault and entry.key_set is not False:
        lines.append(f"  key       {one_line(entry.key_fault, 200)}")
    most = "at most " if entry.judge or entry.moderator else ""
    lines.append(
        f"  calls     {most}{number(entry.calls)}, at most {number(entry.calls_with_retries)} "
        f"with retries, {number(entry.concurrency)} in flight"
    )
    lines.append(
        f"  tokens    about {number(entry.input_tokens)} in, at most "
        f"{number(entry.output_tokens)} out"
    )
    lines.append(f"  cost      {_cost(entry)}")
    lines.append(f"  time      {_time(entry)}")
    return lines


def fetched(plan: Plan) -> str:
    """A line with the hosts that vendors fetch files from; "" if they fetch none."""
    if not plan.file_hosts:
        return ""
    hosts = listing([one_line(host, 200) for host in plan.file_hosts], 20)
    return f"The vendors fetch files of cases from {hosts}."


def asked_variants(plan: Plan) -> str:
    """A line for each workload and candidate with prompt variants, which share an error rate."""
    return "\n".join(
        f"{one_line(workload, 80)}: {one_line(candidate, 80)} is asked "
        f"{count(len(names), 'prompt variant')} besides the prompt "
        f"({one_line(listing(names), 200)}). They share the error rate: each of the "
        f"{1 + len(names)} gets at most 1/{1 + len(names)} of it."
        for workload, candidate, names in _variants(plan)
    )


def _variants(plan: Plan) -> list[tuple[str, str, list[str]]]:
    """Workload, candidate and variant names of each asked pair that has variants."""
    return [
        (workload.id, candidate, [variant.name for variant in workload.variants_of(candidate)])
        for workload in plan.suite.workloads
        for candidate in plan.candidates
        if workload.variants_of(candidate) and plan.asks(workload.id, candidate)
    ]


def runs_code(plan: Plan) -> str:
    """A line with the suite's code that a run would execute; "" if there is none."""
    found = [f"{code_name(code)} (sha256 {code.sha256})" for code in code_of(plan)]
    if not found:
        return ""
    return f"Checks run the suite's code, but only with --allow-code: {listing(found, 20)}."


def _cost(entry: Forecast) -> str:
    if entry.cost_low_usd is None or entry.cost_high_usd is None:
        if not entry.price_source:
            return "unknown: neither the providers file nor the price table has a price"
        lacks = "has none for calls of this length, or for the requested tier or cache"
        return f"unknown: the price ({entry.price_source}) {lacks}"
    spread = f"{dollars(entry.cost_low_usd)} to {dollars(entry.cost_high_usd)}"
    return f"{spread}, without retries (price: {entry.price_source})"


def _time(entry: Forecast) -> str:
    each = f"{duration(entry.seconds_a_second)} for each second that a call takes"
    if entry.seconds < 1:
        return f"{each}; no limits per minute"
    return f"at least {duration(entry.seconds)} by its limits; {each}"


def summary(entries: Sequence[Forecast], total: float | None) -> str:
    """The last line, with the number of all calls and their highest cost."""
    calls = sum(entry.calls for entry in entries)
    if not calls:
        return "No calls are made."
    if total is None:
        return f"In total {count(calls, 'call')}; cost unknown, because a price is missing."
    return f"In total {count(calls, 'call')}, at most {dollars(total)}, without retries."


def above(total: float | None, max_cost: float) -> str:
    """The message about a plan that exceeds a budget."""
    if total is None:
        return f"whether this stays below {dollars(max_cost)} is unknown: a price is missing"
    return f"this could cost {dollars(total, max_cost)}, more than {dollars(max_cost)}"


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
        "providers": encode([entry for entry in found if not entry.judge]),
        "judges": encode([entry for entry in found if entry.judge]),
        "variants": [
            {
                "workload": workload,
                "candidate": candidate,
                "names": names,
                "prompts": 1 + len(names),
            }
            for workload, candidate, names in _variants(made)
        ],
        "policies": encode(policy_counts(made.suite.workloads)),
        "file_hosts": made.file_hosts or (),
        "warnings": encode(warnings),
        "lint": [finding_json(item) for item in made.lint],
        "not_asked": [
            {"workload": workload, "candidate": candidate, "reasons": reasons}
            for workload, candidate, reasons in unsupported(made)
        ],
    }
