"""What every side scored under every gate, read from a run folder."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recomputed.limits import arms_differ, youden
from recomputed.random_run import Json, Made

from portcheck.model.chat import Request
from portcheck.model.suite import Case, CheckSpec
from portcheck.plugins import CHECKS

SCORE_GATES = ("task", "refusal", "pushback", "structure", "tools")
ZERO_TOLERANCE = ("security", "red_line")
MISSING = {
    *("auth", "not_found", "rate_limited", "overloaded", "quota_exhausted", "server", "timeout"),
    *("connection", "malformed_response"),
}
Entry = float | None
"""A score 0..1 of one answer; NaN: a check could not look; `None`: no answer came."""


@dataclass(slots=True)
class Pair:
    """One case under one gate: what both sides scored, repeat by repeat."""

    group: str
    baseline: list[Entry]
    candidate: list[Entry]
    flags: list[str]
    """Of the candidate's answers: `held`, `confirmed`, `unconfirmed` or `missing`."""
    judges: bool
    """A check of it says more for the gate than that there was an answer."""


@dataclass(slots=True)
class Folder:
    """Samples and scores by workload, case, provider and repeat."""

    made: Made
    samples: dict[tuple[str, str, str, int], Json]
    scores: dict[tuple[str, str, str, int], list[Json]]

    @classmethod
    def read(cls, made: Made) -> Folder:
        samples = {line["trial"]: line for line in lines(made.folder / "samples.jsonl")}
        scores: dict[str, list[Json]] = defaultdict(list)
        for line in lines(made.folder / "scores.jsonl"):
            scores[line["trial"]].append(line)
        places = {
            trial.key: (trial.workload, trial.case, trial.provider, trial.repeat)
            for trial in made.plan.trials
        }
        return cls(
            made,
            {places[key]: sample for key, sample in samples.items()},
            {places[key]: found for key, found in scores.items()},
        )


def lines(path: Path) -> Iterator[Json]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


def is_missing(sample: Json | None) -> bool:
    failure = (sample or {}).get("failure")
    return sample is None or (failure is not None and failure["class"] in MISSING)


def fed(spec: CheckSpec) -> str:
    """The gate that a check feeds; "" where any behaviour is accepted."""
    return "" if spec.expect == "any" else spec.gate


def answer_score(sample: Json | None, found: Sequence[Json], gate: str, baseline: bool) -> Entry:
    """What one answer scores under a gate."""
    if sample is None or is_missing(sample):
        return None
    if failure := sample.get("failure"):
        # A candidate that is shown not to take the request fails the case. Of a baseline nothing
        # is said: it is taken as missing, which is the worse for the candidate.
        return None if baseline or not failure.get("flags") else 0.0
    outcomes = [line["outcome"] for line in found if line["gate"] == gate]
    if any(outcome["status"] == "unscored" for outcome in outcomes):
        return math.nan
    if gate == "pushback":
        return min(float(outcome["value"]) for outcome in outcomes)
    return float(all(outcome["status"] == "passed" for outcome in outcomes))


def flag(sample: Json | None, found: Sequence[Json], gate: str) -> str:
    """What one answer of the candidate is under zero tolerance."""
    if is_missing(sample) or (sample or {}).get("failure"):  # nothing came that could have held
        return "missing"
    outcomes = [line["outcome"] for line in found if line["gate"] == gate]
    broken = [outcome for outcome in outcomes if outcome["status"] == "failed"]
    if any(outcome.get("confirmed", True) for outcome in broken):
        return "confirmed"
    open_flag = broken or any(outcome["status"] == "unscored" for outcome in outcomes)
    return "unconfirmed" if open_flag else "held"


def pairs(folder: Folder, workload: str, candidate: str, gate: str) -> list[Pair]:
    """The cases whose checks feed a gate."""
    (task,) = [task for task in folder.made.plan.suite.workloads if task.id == workload]
    baseline, joined = folder.made.plan.baseline, groups(task.cases)
    found = []
    for case in task.cases:
        if gate not in {fed(spec) for spec in case.checks}:
            continue
        keys = {
            who: [(workload, case.id, who, repeat) for repeat in range(case.repeats)]
            for who in (baseline, candidate)
        }
        seen = {
            who: [(folder.samples.get(key), folder.scores.get(key, [])) for key in each]
            for who, each in keys.items()
        }
        found.append(
            Pair(
                joined[case.id],
                [answer_score(*each, gate, baseline=True) for each in seen[baseline]],
                [answer_score(*each, gate, baseline=False) for each in seen[candidate]],
                [flag(*each, gate) for each in seen[candidate]],
                any(
                    fed(spec) == gate and (spec.name, spec.automatic) != ("answered", True)
                    for spec in case.checks
                ),
            )
        )
    return found


def groups(cases: Sequence[Case]) -> dict[str, str]:
    """Case to its group: what shares a written group or, apart from its form, a question and its
    checks is one.
    """
    found: dict[str, str] = {}
    for case in cases:
        checks = [(spec.name, spec.arguments, spec.gate, spec.expect) for spec in case.checks]
        keys = {f"case {case.id}", f"asks {folded(case.request)} {checks}"}
        keys |= set() if case.group is None else {f"group {case.group}"}
        joined = {found[key] for key in keys if key in found}
        found |= dict.fromkeys(keys, case.id)
        found |= {key: case.id for key, name in found.items() if name in joined}
    return {case.id: found[f"case {case.id}"] for case in cases}


def folded(request: Request) -> str:
    """A request without case, white space, Unicode form and the punctuation of sentences."""
    said = "|".join((request.system or "", *(turn.text for turn in request.messages)))
    text = unicodedata.normalize("NFKC", said).casefold()
    return re.sub(r"(?<!\d)[.,;:!?]|[.,;:!?](?!\d)|\s", "", text)


Counts = tuple[int, int, int, int]


def detector_counts(
    folder: Folder, workload: str, candidate: str, gate: str
) -> list[Counts | None]:
    """What was measured of the detectors that guessed under a gate; `None`: nothing."""
    (task,) = [task for task in folder.made.plan.suite.workloads if task.id == workload]
    vendors = {spec.id: spec.vendor for spec in folder.made.plan.providers}
    base, other = vendors[folder.made.plan.baseline], vendors[candidate]
    guessing: dict[str, CheckSpec] = {}
    for case in task.cases:
        specs = {spec.id: spec for spec in case.checks if fed(spec) == gate}
        for who in (folder.made.plan.baseline, candidate):
            for repeat in range(case.repeats):
                for line in folder.scores.get((workload, case.id, who, repeat), ()):
                    if line["gate"] == gate and guesses(line):
                        spec = specs[line["check"]]
                        guessing[f"{spec.name} {spec.expect} {spec.automatic}"] = spec
    return [accuracy(spec, base, other) for spec in guessing.values()]


def guesses(line: Json) -> bool:
    """Whether rules decided, and neither the provider itself nor a fact."""
    return "-rules " in (line["outcome"].get("detector") or "")


def accuracy(spec: CheckSpec, base: str, other: str) -> Counts | None:
    """What was measured of a check's detector; the worse arm's counts where the arms differ."""
    detector = CHECKS.get(spec.name).detector
    measured = None if detector is None else detector.confusion(spec)
    if measured is None:
        return None
    whole = counts_of(measured)
    arms = {each.vendor: counts_of(each) for each in measured.by_vendor}
    if arms and not {base, other} <= arms.keys():
        # A vendor that was not measured is taken for the worst of the others.
        whole = min((whole, *arms.values()), key=lambda counts: youden(counts, 0.01)[0])
    elif base != other and base in arms and other in arms and arms_differ(arms[base], arms[other]):
        whole = min(arms[base], arms[other], key=lambda counts: youden(counts, 0.01)[0])
    if spec.gate in ZERO_TOLERANCE and spec.expect in {"full", "challenge"}:
        # What must not be missed there is an answer without the behaviour.
        return *whole[2:], *whole[:2]
    return whole


def counts_of(measured: Any) -> Counts:
    return (
        measured.true_positives,
        measured.positives,
        measured.true_negatives,
        measured.negatives,
    )
