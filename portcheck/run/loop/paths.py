"""`path: compare`: compare the tool calls of candidate and baseline; this decides nothing."""

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
"""Most cases that a note names."""
_SHOWN = 12
"""Most tools of a path that a note names."""

Difference = Literal["none", "arguments", "tools"]
"""`none`: the same calls in the same order. `arguments`: the same tools in the same order."""


class _Told(Struct):
    """A comparison of the paths of one workload and candidate."""

    pairs: Counter[Difference] = field(default_factory=Counter)
    other: defaultdict[tuple[str, str], dict[str, None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """The candidate's tools and the baseline's, where they differ, to ids of cases."""


def path_notes(plan: Plan, samples: Mapping[str, Sample]) -> tuple[str, ...]:
    """A sentence for each workload that asks for it, and each candidate with a pair of answers."""
    asked = {one.id for one in plan.suite.workloads if one.path is not UNSET}
    if not asked:
        return ()
    answers = {
        _place(trial): (trial, completion)
        for trial in plan.trials
        if trial.workload in asked and not trial.variant
        if (completion := _answer(samples, trial)) is not None
    }
    told: dict[tuple[str, str], _Told] = defaultdict(_Told)
    for (workload, case, repeat, provider), (_, mine) in answers.items():
        other = answers.get((workload, case, repeat, plan.baseline))
        if provider == plan.baseline or other is None:
            continue
        one = told[workload, provider]
        found = difference(all_calls(mine), all_calls(other[1]))
        one.pairs[found] += 1
        if found == "tools":
            one.other[_tools(mine), _tools(other[1])][case] = None
    return tuple(_note(place, one) for place, one in sorted(told.items()))


def _place(trial: Trial) -> tuple[str, str, int, str]:
    return trial.workload, trial.case, trial.repeat, trial.provider


def _answer(samples: Mapping[str, Sample], trial: Trial) -> Completion | None:
    sample = samples.get(trial.key)
    return None if sample is None else sample.completion


def difference(mine: tuple[ToolCall, ...], theirs: tuple[ToolCall, ...]) -> Difference:
    """How two paths differ; what a tool gave back is not part of them."""
    if [call.name for call in mine] != [call.name for call in theirs]:
        return "tools"
    same = list(map(identity, mine)) == list(map(identity, theirs))
    return "none" if same else "arguments"


def _tools(completion: Completion) -> str:
    names = [one_line(call.name, 40) for call in all_calls(completion)]
    return listing(names, _SHOWN) if names else "no tool"


def _note(place: tuple[str, str], told: _Told) -> str:
    workload, candidate = place
    pairs, whole = told.pairs, told.pairs.total()
    clauses = [
        f"the same calls as the baseline in {number(pairs['none'])} of {count(whole, 'pair')}"
    ]
    if pairs["arguments"]:
        clauses.append(f"the same tools with other arguments in {number(pairs['arguments'])}")
    if pairs["tools"]:
        clauses.append(f"other tools in {number(pairs['tools'])}{_commonest(told)}")
    return f"{candidate}: paths in {workload}: {', '.join(clauses)}; this decides no verdict"


def _commonest(told: _Told) -> str:
    """The difference that most cases show."""
    (mine, theirs), cases = max(told.other.items(), key=lambda entry: len(entry[1]))
    named = listing([one_line(case, 60) for case in cases], _NAMED)
    return f" (most often {mine} where the baseline called {theirs}: {named})"
