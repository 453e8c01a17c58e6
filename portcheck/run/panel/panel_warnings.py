"""Warn about the effect of a suite's judges on its verdicts, before any call."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.config.problems.quoting import quote
from portcheck.detectors.parts import asking_parts
from portcheck.model.numbers import listing
from portcheck.model.run import Plan
from portcheck.model.suite import ProviderSpec, Suite, Workload
from portcheck.run.panel.voters import contestants_judge, judges_of

PanelWarning = tuple[str, str]
"""Message and hint."""


def panel_warnings(
    suite: Suite, workload: Workload, providers: tuple[ProviderSpec, ...]
) -> Iterator[PanelWarning]:
    """Yield warnings about the judges of a workload if all other providers are its candidates.

    Args:
        suite: The suite; a judge of any of its workloads cannot be a candidate.
        workload: A workload of the suite.
        providers: All entries of the providers file; empty: not known.
    """
    judging = judges_of(suite)
    if not providers or not judging:
        return
    if workload.runs_on in judging:
        yield (
            f"{quote(workload.runs_on)} serves {quote(workload.id)} and judges another workload",
            "one run cannot use it as both: run the workloads separately, with --workload",
        )
        return
    if workload.runs_on is None or not workload.panel:
        return
    candidates = [one for one in providers if one.id not in {*judging, workload.runs_on}]
    if not candidates:
        yield (
            f"all providers but {quote(workload.runs_on)} judge, so none is left to compare with "
            "it",
            "a judge cannot be a candidate in its run: remove one of the judges, or add a provider",
        )
        return
    yield from _of_contestants(suite, workload, providers, candidates)


def _of_contestants(
    suite: Suite,
    workload: Workload,
    providers: tuple[ProviderSpec, ...],
    candidates: list[ProviderSpec],
) -> Iterator[PanelWarning]:
    """Yield a warning for each judge that votes although its vendor is compared."""
    names = tuple(one.id for one in candidates)
    plan = Plan(
        suite=suite,
        providers=providers,
        baseline=workload.runs_on or "",
        candidates=names,
        trials=(),
        judges=tuple(one for one in providers if one.id in judges_of(suite)),
    )
    gates = {spec.fed_gate for spec in workload.checks if asking_parts(spec)} - {""}
    found: dict[str, list[str]] = {}
    for candidate in names:
        for gate in sorted(gates):
            clause = contestants_judge(plan, workload, candidate, gate)
            if clause and candidate not in found.setdefault(clause, []):
                found[clause].append(candidate)
    for clause, against in found.items():
        compared = listing([quote(name) for name in against])
        who = clause.partition(";")[0].replace(" had a vote", " have a vote")
        yield (
            f"against {compared}, {who}",
            "verdicts are then at best conditional, rule judge_not_measured, until people label "
            "answers of the run; name judges of two other vendors, or fewer candidates",
        )
