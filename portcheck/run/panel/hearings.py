"""Make the questions to judges about the answers of a run, and read their replies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from portcheck.model.chat import Request
from portcheck.model.codec import request_hash
from portcheck.model.completion import Completion
from portcheck.model.judgement import Asking, Judgement, Order, Voter, Votes
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.score import Outcome, Status
from portcheck.model.suite import CheckSpec
from portcheck.parity.check_evidence import Speaking
from portcheck.plugins import CHECKS, GATES, CheckKind, Context
from portcheck.run.loop.baseline_history import Conversations
from portcheck.run.panel.judgements import Judgements
from portcheck.run.panel.voters import voters

FreeOutcomes = Sequence[tuple[CheckSpec, Outcome]]
"""Outcomes of the suite's free checks for one answer."""


class Hearing(Struct, frozen=True):
    """One answer, or one pair, before the judges of one check."""

    trial: Trial
    baseline: Trial | None
    """The other trial of a pair."""
    kind: CheckKind
    context: Context
    """The context with the voters but without their votes."""

    @property
    def orders(self) -> Sequence[Order | None]:
        """In which each judge reads it."""
        return self.kind.orders or (None,)

    def begun(self, order: Order | None) -> tuple[Asking, Request] | None:
        """The questions to one judge and the first of them; `None` if nobody needs to judge."""
        if self.kind.asks is None or not self.kind.leaves_to_judges(self.context):
            return None
        asking = self.kind.asks(self.context, order)
        try:
            return asking, next(asking)
        except StopIteration:
            return None

    def sent(self) -> Iterator[tuple[Order | None, str]]:
        """Each order with the hash of what judges are sent in it."""
        for order in self.orders:
            begun = self.begun(order)
            if begun is not None:
                yield order, request_hash(begun[1])

    def heard(self, known: Judgements) -> Context:
        """The context with the judges' votes on this exact answer."""
        found: list[Judgement] = []
        for order, sent in self.sent():
            for voter in self.context.votes.voters:
                said = known.of_call(voter.judge, sent, order)
                if said is not None:
                    found.append(said)
        votes = replace(self.context.votes, judgements=tuple(found))
        return replace(self.context, votes=votes)


class Hearings:
    """Puts answers before judges: who votes, what the free checks say, which answers are a pair."""

    def __init__(
        self,
        plan: Plan,
        samples: Mapping[str, Sample],
        free: Callable[[Trial, Completion], FreeOutcomes],
    ) -> None:
        """`free` gives what the free checks say about an answer."""
        self._plan = plan
        self._samples = samples
        self._free = free
        self._conversations = Conversations(plan, samples)
        self._speaking: dict[str, Speaking] = {}

    @cached_property
    def _baselines(self) -> Mapping[tuple[str, str, int], Trial]:
        """Workload, case and repeat to the baseline's trial."""
        return {
            (trial.workload, trial.case, trial.repeat): trial
            for trial in self._plan.trials
            if trial.provider == self._plan.baseline
        }

    def of(self, trial: Trial, spec: CheckSpec, answer: Completion) -> Hearing | None:
        """The answer before the judges of a check; `None` if it has no part in what they judge.

        The baseline's answers are no pair of their own, and a candidate's without one of the
        baseline is none either.
        """
        kind = CHECKS.get(spec.name)
        other, theirs = None, None
        if kind.orders:
            if trial.provider == self._plan.baseline:
                return None
            other = self._baselines.get((trial.workload, trial.case, trial.repeat))
            theirs = self._answer(other)
            if other is None or theirs is None:
                return None
        votes = Votes(
            voters=self._voters(trial, pair=bool(kind.orders)),
            rules=self._rules(trial, spec, kind, answer),
            baseline_rules="unscored"
            if other is None or theirs is None
            else self._rules(other, spec, kind, theirs),
        )
        context = Context(
            spec=spec,
            request=self._conversations.asked(trial, self._plan.case(trial), answer),
            completion=answer,
            baseline=theirs,
            votes=votes,
        )
        return Hearing(trial, other, kind, context)

    def _voters(self, trial: Trial, *, pair: bool) -> tuple[Voter, ...]:
        plan = self._plan
        if pair:
            return voters(plan, trial.workload, (plan.baseline, trial.provider))
        return voters(plan, trial.workload)

    def _answer(self, trial: Trial | None) -> Completion | None:
        sample = None if trial is None else self._samples.get(trial.key)
        return None if sample is None else sample.completion

    def _rules(self, trial: Trial, spec: CheckSpec, kind: CheckKind, answer: Completion) -> Status:
        """What the free checks say: any that fails decides, and so does one of content that passes.

        For a pair all checks with a score count, for one answer those that feed the same gate.
        """
        stated = spec.arguments
        if not isinstance(stated, Mapping) or not stated.get("when"):
            return "unscored"
        speaking = self._speaking.get(trial.workload)
        if speaking is None:
            workloads = self._plan.suite.workloads
            outlines = next(w.outlines for w in workloads if w.id == trial.workload)
            speaking = self._speaking[trial.workload] = Speaking(outlines)
        free = [
            (other, outcome)
            for other, outcome in self._free(trial, answer)
            if other.fed_gate
            and (
                GATES.get(other.fed_gate).kind == "score"
                if kind.orders
                else other.fed_gate == spec.fed_gate
            )
        ]
        if any(outcome.status == "failed" for _, outcome in free):
            return "failed"
        content = [outcome for other, outcome in free if speaking.of(other) == "content"]
        passed = bool(content) and all(outcome.status == "passed" for outcome in content)
        return "passed" if passed else "unscored"
