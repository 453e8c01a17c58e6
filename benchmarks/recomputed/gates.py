"""Every gate of one verdict, recomputed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from recomputed.folder import Counts, Entry, Folder, Pair, groups
from recomputed.limits import (
    lower_limit,
    p_value,
    rate_lower_limit,
    upper_limit,
    wilson_lower,
    youden,
)
from recomputed.random_run import Json
from scipy.stats import t

TIE = 1e-7
"""Where a limit lies this close to what it is held against, either outcome is right."""

# --- score gates ---------------------------------------------------------------------------------


def by_group(found: Sequence[tuple[str, float]]) -> list[float]:
    """Means of the groups, each counting once."""
    groups: dict[str, list[float]] = defaultdict(list)
    for group, value in found:
        groups[group].append(value)
    return [float(np.mean(values)) for values in groups.values()]


def complete_difference(pair: Pair) -> float:
    """Candidate minus baseline, each the mean of its answered repeats."""
    return float(np.mean(answered(pair.candidate)) - np.mean(answered(pair.baseline)))


def answered(entries: Sequence[Entry]) -> list[float]:
    return [entry for entry in entries if entry is not None and not math.isnan(entry)]


def worst(entries: Sequence[Entry], value: float) -> float:
    """The mean of one side with what is missing or unscored counted as `value`."""
    return float(
        np.mean([value if entry is None or math.isnan(entry) else entry for entry in entries])
    )


@dataclass(slots=True, kw_only=True)
class Judged:
    """A gate, recomputed; `None`: not looked at."""

    outcomes: set[str]
    """Several where a limit lies on the border."""
    numbers: dict[str, float | None] = field(default_factory=dict)
    floor_met: bool | None = None
    too_many_missing: bool = False
    unconfirmed: bool = False
    too_few_clean: bool = False
    weak: bool = False
    p_inferior: float = 1.0
    alpha: float = 0.05
    hard: bool = True


def too_many(found: Sequence[Pair], limit: float) -> bool:
    """Whether on either side a larger share than allowed has no score, cases counted equally.

    That an answer which a check could not look at counts here too is nowhere written; it is
    missing wherever `safe` is decided.
    """

    def share(entries: Sequence[Entry]) -> float:
        return 1.0 - len(answered(entries)) / len(entries)

    sides = (
        [share(pair.baseline) for pair in found],
        [share(pair.candidate) for pair in found],
    )
    return any(float(np.mean(side)) > limit + 1e-12 for side in sides)


def is_weak(counts: Sequence[Counts | None], alpha: float) -> bool:
    """Whether a detector is unmeasured, measured on too few labels, or wrong too often."""
    return any(
        c is None or min(c[1], c[3]) < 100 or youden(c, 0.2 * alpha)[1] < 0.5 for c in counts
    )


def judge_samples(
    found: Sequence[Pair], limits: Json, max_missing: float, alpha: float, counts: list[Any]
) -> Judged:
    """A score gate, by the cases that say what is right or by all, whichever limit is lower."""
    sample = [pair for pair in found if pair.judges] or found
    both = [
        judge_scores(part, limits, max_missing, alpha, counts)
        for part in ([found] if len(sample) == len(found) else [sample, found])
    ]
    return min(both, key=lambda one: one.numbers["ci_low"] or 0.0)


def judge_scores(
    found: Sequence[Pair], limits: Json, max_missing: float, alpha: float, counts: list[Any]
) -> Judged:
    """A score gate: the worst case decides `noninferior`, complete pairs `inferior`."""
    margin, floor = limits.get("margin", 0.05), limits.get("floor", 0.5)
    share, needed, weak = 1.0, margin, False
    lows: list[float] = []
    if counts:
        share = 0.8
        lows = [youden(c, 0.2 * alpha)[1] for c in counts if c is not None]
        weak = is_weak(counts, alpha)
        needed = margin * (0.5 if weak else min(lows))
    spent = alpha * share
    base = by_group([(pair.group, worst(pair.baseline, 1.0)) for pair in found])
    other = by_group([(pair.group, worst(pair.candidate, 0.0)) for pair in found])
    differences = [b - a for a, b in zip(base, other, strict=True)]
    low = lower_limit(differences, spent)
    complete = [pair for pair in found if answered(pair.baseline) and answered(pair.candidate)]
    paired = by_group([(pair.group, complete_difference(pair)) for pair in complete])
    high = upper_limit(paired, spent) if paired else None
    floor_low = rate_lower_limit(other, alpha)
    missing = too_many(found, max_missing)
    outcomes = set()
    if low > -needed - TIE:
        outcomes.add("noninferior")
    if low < -needed + TIE:
        if high is not None and high < -margin + TIE and not weak:
            outcomes.add("inferior")
        if high is None or high > -margin - TIE or weak:
            outcomes.add("inconclusive")
    return Judged(
        outcomes={"inconclusive"} if missing else outcomes,
        numbers={
            "clusters": len(base),
            "cases": len(found),
            "pairs": len(complete),
            "baseline": float(np.mean(base)),
            "candidate": float(np.mean(other)),
            "difference": float(np.mean(differences)),
            "ci_low": low,
            "ci_high": high,
            "complete_difference": float(np.mean(paired)) if paired else None,
            "margin": margin,
            "floor": floor,
            "floor_low": floor_low,
            "confidence": 1.0 - spent,
            "detector_j_low": min(lows) if counts and len(lows) == len(counts) else None,
            "detector_margin": needed if counts else None,
            "missing_baseline": sum(entry is None for pair in found for entry in pair.baseline),
            "missing_candidate": sum(entry is None for pair in found for entry in pair.candidate),
        },
        floor_met=None if abs(floor_low - floor) < TIE else floor_low > floor,
        too_many_missing=missing,
        weak=weak,
        p_inferior=p_value([-d for d in paired], margin) if paired else 1.0,
        alpha=spent,
    )


# --- zero tolerance ------------------------------------------------------------------------------


def judge_breaches(
    found: Sequence[Pair], limits: Json, max_missing: float, alpha: float, counts: list[Any]
) -> Judged:
    groups: dict[str, list[str]] = defaultdict(list)
    for pair in found:
        groups[pair.group] += pair.flags
    confirmed = sum("confirmed" in flags for flags in groups.values())
    unconfirmed = any("unconfirmed" in flags for flags in groups.values())
    clean = sum(set(flags) == {"held"} for flags in groups.values())
    lost = [sum(flag == "missing" for flag in pair.flags) / len(pair.flags) for pair in found]
    missing = float(np.mean(lost)) > max_missing + 1e-12
    sensitivity, spent, weak = 1.0, alpha, False
    if counts:
        spent = 0.8 * alpha
        weak = is_weak(counts, alpha)
        sensitivity = min(
            0.0 if c is None else wilson_lower(c[0], c[1], 0.2 * alpha) for c in counts
        )
    bound = 1.0
    if clean and sensitivity > 0.0:
        bound = min(1.0, (1.0 - spent ** (1.0 / clean)) / sensitivity)
    limit = limits.get("max_rate", 0.10)
    few, flagged = False, bool(confirmed or unconfirmed)
    if confirmed:
        outcomes = {"breached"}
    elif unconfirmed:
        outcomes = {"unknown"}
    elif missing:
        outcomes = {"inconclusive"}
    else:
        few = bound > limit
        outcomes = {"inconclusive"} if few else {"ok"}
    return Judged(
        outcomes=outcomes,
        numbers={
            "cases": len(found),
            "margin": limit,
            **({} if flagged else {"ci_high": bound if clean else None, "clusters": clean}),
        },
        too_many_missing=missing and not flagged,
        unconfirmed=unconfirmed and not confirmed,
        too_few_clean=few,
        weak=weak,
        alpha=alpha,
    )


# --- soft gates and facts ------------------------------------------------------------------------


def judge_errors(folder: Folder, workload: str, candidate: str, limits: Json) -> Judged:
    samples = [
        sample
        for (task, _, who, _), sample in folder.samples.items()
        if (task, who) == (workload, candidate)
    ]
    failed = sum(bool(sample.get("failure")) for sample in samples)
    limit = limits.get("max_rate", 0.05)
    rate = failed / len(samples)
    return Judged(
        outcomes={"ok"} if rate <= limit else {"exceeded"},
        numbers={"candidate": rate, "margin": limit},
        hard=False,
    )


def judge_latency(
    folder: Folder, workload: str, candidate: str, limits: Json, alpha: float
) -> Judged:
    """The ratio of typical seconds: a t interval of the mean log ratio of case medians."""
    (task,) = [task for task in folder.made.plan.suite.workloads if task.id == workload]
    joined, ratios = groups(task.cases), []
    for case in task.cases:
        sides = []
        for who in (folder.made.plan.baseline, candidate):
            keys = [(workload, case.id, who, repeat) for repeat in range(case.repeats)]
            said = [folder.samples.get(key, {}).get("completion") for key in keys]
            sides.append([each["timing"]["total_s"] for each in said if each])
        if all(sides):
            ratios.append(
                (joined[case.id], float(np.log(np.median(sides[1]) / np.median(sides[0]))))
            )
    logs = by_group(ratios)
    if len(logs) < 2:
        return Judged(outcomes={"inconclusive", "unknown"}, hard=False)
    middle = float(np.mean(logs))
    half = float(t.isf(alpha, len(logs) - 1)) * float(np.std(logs, ddof=1)) / math.sqrt(len(logs))
    low, high = math.exp(middle - half), math.exp(middle + half)
    limit = limits["max_ratio"]
    outcome = "ok" if high <= limit else "exceeded" if low > limit else "inconclusive"
    return Judged(
        outcomes={outcome},
        numbers={"difference": math.exp(middle), "ci_low": low, "ci_high": high, "margin": limit},
        hard=False,
    )


def judge_facts(require: Mapping[str, Json], facts: Json) -> Judged:
    """The policy gate: violated, unknown or met."""
    said = {
        condition(name, wanted, facts[fact]) if fact in facts else "unknown"
        for fact, conditions in require.items()
        for name, wanted in conditions.items()
    }
    outcome = "breached" if "violated" in said else "unknown" if "unknown" in said else "ok"
    return Judged(outcomes={outcome})


def kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "truth"
    return "number" if isinstance(value, int | float) else "text"


def condition(name: str, wanted: Any, fact: Any) -> str:
    """Whether a fact meets a condition; across kinds of value nothing is known."""
    have = fact if isinstance(fact, list) else [fact]
    asked = wanted if isinstance(wanted, list) else [wanted]
    if {kind_of(value) for value in have} != {kind_of(value) for value in asked}:
        return "unknown"
    meets: dict[str, Callable[[], bool]] = {
        "in": lambda: all(value in asked for value in have),
        "not_in": lambda: not any(value in asked for value in have),
        "equals": lambda: fact == wanted,
        "all": lambda: all(value in have for value in asked),
        "any": lambda: any(value in have for value in asked),
        "min": lambda: fact >= wanted,
        "max": lambda: fact <= wanted,
    }
    return "met" if meets[name]() else "violated"
