"""Report the agreement and the biases of the judges of a run."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from msgspec import UNSET, Struct, UnsetType, field

from portcheck.config.suite.judges import pinned
from portcheck.detectors.parts import asking_parts
from portcheck.model.judgement import JudgeInfo, Judgement, JudgePair, PanelReport
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import Workload
from portcheck.parity.labelled.agreement import cohen_kappa, interval, krippendorff_alpha, nominal
from portcheck.plugins import CHECKS
from portcheck.run.panel.judgements import JudgeCalls, Judgements, require_offered

_ORDER = {"candidate": 1, "pass": 1, "tie": 0, "fail": 0, "baseline": -1}
"""Label to rank, for labels that are not grades; better labels have a higher rank."""


_Trials = Mapping[tuple[str, str, str, int, str], Trial]
"""Workload, case, provider, repeat and variant of the prompt ("" without one), to the trial."""


class _Panel(Struct):
    """The judgements of one check, counted, with the labels that were read."""

    workload: str
    check: str
    rubric: str
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    """Trial key (for pairs the candidate's) to judge to label."""
    judges: dict[str, None] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    """Number of judgements without a vote, by reason."""
    flips: int | UnsetType = UNSET
    """Pairs that a judge ranked differently in the two orders; not set: there are no pairs."""
    both: int | UnsetType = UNSET
    """Pairs that a judge ranked in both orders; not set: there are no pairs."""


def judge_infos(plan: Plan, known: Judgements) -> tuple[JudgeInfo, ...]:
    """The judges of a plan, in its order."""
    served: dict[str, set[str]] = {}
    for said in known:
        if said.served_model:
            served.setdefault(said.judge, set()).add(said.served_model)
    found = []
    for spec in plan.judges or ():
        paid = known.paid.get(spec.id, JudgeCalls())
        found.append(
            JudgeInfo(
                id=spec.id,
                vendor=spec.vendor,
                model=spec.model,
                dialect=spec.dialect,
                pinned=pinned(spec),
                served_models=tuple(sorted(served.get(spec.id, ()))),
                calls=paid.calls,
                failed=paid.failed,
                cost_usd=None if paid.unpriced else paid.dollars,
            )
        )
    return tuple(found)


def panel_reports(
    plan: Plan, samples: Mapping[str, Sample], known: Judgements
) -> tuple[PanelReport, ...]:
    """One report for each check of a workload that asks judges, in the order of the suite.

    Raises:
        StoreError: A judgement has a label that its check does not offer.
    """
    if not plan.judges:
        return ()
    trials = {
        (trial.workload, trial.case, trial.provider, trial.repeat, trial.variant or ""): trial
        for trial in plan.trials
    }
    found = []
    for workload in plan.suite.workloads:
        for panel in _panels(workload, trials, samples, known):
            apart, longer = _lengths(panel, plan, trials, samples)
            found.append(_report(panel, apart, longer))
    return tuple(found)


def _panels(
    workload: Workload,
    trials: _Trials,
    samples: Mapping[str, Sample],
    known: Judgements,
) -> list[_Panel]:
    asking = {
        outline.id: [
            (part, CHECKS.get(part.name).rubric(part.arguments))
            for spec in outline.checks
            for part in asking_parts(spec)
        ]
        for outline in workload.outlines
    }
    panels: dict[tuple[str, str], _Panel] = {}
    for trial in trials.values():
        if trial.workload != workload.id:
            continue
        for part, rubric in asking[trial.case]:
            said = [
                one
                for one in known.of_answer(trial.key, part.id)
                if one.rubric == rubric and _is_of(one, samples)
            ]
            for one in said:
                require_offered(one, part)
            if said:
                place = (part.id, rubric)
                panel = panels.setdefault(place, _Panel(workload.id, part.id, rubric))
                _add(panel, trial, said)
    return list(panels.values())


def _is_of(said: Judgement, samples: Mapping[str, Sample]) -> bool:
    """Whether a judgement is about the answers that the run has now."""
    texts = []
    for key in (said.trial, *([said.baseline] if said.baseline else [])):
        sample = samples.get(key)
        if sample is None or sample.completion is None:
            return False
        texts.append(sample.completion.text)
    digest = hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
    return digest == said.answer


def _add(panel: _Panel, trial: Trial, said: list[Judgement]) -> None:
    by_judge: dict[str, list[Judgement]] = {}
    for one in said:
        panel.judges[one.judge] = None
        by_judge.setdefault(one.judge, []).append(one)
        if not one.votes:
            panel.outcomes[_why(one)] += 1
    for judge, heard in by_judge.items():
        labels = [one.label for one in heard if one.votes and one.label is not None]
        if heard[0].order:
            panel.both, panel.flips = panel.both or 0, panel.flips or 0
            if len(labels) < 2:
                continue
            panel.both += 1
            panel.flips += labels[0] != labels[1]
        if labels:
            label = labels[0] if len(set(labels)) == 1 else "tie"
            panel.said.setdefault(trial.key, {})[judge] = label


def _why(said: Judgement) -> str:
    if said.failure is not None:
        return "failed"
    return "unreadable" if said.label is None else "abstained"


def _report(panel: _Panel, told_apart: int, longer_ahead: int) -> PanelReport:
    units = [list(labels.values()) for labels in panel.said.values()]
    graded = all(label.isdecimal() for unit in units for label in unit)
    alpha = (
        krippendorff_alpha([[float(label) for label in unit] for unit in units], interval)
        if graded
        else krippendorff_alpha(units, nominal)
    )
    return PanelReport(
        workload=panel.workload,
        check=panel.check,
        rubric=panel.rubric,
        judges=tuple(panel.judges),
        answers=len(panel.said),
        abstained=panel.outcomes["abstained"],
        unreadable=panel.outcomes["unreadable"],
        failed=panel.outcomes["failed"],
        pairs=tuple(_pairs(panel)),
        alpha=alpha,
        order_flips=panel.flips,
        in_both_orders=panel.both,
        told_apart=told_apart,
        longer_ahead=longer_ahead,
    )


def _pairs(panel: _Panel) -> Iterator[JudgePair]:
    for one, other in combinations(panel.judges, 2):
        both = [
            (labels[one], labels[other])
            for labels in panel.said.values()
            if one in labels and other in labels
        ]
        if both:
            found = cohen_kappa(both)
            yield JudgePair(
                one=one,
                other=other,
                n=found.n,
                agree=found.agree,
                kappa=found.kappa,
                kappa_low=found.low,
                kappa_high=found.high,
            )


def _lengths(
    panel: _Panel,
    plan: Plan,
    trials: _Trials,
    samples: Mapping[str, Sample],
) -> tuple[int, int]:
    """How often a judge preferred one of two answers of different length, and the longer one."""
    apart = longer = 0
    for (workload, case, provider, repeat, _), trial in trials.items():
        if workload != panel.workload or provider == plan.baseline:
            continue
        other = trials.get((workload, case, plan.baseline, repeat, ""))
        if other is None:
            continue
        difference = _length(samples, trial) - _length(samples, other)
        for lead in _leads(panel, trial, other):
            if lead and difference:
                apart += 1
                longer += (lead > 0) == (difference > 0)
    return apart, longer


def _leads(panel: _Panel, trial: Trial, other: Trial) -> Iterator[int]:
    """Yield each judge's preference: above 0 for `trial`, below 0 for `other`, 0 for neither."""
    ours = panel.said.get(trial.key, {})
    if panel.both is not UNSET:
        yield from (_rank(label) for label in ours.values())
        return
    theirs = panel.said.get(other.key, {})
    for judge in ours.keys() & theirs.keys():
        yield _rank(ours[judge]) - _rank(theirs[judge])


def _rank(label: str) -> int:
    return int(label) if label.isdecimal() else _ORDER.get(label, 0)


def _length(samples: Mapping[str, Sample], trial: Trial) -> int:
    sample = samples.get(trial.key)
    return len(sample.completion.text) if sample is not None and sample.completion else 0
