"""Remove the texts of some cases from a run that leaves this machine.

An answer keeps its tokens, times, served model, finish reason and outcomes of checks, but not its
text, reasoning and tool calls. The question is removed too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.error_classes import Failure
from portcheck.model.chat import Message, Request, Text, Variant, Wording
from portcheck.model.codec import decode_json, encode_json
from portcheck.model.comparison.content import Content
from portcheck.model.judgement import Judgement, Label
from portcheck.model.parity import RunReport
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import Case, Workload
from portcheck.run.labels.overlay import ReviewTexts

LEFT_OUT = "(left out)"
Place = tuple[str, str]
"""Workload and case."""


def left_out(plan: Plan, report: RunReport, content: Content) -> frozenset[Place]:
    """The cases whose texts `content` removes."""
    if content == "all":
        return frozenset()
    every = {(w.id, case.id) for w in plan.suite.workloads for case in w.outlines}
    if content == "flips":
        every -= {(flip.workload, flip.case) for flip in report.flips}
    return frozenset(every)


def trials_of(plan: Plan, places: Collection[Place]) -> dict[str, Trial]:
    """The trials of these cases, by key."""
    return {trial.key: trial for trial in plan.trials if (trial.workload, trial.case) in places}


def textless_plan(plan: Plan, places: Set[Place]) -> Plan:
    """The plan without the questions of these cases; their hashes stay in its trials.

    Prompt variants of a workload keep their texts only if one of its cases does.
    """
    workloads = tuple(_textless_workload(workload, places) for workload in plan.suite.workloads)
    return replace(plan, suite=replace(plan.suite, workloads=workloads))


def _textless_workload(workload: Workload, places: Set[Place]) -> Workload:
    bare = replace(
        workload,
        cases=tuple(
            _textless_case(case) if (workload.id, case.id) in places else case
            for case in workload.cases
        ),
    )
    if any((workload.id, case.id) not in places for case in workload.outlines):
        return bare
    variants = (workload.variants or {}).items()
    textless = {provider: tuple(map(_textless_variant, each)) for provider, each in variants}
    return replace(bare, variants=textless or UNSET)


def _textless_variant(variant: Variant) -> Variant:
    texts = ("system", "user", "replaced_system", "replaced_user")
    stated = [name for name in texts if getattr(variant, name) is not UNSET]
    return replace(variant, **dict.fromkeys(stated, LEFT_OUT))


def _textless_case(case: Case) -> Case:
    wordings = {
        provider: {name: Wording(sampling=one.sampling) for name, one in each.items()}
        for provider, each in (case.variants or {}).items()
    }
    request = _textless_request(case.request)
    return replace(case, request=request, vars={}, variants=wordings or UNSET)


def _textless_request(request: Request) -> Request:
    turns = request.turns if request.turns is UNSET else tuple(map(_textless, request.turns))
    return Request(
        messages=tuple(map(_textless, request.messages)),
        system=None if request.system is None else LEFT_OUT,
        sampling=request.sampling,
        ordinal=request.ordinal,
        turns=turns,
        history=request.history,
        keep=request.keep,
    )


def _textless(message: Message) -> Message:
    return Message(role=message.role, content=(Text(text=LEFT_OUT),))


class Lines(NamedTuple):
    """The lines of a run folder's files, without the texts of some trials."""

    before: ReviewTexts
    """Reads the texts of an answer that a reviewer saw."""
    after: ReviewTexts
    """Reads what is left of these texts."""
    plan: Plan
    trials: Mapping[str, Trial]
    """The trials without texts, by key."""

    @classmethod
    def of(cls, plan: Plan, samples: Mapping[str, Sample], places: Collection[Place]) -> Lines:
        """The lines without the texts of these cases."""
        trials = trials_of(plan, places)
        bare = {key: textless_sample(samples[key]) for key in trials if key in samples}
        return cls(
            before=ReviewTexts(plan, samples),
            after=ReviewTexts(plan, bare),
            plan=plan,
            trials=trials,
        )

    def samples(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the lines of samples.jsonl."""
        for line in lines:
            sample = decode_json(Sample, line)
            bare = sample.trial in self.trials
            yield encode_json(textless_sample(sample)) + b"\n" if bare else line

    def judgements(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the lines of judgements.jsonl, without reasons and errors, which quote answers."""
        for line in lines:
            said = decode_json(Judgement, line)
            textless = replace(said, reason="", failure=_textless_failure(said.failure))
            yield encode_json(textless) + b"\n" if said.trial in self.trials else line

    def labels(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the lines of labels.jsonl, each with the digest of what is left of its answer."""
        for line in lines:
            label = decode_json(Label, line)
            trial = self.trials.get(label.trial)
            yield line if trial is None else encode_json(self._bound(label, trial)) + b"\n"

    def _bound(self, label: Label, trial: Trial) -> Label:
        specs = {spec.id: spec for spec in self.plan.case(trial).checks}
        spec = specs.get(label.check)
        answer = label.answer
        if spec is not None and self.before.digest(trial, spec) == answer:
            answer = self.after.digest(trial, spec) or answer
        return replace(label, answer=answer, note="")


def textless_sample(sample: Sample) -> Sample:
    """The sample without any text of a model or a vendor."""
    completion, failure = sample.completion, sample.failure
    if failure is not None:
        return replace(sample, failure=_textless_failure(failure))
    if completion is None:
        return sample
    signal = completion.refusal_signal and replace(completion.refusal_signal, detail=None)
    bare = replace(
        completion,
        text=LEFT_OUT,
        refusal_text=None if completion.refusal_text is None else LEFT_OUT,
        reasoning_text=None,
        tool_calls=(),
        refusal_signal=signal,
        error=_textless_failure(completion.error),
        loop=UNSET,
    )
    return replace(sample, completion=bare, kept=UNSET)


def _textless_failure(failure: Failure | None) -> Failure | None:
    return failure and replace(failure, message=LEFT_OUT, hint="")


def is_textless(sample: Sample) -> bool:
    """Whether `textless_sample` would change nothing."""
    return textless_sample(sample) == sample


def each_line(pieces: Iterable[tuple[Sequence[bytes], int]]) -> Iterator[bytes]:
    """The lines of a file that is read in pieces."""
    for lines, _ in pieces:
        yield from lines


Rewritten = Callable[[Iterable[bytes]], Iterator[bytes]]
