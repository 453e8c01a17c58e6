"""Make the requests to judges about the answers of a run, and look their judgements up."""

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
from portcheck.run.panel.judgements import Judgements, require_offered
from portcheck.run.panel.voters import voters

FreeOutcomes = Sequence[tuple[CheckSpec, Outcome]]
"""Outcomes for one answer of the suite's own checks that ask no judges."""


class Hearing(Struct, frozen=True):
    """An answer, or a pair of answers, that the judges of a check must judge."""

    trial: Trial
    baseline: Trial | None
    """The baseline's trial of a pair; `None` for a single answer."""
    kind: CheckKind
    context: Context
    """The context of the check, with the judges that vote but without their votes."""

    @property
    def orders(self) -> Sequence[Order | None]:
        """The orders in which each judge reads a pair; `(None,)` for a single answer."""
        return self.kind.orders or (None,)

    def first_request(self, order: Order | None) -> tuple[Asking, Request] | None:
        """The generator that asks a judge, and its first request; `None` if no judge is needed."""
        if self.kind.asks is None or not self.kind.leaves_to_judges(self.context):
            return None
        asking = self.kind.asks(self.context, order)
        try:
            return asking, next(asking)
        except StopIteration:
            return None

    def sent(self) -> Iterator[tuple[Order | None, str]]:
        """Yield each order with the hash of the request that judges get in it."""
        for order in self.orders:
            first = self.first_request(order)
            if first is not None:
                yield order, request_hash(first[1])

    def with_votes(self, known: Judgements) -> Context:
        """The context with the judges' votes on this exact answer.

        Raises:
            StoreError: A judgement has a label that the check does not offer.
        """
        found: list[Judgement] = []
        for order, sent in self.sent():
            for voter in self.context.votes.voters:
                said = known.of_call(voter.judge, sent, order)
                if said is not None:
                    require_offered(said, self.context.spec)
                    found.append(said)
        votes = replace(self.context.votes, judgements=tuple(found))
        return replace(self.context, votes=votes)


class Hearings:
    """Makes hearings: finds the judges that vote, the other answer of a pair, and free outcomes."""

    def __init__(
        self,
        plan: Plan,
        samples: Mapping[str, Sample],
        free: Callable[[Trial, Completion], FreeOutcomes],
    ) -> None:
        """Prepare the hearings of a run.

        Args:
            plan: Of the run.
            samples: Trial key to sample.
            free: Returns the outcomes for an answer of the checks that ask no judges.
        """
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
        """The hearing of an answer for a check; `None` if judges do not judge this answer.

        For a check of pairs, they judge candidates' answers with an answer of the baseline.
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
        """The status that the free checks give an answer; "unscored" if judges must decide.

        It is "failed" if any of them failed, and "passed" if those that check content passed. For a
        pair all checks of score gates count; for a single answer those that feed the same gate.
        Without `when` in the check, judges decide every answer.
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
