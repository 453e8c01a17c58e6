"""Ask judges about the answers of a run and store their judgements."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.model.chat import Request
from portcheck.model.codec import request_hash
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.model.judgement import Asking, Judgement, Order, Said
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import Case, ProviderSpec, Suite, Workload
from portcheck.plugins import Provider
from portcheck.run.events import Event, JudgementFinished, RunStarted, SampleFinished
from portcheck.run.execute.lane import Shared
from portcheck.run.execute.runner import run_plan
from portcheck.run.judge.scoring import Scorer
from portcheck.run.panel.call_estimate import planned_judgements
from portcheck.run.panel.hearings import Hearing
from portcheck.run.panel.judgements import Judgements, is_settled
from portcheck.run.plan.preflight import is_live

AT_ONCE = 2000
"""Calls prepared at a time, so that a large run's calls are not all in memory."""
TOO_MANY_FAILURES = 0.5
"""A run is incomplete if more than this share of a judge's calls failed."""
_UNREAD = Completion(text="", finish_reason="other", timing=Timing(total_s=0.0))
"""Stands for an unreadable first reply when a run is resumed."""
_JUDGING = "judging"


class Call(Struct):
    """One call to a judge, and all answers that it judges."""

    judge: str
    sent: str
    """Hash of the first request."""
    order: Order | None
    request: Request
    asking: Asking
    attempt: int
    hearings: list[Hearing]

    @property
    def case(self) -> str:
        """Identifies its request, which is the same for other judges."""
        return f"{self.sent} {self.attempt}"

    @property
    def key(self) -> str:
        """Identifies it among all calls."""
        text = f"{self.judge}\n{self.sent}\n{self.order}\n{self.attempt}"
        return hashlib.sha256(text.encode()).hexdigest()[:24]


class Judging:
    """The remaining judge calls; stores their replies."""

    def __init__(
        self,
        plan: Plan,
        samples: Mapping[str, Sample],
        known: Judgements,
        write: Callable[[Judgement], None],
    ) -> None:
        """`write` stores a judgement and adds it to `known`."""
        self._plan = plan
        self._samples = samples
        self._known = known
        self._write = write
        self._open: dict[tuple[str, str, Order | None], Call] = {}
        """The unfinished calls by judge, hash and order."""

    def calls(self) -> Iterator[Call]:
        """Yield the remaining calls; copy the known judgement of an equal call to its answers."""
        scorer = Scorer(self._plan, self._samples)
        for trial in self._plan.trials:
            sample = self._samples.get(trial.key)
            if sample is None or sample.completion is None:
                continue
            for hearing in scorer.hearings(trial, self._plan.case(trial), sample.completion):
                yield from self._of(hearing)

    def _of(self, hearing: Hearing) -> Iterator[Call]:
        for order in hearing.orders:
            for voter in hearing.context.votes.voters:
                first = hearing.first_request(order)
                if first is None:
                    break
                asking, request = first
                call = self._call(Call(voter.judge, "", order, request, asking, 0, [hearing]))
                if call is not None:
                    yield call

    def _call(self, call: Call) -> Call | None:
        """Return the call unless an equal one is in progress or finished."""
        call.sent = request_hash(call.request)
        said = self._known.of_call(call.judge, call.sent, call.order)
        if said is not None and is_settled(said):
            self._share(said, call.hearings)
            return None
        place = (call.judge, call.sent, call.order)
        if place in self._open:
            self._open[place].hearings += call.hearings
            return None
        if said is not None and said.failure is None:
            call.request, call.attempt = call.asking.send(_UNREAD), 1
        self._open[place] = call
        return call

    def end(self, call: Call, sample: Sample, cost_usd: float | None) -> Judgement:
        """Store the result of a call; `call` then holds the follow-up request, if there is one."""
        said, again = Said(), None
        if sample.completion is not None:
            try:
                again = call.asking.send(sample.completion)
            except StopIteration as end:
                said = end.value or said
        made = replace(_judgement(call, said, sample), cost_usd=cost_usd)
        self._write(made)
        if again is None:
            del self._open[call.judge, call.sent, call.order]
            self._share(made, call.hearings[1:])
        else:
            call.request, call.attempt = again, 1
        return made

    def _share(self, said: Judgement, answers: Iterable[Hearing]) -> None:
        """Copy a judgement to each answer that it applies to and that lacks it."""
        for hearing in answers:
            trial, check = hearing.trial.key, hearing.context.spec.id
            held = self._known.of_answer(trial, check)
            mine = (said.judge, said.order, said.sent)
            if any((one.judge, one.order, one.sent) == mine for one in held):
                continue
            self._write(
                replace(
                    said,
                    trial=trial,
                    check=check,
                    answer=_answer_hash(hearing),
                    baseline=hearing.baseline.key if hearing.baseline else UNSET,
                    usage=Usage(),
                    cost_usd=None,
                    same_as=said.trial if not said.reused_from else UNSET,
                )
            )


def _judgement(call: Call, said: Said, sample: Sample) -> Judgement:
    reply, hearing = sample.completion, call.hearings[0]
    return Judgement(
        trial=hearing.trial.key,
        check=hearing.context.spec.id,
        judge=call.judge,
        rubric=hearing.kind.rubric(hearing.context.spec.arguments),
        answer=_answer_hash(hearing),
        sent=call.sent,
        at=sample.started_at,
        baseline=hearing.baseline.key if hearing.baseline else UNSET,
        order=call.order or UNSET,
        label=said.label,
        reason=said.reason,
        usage=reply.usage if reply else Usage(),
        served_model=reply.served_model if reply else None,
        failure=sample.failure,
        attempt=call.attempt,
    )


def _answer_hash(hearing: Hearing) -> str:
    text = hearing.context.completion.text
    if hearing.context.baseline is not None:
        text = f"{text}\n{hearing.context.baseline.text}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


async def judge_answers(
    plan: Plan,
    judging: Judging,
    known: Judgements,
    judges: Mapping[str, Provider],
    *,
    hear: Callable[[Event], None],
    shared: Shared,
) -> tuple[str, ...]:
    """Make all remaining judge calls within the limits of the run.

    Args:
        plan: the plan of the answers.
        judging: the remaining calls.
        known: the judgements so far, which grow.
        judges: provider id to the open provider.
        hear: gets every event, after the reply was stored.
        shared: budget, limits and clock of the run.

    Returns:
        Why calls were left out, one sentence per judge; empty if none were.
    """
    calls, again, reasons = judging.calls(), list[Call](), dict[str, str]()
    hear(_started(plan, known))
    while not shared.control.draining:
        batch = [*again, *islice((one for one in calls if one.judge not in reasons), AT_ONCE)]
        batch = [call for call in batch if call.judge not in reasons]
        if not batch:
            break
        again = []
        by_key = {call.key: call for call in batch}

        def listen(
            event: Event, by_key: Mapping[str, Call] = by_key, again: list[Call] = again
        ) -> None:
            if isinstance(event, SampleFinished):
                call = by_key[event.trial.key]
                made = judging.end(call, event.sample, event.cost_usd)
                hear(JudgementFinished(judgement=made))
                if call.attempt and not made.attempt:
                    again.append(call)
            elif not isinstance(event, RunStarted):
                hear(event)

        stopped = await run_plan(
            _as_plan(plan.judges or (), batch),
            judges,
            tell=listen,
            live=frozenset(spec.id for spec in plan.judges or () if is_live(spec)),
            policy=shared.policy,
            control=shared.control,
            shared=shared,
        )
        reasons |= {reason.partition(": ")[0]: reason for reason in stopped}
    return (*reasons.values(), *_failing(known, reasons))


def _started(plan: Plan, known: Judgements) -> RunStarted:
    planned = planned_judgements(plan)
    settled = [said.judge for said in known if is_settled(said)]
    names = [spec.id for spec in plan.judges or ()]
    return RunStarted(
        planned={name: planned[name] for name in names},
        done={name: min(planned[name], settled.count(name)) for name in names},
    )


def _failing(known: Judgements, named: Mapping[str, str]) -> Iterator[str]:
    for judge, paid in known.paid.items():
        if judge not in named and paid.failed > TOO_MANY_FAILURES * paid.calls:
            yield f"{judge}: {paid.failed} of {paid.calls} calls failed"


def _as_plan(judges: Iterable[ProviderSpec], batch: Iterable[Call]) -> Plan:
    """A plan of the calls, with one case per request and one trial per call."""
    specs, calls = tuple(judges), list(batch)
    cases = {call.case: Case(id=call.case, checks=(), request=call.request) for call in calls}
    suite = Suite(name=_JUDGING, workloads=(Workload(id=_JUDGING, cases=tuple(cases.values())),))
    trials = tuple(
        Trial(
            key=call.key,
            workload=_JUDGING,
            case=call.case,
            provider=call.judge,
            repeat=0,
            ordinal=0,
            request_hash=call.sent,
        )
        for call in calls
    )
    names = [spec.id for spec in specs]
    return Plan(
        suite=suite,
        providers=specs,
        baseline=names[0],
        candidates=tuple(names[1:]),
        trials=trials,
        adapt="all",
    )
