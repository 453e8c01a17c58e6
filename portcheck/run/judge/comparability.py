"""Write cautions about a comparison, which a reader must know before its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portcheck.data.model_names import bare_name, spellings
from portcheck.detectors.extraction import extraction_words
from portcheck.model.numbers import count, listing
from portcheck.model.run import Plan, Route, SelectionInfo
from portcheck.model.suite import CaseNotes, Workload
from portcheck.run.judge.tabulate import Results
from portcheck.run.sampled.proposed_checks import proposals_waiting
from portcheck.run.sampled.sample_words import sample_words


def not_today(results: Results, workload: Workload) -> str:
    """A sentence if the baseline is not the model that a workload runs on today; else ""."""
    plan = results.plan
    routes = {route.provider: route for route in plan.routes or ()}
    if workload.runs_on in {None, plan.baseline} or workload.runs_on not in routes:
        return ""
    before, today = (
        _as_served(results, routes[name]) for name in (plan.baseline, workload.runs_on)
    )
    if before.vendor.casefold() == today.vendor.casefold() and _same_model(before, today):
        return ""
    return (
        f"The baseline is {_words(before)}, and what runs today is {_words(today)}: a run with "
        f"{today.provider} as the baseline would lift this."
    )


def comparison_cautions(plan: Plan, workload: Workload, candidate: str) -> Iterator[str]:
    """Yield sentences about what was compared for one verdict."""
    for names in plan.shared_recordings or ():
        if {plan.baseline, candidate} <= {*names}:
            yield (
                f"{plan.baseline} and {candidate} replay the same recording: equal answers are "
                "not evidence."
            )
    notes = workload.notes or CaseNotes()
    if notes.alike:
        alike = sum(map(len, notes.alike))
        yield (
            f"{count(alike, 'case')} make the same request as another case; cases with the same "
            f"request count as one: {listing([' = '.join(names[:4]) for names in notes.alike])}."
        )
    if notes.replaced:
        replaced = len(notes.replaced)
        yield (
            f"{count(replaced, 'case')} of {len(workload.cases):,} "
            f"{'replaces' if replaced == 1 else 'replace'} the checks of the workload "
            f"(replace_checks): {listing(notes.replaced)}."
        )
    if workload.stands_for:
        yield sample_words(workload.stands_for)
    if waiting := proposals_waiting(workload):
        yield f"The workload {waiting}."
    yield from _edited(plan, workload)
    yield from _readings(workload)


def _edited(plan: Plan, workload: Workload) -> Iterator[str]:
    """Yield a sentence if the rules changed after people could read the answers."""
    chosen = plan.selection or SelectionInfo()
    if chosen.changed and (edits := chosen.changed.get(workload.id)):
        yield (
            f"{listing(edits)} of this workload changed after run {chosen.answers_of} had its "
            "answers: this verdict rests on rules that were chosen afterwards. New answers "
            "would settle it."
        )


def _readings(workload: Workload) -> Iterator[str]:
    """Yield a sentence about checks that do not compare whole answers."""
    extracting: dict[str, dict[str, None]] = {}
    lenient: dict[str, None] = {}
    for spec in workload.checks:
        if spec.extract:
            extracting.setdefault(extraction_words(spec.extract), {})[spec.name] = None
        if spec.json:
            lenient[spec.name] = None
    for words, names in extracting.items():
        yield f"{listing(list(names))} compared only a part of each answer: {words}."
    if lenient:
        yield (
            f"{listing(list(lenient))} read JSON leniently: in code fences and prose, and with "
            "trailing commas, which a strict parser rejects."
        )


def shared_recordings(plan: Plan) -> Iterator[str]:
    """Yield a sentence for each recording that several providers replay."""
    for names in plan.shared_recordings or ():
        yield f"{_and(names)} replay the same recording"


def _and(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1]))


def _as_served(results: Results, route: Route) -> Route:
    """The route with the models that answered in this run, if it took part and they are known."""
    counts = results.counts.get(route.provider)
    served = tuple(sorted(counts.served)) if counts else ()
    return Route(provider=route.provider, vendor=route.vendor, models=served or route.models)


def _same_model(one: Route, other: Route) -> bool:
    """Whether two routes share a model: the same name, or an alias and a snapshot of it."""
    return any(_alike(a, b) for a in one.models for b in other.models)


def _alike(one: str, other: str) -> bool:
    names = [bare_name("", name) for name in (one, other)]
    return names[0] in spellings("", names[1]) or names[1] in spellings("", names[0])


def _words(route: Route) -> str:
    models = ", ".join(route.models) or "a model that is not known"
    return f"{route.provider} ({route.vendor}, {models})"
