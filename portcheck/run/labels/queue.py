"""Collect the answers for people to label: flips, flags and a random sample, in one queue.

Reviewers see both sides of a case, one answer at a time, in an order from which they learn neither
which provider answered nor the results of checks. Equal answers to a case are shown once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from portcheck.model.judgement import Drawn
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import Case, CheckSpec, Workload
from portcheck.parity.labelled.prediction_powered import fewest_labels
from portcheck.parity.sequential import look_confidence, shared_confidence
from portcheck.plugins import CHECKS, GATES
from portcheck.run.labels.needs import LabelNeeds
from portcheck.run.labels.overlay import ReviewTexts, is_flag, is_guess
from portcheck.run.labels.review_order import review_order
from portcheck.run.store.scores import CheckOutcome, Scores
from portcheck.run.variants.judged_part import most_prompts

EVERYTHING = 2**31
"""Larger than the number of groups or cases of any run."""
MOST_FLIPS = 20
"""Largest number of cases of a workload that are shown only because the two sides differ."""
_FIRST: Sequence[Drawn] = ("random", "flag", "flip")
"""Reasons in order of precedence: a random sample must be complete to represent the run."""


class Scope(Struct, frozen=True, kw_only=True):
    """The part of a run that people should label."""

    workloads: tuple[str, ...] = ()
    """Ids of workloads; empty: all."""
    sample: int | None = None
    """Groups of each workload to draw at random; `None`: as many as the smallest margin needs, or
    as are wanted. The automatic refusal check is part of the sample only if this is set."""
    needs: Mapping[str, LabelNeeds] = MappingProxyType({})
    """Workload to the labels that it needs, if known."""
    flips: int = MOST_FLIPS
    """Other cases of each workload to show because the sides differ, at most."""

    def holds(self, workload: str) -> bool:
        """Whether a workload is part of the scope."""
        return not self.workloads or workload in self.workloads


ALL = Scope()
"""The default scope."""


class Item(Struct, frozen=True, kw_only=True):
    """One answer or pair of answers to label for one check."""

    id: str
    """A digest of workload, case, check, texts and reason; it tells nothing about the answer."""
    workload: str
    case: Case
    spec: CheckSpec
    trials: tuple[str, ...]
    """Keys of the trials with that answer; for pairs, the candidates' trials."""
    answer: str
    """See `Label.answer`."""
    texts: tuple[str, ...]
    """The answer; for a pair both answers, in the order in which they are shown."""
    candidate_first: bool
    """Whether the candidate's answer comes first in a pair."""
    drawn: Drawn
    """Why the answer is shown."""

    @property
    def is_pair(self) -> bool:
        """Whether the reviewer compares two answers."""
        return len(self.texts) == 2


class Drawing(Struct, frozen=True, kw_only=True):
    """The random sample of one workload."""

    workload: str
    groups: tuple[str, ...]
    """The groups that are shown, by `Case.cluster`."""
    of: int
    """Number of groups to draw from: those with a score that a detector or panel decides."""
    needed: int | None
    """Fewest groups that can show the margin at a first look, if no pair disagrees; `None`: no
    number of them can."""
    fewest: int | None
    """The same at the next look at labels, if that is known."""
    wanted: int | None
    """Groups that would decide its gates in 80 % of runs if there is no real difference; `None`
    if that is not known, or no labels are needed."""
    hopeless: bool = False
    """Whether labels are needed, but not even labels of all groups are expected to decide."""
    automatic: bool
    """Whether the automatic refusal check is part of the sample."""
    margin: float | None
    """The smallest margin of the gates that such scores feed; `None` if none has one."""


def drawings(plan: Plan, scores: Scores, scope: Scope) -> tuple[Drawing, ...]:
    """The random sample of each workload with scores that a detector or panel decides.

    Args:
        plan: Of the run.
        scores: Its scores, without labels.
        scope: The part of the run that people should label.
    """
    found = []
    for workload in plan.suite.workloads:
        if not scope.holds(workload.id):
            continue
        guessed, margins = _guessed(plan, scores, workload, automatic=scope.sample is not None)
        if not guessed:
            continue
        margin, needs = min(margins, default=None), scope.needs.get(workload.id)
        prompts = most_prompts(workload, plan.candidates)
        confidence = look_confidence(shared_confidence(workload.confidence, prompts), 1)
        needed = None if margin is None else fewest_labels(margin, confidence)
        wanted, fewest = (None, needed) if needs is None else (needs.wanted, needs.fewest)
        order = [group for group in review_order(plan, workload.id) if group in guessed]
        least = len(order) if fewest is None else max(needed or 0, fewest, wanted or 0)
        most = least if scope.sample is None else scope.sample
        found.append(
            Drawing(
                workload=workload.id,
                groups=tuple(order[:most]),
                of=len(order),
                needed=needed,
                fewest=fewest,
                wanted=wanted,
                hopeless=needs is not None and wanted is None,
                margin=margin,
                automatic=scope.sample is not None,
            )
        )
    return tuple(found)


def _guessed(
    plan: Plan, scores: Scores, workload: Workload, *, automatic: bool
) -> tuple[set[str], set[float]]:
    """The groups with a score that a detector or panel decides, and the margins of its gates."""
    cases = {outline.id: outline for outline in workload.outlines}
    groups, margins = set[str](), set[float]()
    for trial in plan.trials:
        if trial.workload != workload.id:
            continue
        specs = {spec.id: spec for spec in cases[trial.case].checks}
        for said in scores.outcomes(trial.key):
            spec = specs.get(said.check)
            if spec is None or (spec.automatic and not automatic):
                continue
            if said.gate and is_guess(said.outcome, spec):
                groups.add(cases[trial.case].cluster)
                margin = workload.gates.get(said.gate, {}).get("margin")
                margins |= {margin} if isinstance(margin, float) and 0.0 < margin < 1.0 else set()
    return groups, margins


def review_queue(
    plan: Plan,
    samples: Mapping[str, Sample],
    scores: Scores,
    drawn: Sequence[Drawing],
    scope: Scope,
) -> tuple[Item, ...]:
    """The items to label, in the order of the review.

    For each workload these are the random sample, every case with a flag, and some other cases on
    which the sides differ, chosen by a hash.

    The random sample keeps its order, so that a reviewer who stops early has still labelled a
    random sample. Flips and flags are mixed in, at places that a hash chooses.

    Args:
        plan: Of the run.
        samples: Trial key to sample.
        scores: Its scores, without labels.
        drawn: Its random samples, from `drawings`.
        scope: The part of the run that people should label.
    """
    read = ReviewTexts(plan, samples)
    by_workload = {one.workload: one for one in drawn}
    first, rest = list[tuple[int, str, list[Item]]](), list[tuple[str, list[Item]]]()
    for workload in plan.suite.workloads:
        if not scope.holds(workload.id):
            continue
        sample, flipped = by_workload.get(workload.id), list[tuple[str, list[Item]]]()
        places = {group: place for place, group in enumerate(sample.groups)} if sample else {}
        for case, trials in _by_case(plan, workload):
            at_random = sample if case.cluster in places else None
            items = _items(plan, case, trials, scores, read, at_random)
            if not items:
                continue
            name = _hash(workload.id, case.id)
            if case.cluster in places and any(item.drawn == "random" for item in items):
                first.append((places[case.cluster], name, items))
            elif any(item.drawn == "flag" for item in items):
                rest.append((name, items))
            else:
                flipped.append((name, items))
        rest += sorted(flipped, key=_place)[: scope.flips]
    return tuple(
        _merged([items for *_, items in sorted(first, key=_place)], sorted(rest, key=_place))
    )


def _place(entry: tuple[object, ...]) -> tuple[object, ...]:
    return entry[:-1]


def _merged(first: list[list[Item]], rest: list[tuple[str, list[Item]]]) -> Iterator[Item]:
    """Mix two lists as if by chance; each keeps its own order."""
    left, right = list(reversed(first)), list(reversed(rest))
    while left or right:
        share = int(_hash(str(len(left)), str(len(right)))[:8], 16) / 16**8
        if right and share * (len(left) + len(right)) >= len(left):
            yield from right.pop()[1]
        else:
            yield from left.pop()


def _by_case(plan: Plan, workload: Workload) -> Iterator[tuple[Case, list[Trial]]]:
    trials: dict[str, list[Trial]] = {}
    for trial in plan.trials:
        if trial.workload == workload.id:
            trials.setdefault(trial.case, []).append(trial)
    for place, outline in enumerate(workload.outlines):
        if outline.id in trials:
            yield workload.cases[place], trials[outline.id]


def _items(
    plan: Plan,
    case: Case,
    trials: list[Trial],
    scores: Scores,
    read: ReviewTexts,
    sample: Drawing | None,
) -> list[Item]:
    """The items of one case: single answers first, then pairs.

    `sample` is the random sample that has the case; `None` if none has it.
    """
    found: dict[str, Item] = {}
    for spec in case.checks:
        said = {
            trial.key: one
            for trial in trials
            for one in scores.outcomes(trial.key)
            if one.check == spec.id
        }
        at_random = sample is not None and (sample.automatic or not spec.automatic)
        why = _why(spec, list(said.values()), at_random=at_random)
        for trial in trials if why else ():
            item = _item(plan, case, spec, trial, read, why)
            if item is not None and trial.key in said:
                before = found.get(item.id)
                keys = (*before.trials, trial.key) if before else item.trials
                found[item.id] = _of_trials(item, keys)
    return sorted(found.values(), key=lambda item: (item.is_pair, item.answer, item.id))


def _why(spec: CheckSpec, said: Sequence[CheckOutcome], *, at_random: bool) -> Drawn | None:
    """Why people should label a check of a case; `None` if they should not."""
    kind = CHECKS.get(spec.name)
    fed = [one for one in said if one.gate and GATES.get(one.gate).kind in _KINDS]
    if not fed or kind.needs == "call" or (spec.automatic and kind.detector is None):
        return None
    values = {one.outcome.value for one in fed}
    why: dict[Drawn, bool] = {
        "random": at_random and any(is_guess(one.outcome, spec) for one in fed),
        "flag": any(is_flag(one) for one in fed),
        "flip": len(values) > 1 and None not in values,
    }
    if kind.orders:
        why["flip"] = bool(values - {0.5, None})
    return next((name for name in _FIRST if why[name]), None)


_KINDS = frozenset({"score", "zero_tolerance"})
"""The gates that checks feed."""


def _item(
    plan: Plan, case: Case, spec: CheckSpec, trial: Trial, read: ReviewTexts, why: Drawn | None
) -> Item | None:
    text, answer = read.text(trial), read.digest(trial, spec)
    if text is None or answer is None or why is None:
        return None
    texts: tuple[str, ...] = (text,)
    turned = False
    if CHECKS.get(spec.name).orders:
        other = read.other(trial)
        if trial.provider == plan.baseline or other is None or other.strip() == text.strip():
            return None
        turned = int(_hash(answer, "order")[0], 16) % 2 == 1
        texts = (other, text) if turned else (text, other)
    return Item(
        id=_id(trial.workload, case.id, spec.id, answer, why),
        workload=trial.workload,
        case=case,
        spec=spec,
        trials=(trial.key,),
        answer=answer,
        texts=texts,
        candidate_first=not turned,
        drawn=why,
    )


def _id(*parts: str) -> str:
    return f"i{_hash(*parts)[:15]}"  # the letter keeps spreadsheets from reading it as a number


def as_exported(items: Sequence[Item]) -> Mapping[str, Item]:
    """Items by id; each item has an id for every reason for which a sheet may have shown it."""
    return {
        again.id: again
        for item in items
        for why in _FIRST
        for again in [
            replace(
                item,
                drawn=why,
                id=_id(item.workload, item.case.id, item.spec.id, item.answer, why),
            )
        ]
    }


def _of_trials(item: Item, trials: tuple[str, ...]) -> Item:
    return replace(item, trials=trials)


def _hash(*parts: str) -> str:
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
