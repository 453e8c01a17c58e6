"""`path: compare`: compare the tool calls of candidate and baseline, without effect on verdicts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Literal

from msgspec import UNSET, Struct, field

from portcheck.checks.shared.answers import all_calls
from portcheck.checks.shared.json_match import identity
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion
from portcheck.model.numbers import count, listing, number
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.visible_text import one_line

_NAMED = 5
"""Largest number of cases that a note names."""
_SHOWN = 12
"""Largest number of tools of a path that a note names."""

Difference = Literal["none", "arguments", "tools"]
"""`none`: the same calls in the same order. `arguments`: the same tools in the same order, with
other arguments. `tools`: other tools, or another order."""


class _PathCounts(Struct):
    """The comparison of the paths of one workload and candidate."""

    pairs: Counter[Difference] = field(default_factory=Counter)
    """Number of pairs of answers by their difference."""
    other: defaultdict[tuple[str, str], dict[str, None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """The candidate's tools and the baseline's, if they differ, to ids of cases."""


def path_notes(plan: Plan, samples: Mapping[str, Sample]) -> tuple[str, ...]:
    """A note for each workload with `path: compare` and each candidate with a pair of answers."""
    asked = {one.id for one in plan.suite.workloads if one.path is not UNSET}
    if not asked:
        return ()
    answers = {
        _place(trial): (trial, completion)
        for trial in plan.trials
        if trial.workload in asked and not trial.variant
        if (completion := _answer(samples, trial)) is not None
    }
    compared: dict[tuple[str, str], _PathCounts] = defaultdict(_PathCounts)
    for (workload, case, repeat, provider), (_, mine) in answers.items():
        other = answers.get((workload, case, repeat, plan.baseline))
        if provider == plan.baseline or other is None:
            continue
        one = compared[workload, provider]
        found = difference(all_calls(mine), all_calls(other[1]))
        one.pairs[found] += 1
        if found == "tools":
            one.other[_tools(mine), _tools(other[1])][case] = None
    return tuple(_note(place, one) for place, one in sorted(compared.items()))


def _place(trial: Trial) -> tuple[str, str, int, str]:
    return trial.workload, trial.case, trial.repeat, trial.provider


def _answer(samples: Mapping[str, Sample], trial: Trial) -> Completion | None:
    sample = samples.get(trial.key)
    return None if sample is None else sample.completion


def difference(mine: tuple[ToolCall, ...], theirs: tuple[ToolCall, ...]) -> Difference:
    """How two paths of calls differ; the results of tools do not count."""
    if [call.name for call in mine] != [call.name for call in theirs]:
        return "tools"
    same = list(map(identity, mine)) == list(map(identity, theirs))
    return "none" if same else "arguments"


def _tools(completion: Completion) -> str:
    names = [one_line(call.name, 40) for call in all_calls(completion)]
    return listing(names, _SHOWN) if names else "no tool"


def _note(place: tuple[str, str], counts: _PathCounts) -> str:
    workload, candidate = place
    pairs, whole = counts.pairs, counts.pairs.total()
    clauses = [
        f"the same calls as the baseline in {number(pairs['none'])} of {count(whole, 'pair')}"
    ]
    if pairs["arguments"]:
        clauses.append(f"the same tools with other arguments in {number(pairs['arguments'])}")
    if pairs["tools"]:
        clauses.append(f"other tools in {number(pairs['tools'])}{_commonest(counts)}")
    return f"{candidate}: paths in {workload}: {', '.join(clauses)}; this decides no verdict"


def _commonest(counts: _PathCounts) -> str:
    """The difference that most cases show."""
    (mine, theirs), cases = max(counts.other.items(), key=lambda entry: len(entry[1]))
    named = listing([one_line(case, 60) for case in cases], _NAMED)
    return f" (most often {mine} where the baseline called {theirs}: {named})"
