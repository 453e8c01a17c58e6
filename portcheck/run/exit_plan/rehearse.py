"""Send some cases of a workload to its target without storing the answers."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.error_classes import ERROR_TRAITS, Failure
from portcheck.exitplan.scenario import Rehearsal
from portcheck.model.comparison.latency import nearest_rank
from portcheck.model.run import Plan, Sample, Trial
from portcheck.providers.open_provider import open_provider
from portcheck.run.code.consent import code_of
from portcheck.run.events import Event, RequestEnded, RequestSent, SampleFinished
from portcheck.run.execute.event_loop import run_to_end
from portcheck.run.execute.into_run_folder import ask
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control
from portcheck.run.judge.scoring import score_samples

Moves = Mapping[str, tuple[str, str]]
"""Workload to the provider to which it would move, and the prompt variant, "" for the plain one."""


def rehearsal_plan(plan: Plan, moves: Moves, sample: int) -> Plan:
    """The part of a plan that asks some cases of each workload once, spread over the suite.

    Args:
        plan: the plan of the run that is the evidence.
        moves: the workloads, with the provider and the prompt variant to ask for each.
        sample: the most cases of each workload.
    """
    mine: defaultdict[str, list[Trial]] = defaultdict(list)
    for trial in plan.trials:
        asked = trial.provider, trial.variant or ""
        if moves.get(trial.workload) == asked and trial.repeat == 0:
            mine[trial.workload].append(trial)
    chosen = [trial for trials in mine.values() for trial in _spread(trials, sample)]
    return replace(plan, trials=tuple(chosen), judges=UNSET, rubrics=UNSET)


def _spread(trials: Sequence[Trial], number: int) -> Sequence[Trial]:
    if len(trials) <= number:
        return trials
    return [trials[place * len(trials) // number] for place in range(number)]


def rehearse(
    plan: Plan,
    *,
    environ: Mapping[str, str],
    tell: Callable[[Event], None],
    policy: RunPolicy,
    control: Control,
) -> dict[str, Rehearsal]:
    """Make the calls of a rehearsal's plan; returns the result of each workload.

    Args:
        plan: see `rehearsal_plan`.
        environ: the variables with keys.
        tell: receives every event.
        policy: retries, limits, clocks.
        control: lets other code end the calls.

    Raises:
        UsageError: a provider cannot be opened, for example without its key.
        KeyboardInterrupt: the calls were stopped.
    """
    asked = {trial.provider for trial in plan.trials}
    specs = [spec for spec in plan.providers if spec.id in asked]
    opened = {spec.id: open_provider(spec, environ, adapt=plan.adapts) for spec in specs}
    ended: list[SampleFinished] = []
    flying, most = Counter[str](), Counter[str]()

    def hear(event: Event) -> None:
        if isinstance(event, SampleFinished):
            ended.append(event)
        elif isinstance(event, RequestSent):
            flying[event.provider] += 1
            most[event.provider] = max(most[event.provider], flying[event.provider])
        elif isinstance(event, RequestEnded):
            flying[event.provider] -= 1
        tell(event)

    work = ask(plan, opened, hear, frozenset(opened), frozenset(), policy, control)
    try:
        stopped = run_to_end(work, stop=control.stop)
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    passed = _passed_checks(plan, ended)
    found = {}
    for workload in dict.fromkeys(trial.workload for trial in plan.trials):
        trials = [trial for trial in plan.trials if trial.workload == workload]
        own = [event for event in ended if event.trial.workload == workload]
        made = summary(len(trials), own, most[trials[0].provider], "; ".join(stopped))
        if passed is not None:
            scores = [passed[one.trial.key] for one in own if one.trial.key in passed]
            made = replace(made, scored=len(scores), passed=sum(scores))
        found[workload] = made
    return found


def summary(
    planned: int, ended: Sequence[SampleFinished], in_flight: int, stopped: str
) -> Rehearsal:
    """The results of the calls of one workload.

    Args:
        planned: number of cases in the plan.
        ended: the end of each call.
        in_flight: the most parallel requests to the provider.
        stopped: why calls were not made; "" if all were made.
    """
    answers = [event.sample.completion for event in ended if event.sample.completion]
    failures = [event.sample.failure for event in ended if event.sample.failure]
    times = sorted(answer.timing.total_s for answer in answers)
    costs = [event.cost_usd for event in ended if event.sample.completion]
    known = [cost for cost in costs if cost is not None]
    classes = Counter(failure.error_class for failure in failures)
    obstacle = ""
    if first := _obstacle(failures, answered=bool(answers)):
        said = ERROR_TRAITS[first.error_class].obstacle or first.error_class
        obstacle = f"{said}: {first.message}"
    elif planned and not ended:
        obstacle = f"no provider was asked: {stopped or 'the calls were stopped'}"
    return Rehearsal(
        asked=planned,
        answers=len(answers),
        failures=dict(sorted(classes.items())),
        latency_median_s=median(times) if times else None,
        latency_p95_s=nearest_rank(times, 0.95) if times else None,
        in_flight=in_flight,
        cost_usd=sum(known) if len(known) == len(costs) else None,
        obstacle=obstacle,
        stopped=stopped,
    )


def _obstacle(failures: Sequence[Failure], *, answered: bool) -> Failure | None:
    """The worst failure that prevents a move; if nothing was answered, any failure."""
    named = [failure for failure in failures if ERROR_TRAITS[failure.error_class].obstacle]
    found = named or ([] if answered else failures)
    return min(found, key=lambda one: not ERROR_TRAITS[one.error_class].hopeless, default=None)


def _passed_checks(plan: Plan, ended: Sequence[SampleFinished]) -> dict[str, bool] | None:
    """Trial to whether its scored checks passed; `None` if checks call functions of the suite."""
    if code_of(plan):
        return None
    samples: dict[str, Sample] = {event.trial.key: event.sample for event in ended}
    found: dict[str, bool] = {}
    for trial, scores in score_samples(plan, samples).items():
        said = [one.outcome.status for one in scores if one.outcome.status != "unscored"]
        if said:
            found[trial] = all(status == "passed" for status in said)
    return found
