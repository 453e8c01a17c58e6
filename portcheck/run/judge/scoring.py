"""Score samples with the checks of their cases. Pure except for plugins."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.detectors.extraction import scored
from portcheck.detectors.parts import asking_parts, walk
from portcheck.errors import StoreError, UsageError
from portcheck.model.codec import digest
from portcheck.model.completion import Completion
from portcheck.model.run import KeptOutcome, Plan, Sample, Trial
from portcheck.model.score import Outcome
from portcheck.model.suite import Case, CheckSpec
from portcheck.parity.check_evidence import Speaking
from portcheck.plugins import CHECKS, GATES, CheckKind, Context, Needs
from portcheck.run.answers.repeats import Repeats
from portcheck.run.code.consent import require_consent
from portcheck.run.code.runner import CodeError, CodeRunner
from portcheck.run.cost import answer_cost
from portcheck.run.loop.baseline_history import Conversations
from portcheck.run.panel.hearings import FreeOutcomes, Hearing, Hearings
from portcheck.run.panel.judgements import Judgements
from portcheck.run.store.consistency import check_fault
from portcheck.run.store.scores import MOST_KNOWN, CheckOutcome, Scores


def score_samples(
    plan: Plan,
    samples: Mapping[str, Sample],
    judgements: Judgements | None = None,
    *,
    allow_code: bool = False,
) -> Scores:
    """The scores of all samples, in the order of the plan.

    No judge is called: checks that ask judges look their answers up in `judgements`.

    A missing answer has no scores. A request that a candidate rejected as invalid fails every
    check of its case, but breaches nothing. A request that the baseline rejected has no scores, so
    that a misconfigured baseline does not make a candidate look safe. An answer that passes a
    content check of its case complies by that fact: the automatic refusal check asks no detector
    about it.

    Args:
        plan: Of the run.
        samples: Trial key to sample.
        judgements: What judges said about the answers.
        allow_code: Allow functions of the suite to run.

    Raises:
        UsageError: A check of a plug-in or a function of the suite crashed, or functions of the
            suite are not allowed to run. A built-in check that crashes raises its own error.
        StoreError: The plan is damaged: a check has arguments that no suite can give it.
    """
    require_consent(plan, allowed=allow_code)
    with CodeRunner(plan.suite.code or {}) as runner:
        return _scored_samples(plan, samples, Scorer(plan, samples, judgements, runner))


def _scored_samples(plan: Plan, samples: Mapping[str, Sample], scorer: Scorer) -> Scores:
    scores = Scores()
    for trial in plan.trials:
        sample = samples.get(trial.key)
        if sample is None:
            continue
        if sample.completion is not None:
            case = plan.case(trial)
            found = scorer.answered(trial, case, sample.completion)
            scores.add(trial.key, found if sample.kept is UNSET else _as_kept(found, sample, case))
        elif sample.failure and not sample.failure.missing and trial.provider != plan.baseline:
            scores.add(trial.key, scorer.rejected(plan.case(trial), sample.failure.message))
    return scores


class OriginalScorer:
    """Scores an answer that holds a key in its original form, before the key is hidden.

    The outcomes are stored without reasons, which may quote the key; later scorings use them.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self._plan, {})

    def with_outcomes(self, trial: Trial, sample: Sample, unredacted: Completion) -> Sample:
        """The sample with the outcomes of its checks for the original answer.

        If a check crashes, the sample is returned without outcomes; the scoring of the run then
        uses the stored answer and reports the crash.
        """
        case = self._plan.case(trial)
        try:
            found = self._scorer.answered(trial, case, unredacted)
        except Exception:  # noqa: BLE001 - calls are in flight; the scoring reports it later
            return sample
        specs = {spec.id: spec for spec in case.checks}
        kept = (
            KeptOutcome(
                check=one.check,
                made_by=_made_by(specs[one.check]),
                outcome=replace(one.outcome, reason=_AS_IT_CAME),
            )
            for one in found
            if not _scores_the_stored_answer(specs[one.check])
        )
        return replace(sample, kept=tuple(kept))


_AS_IT_CAME = "scored in its original form: the answer held a key, which the run folder hides"
_NOT_WHOLE = (
    "the answer held a key, which the run folder hides, and this check did not see the original: "
    "ask again"
)


def _made_by(spec: CheckSpec) -> str:
    return digest(spec)[:16]


def _scores_the_stored_answer(spec: CheckSpec) -> bool:
    """Whether a check needs other answers, judges or code, and so scores only stored answers."""
    kinds = [CHECKS.get(one.name) for one in walk(spec)]
    others = any(kind.needs == "repeats" or kind.attach for kind in kinds)
    return others or bool(asking_parts(spec))


def _as_kept(found: Sequence[CheckOutcome], sample: Sample, case: Case) -> tuple[CheckOutcome, ...]:
    """The scores of an answer whose key is hidden: the stored outcomes where there are any."""
    said = {(one.check, one.made_by): one.outcome for one in sample.kept or ()}
    unseen = Outcome(status="unscored", value=None, reason=_NOT_WHOLE)
    specs = {spec.id: spec for spec in case.checks}
    return tuple(
        one
        if _scores_the_stored_answer(specs[one.check])
        else _scored(specs[one.check], said.get((one.check, _made_by(specs[one.check])), unseen))
        for one in found
    )


class _Checks(Struct, frozen=True):
    """The checks of a case, looked up once for all cases that share them."""

    specs: Sequence[CheckSpec]
    each: list[_Check]
    reads_texts_only: bool
    """Whether they read nothing of an answer but `_texts_of`; checks of plug-ins may read more."""
    needs: frozenset[Needs]


class _Check(Struct, frozen=True):
    """A check of a case, with all that is the same for every answer."""

    spec: CheckSpec
    kind: CheckKind
    is_content: bool
    """Whether it checks the content of one answer, and the suite states it, not as a proposal."""
    judges_compliance: bool
    """Whether it is the automatic refusal check, which is skipped for an answer that is right."""
    asking: tuple[CheckSpec, ...]
    """The check itself, or those of its parts, that ask judges."""


class Scorer:
    """Applies the checks of cases to answers; equal answers to a case are checked once."""

    def __init__(
        self,
        plan: Plan,
        samples: Mapping[str, Sample],
        judgements: Judgements | None = None,
        runner: CodeRunner | None = None,
    ) -> None:
        self._plan = plan
        self._judgements = judgements or Judgements()
        self._hearings = Hearings(plan, samples, self._free)
        self._runner = runner
        self._repeats = Repeats(plan, samples)
        self._conversations = Conversations(plan, samples)
        self._prices = {spec.id: spec.price for spec in plan.providers}
        self._speaking = {w.id: Speaking(w.outlines) for w in plan.suite.workloads}
        self._looked_up: dict[tuple[str, int], _Checks] = {}
        """Workload and `id()` of the list of checks, to the checks."""
        self._case: Case | None = None
        self._checks = _Checks((), [], reads_texts_only=True, needs=frozenset())
        self._answers: dict[Hashable, tuple[CheckOutcome, ...]] = {}

    def answered(
        self, trial: Trial, case: Case, completion: Completion
    ) -> tuple[CheckOutcome, ...]:
        """The outcomes of a case's checks for an answer."""
        self._turn_to(trial, case)
        acted = completion.tool_calls or completion.loop is not UNSET
        if acted or not self._checks.reads_texts_only:
            return tuple(self._outcomes(trial, self._context(trial, case, completion)))
        texts = _texts_of(completion)
        found = self._answers.get(texts)
        if found is None:
            context = self._context(trial, case, completion)
            found = self._answers[texts] = tuple(self._outcomes(trial, context))
        return found

    def hearings(self, trial: Trial, case: Case, completion: Completion) -> Iterator[Hearing]:
        """Yield the questions about an answer for the judges of its checks."""
        self._turn_to(trial, case)
        for check in self._checks.each:
            if check.asking and not self._is_decided(check, trial, completion):
                for part in check.asking:
                    hearing = self._hearings.of(trial, part, completion)
                    if hearing is not None:
                        yield hearing

    def _is_decided(self, check: _Check, trial: Trial, completion: Completion) -> bool:
        """Whether a composition needs no judge, because its other parts decide it."""
        if check.kind.composition is None:
            return False
        context = self._context(trial, self._plan.case(trial), completion)
        return self._apply(check, context).status != "unscored"

    def _turn_to(self, trial: Trial, case: Case) -> None:
        if case is not self._case:
            self._case = case
            self._checks = self._checks_of(trial.workload, case)
            self._answers.clear()

    def _free(self, trial: Trial, completion: Completion) -> FreeOutcomes:
        """The outcomes of the suite's own checks that ask no judges, for the current case."""
        context = self._context(trial, self._plan.case(trial), completion)
        return [
            (check.spec, self._apply(check, context))
            for check in self._checks.each
            if not check.asking and not check.spec.automatic
        ]

    def _context(self, trial: Trial, case: Case, completion: Completion) -> Context:
        """The context that all checks of a case share, with the first one as its check."""
        needs = self._checks.needs
        return Context(
            spec=case.checks[0],
            request=self._conversations.asked(trial, case, completion),
            completion=completion,
            cost_usd=answer_cost(completion, self._prices[trial.provider])
            if "call" in needs
            else None,
            run_code=self._runner,
            others=self._repeats.others(trial) if "repeats" in needs else (),
        )

    def _checks_of(self, workload: str, case: Case) -> _Checks:
        place, specs = (workload, id(case.checks)), case.checks
        found = self._looked_up.get(place)
        if found is None or found.specs is not specs:
            each = [self._check(self._speaking[workload], spec) for spec in specs]
            kinds = [CHECKS.get(one.name) for spec in specs for one in walk(spec)]
            needs = frozenset(kind.needs for kind in kinds if kind.needs is not None)
            built_in = all(CHECKS.is_built_in(kind.name) for kind in kinds)
            judged = any(check.asking for check in each)
            plain = built_in and not needs and not judged
            found = _Checks(specs, each, reads_texts_only=plain, needs=needs)
            if len(self._looked_up) < MOST_KNOWN:
                self._looked_up[place] = found
        return found

    def _check(self, speaking: Speaking, spec: CheckSpec) -> _Check:
        return _Check(
            spec=spec,
            kind=CHECKS.get(spec.name),
            is_content=not spec.automatic
            and spec.proposed is UNSET
            and not CHECKS.get(spec.name).orders
            and speaking.of(spec) == "content",
            judges_compliance=bool(spec.automatic) and spec.name == "refusal",
            asking=asking_parts(spec),
        )

    def _outcomes(self, trial: Trial, context: Context) -> Iterator[CheckOutcome]:
        right, declined = "", context.completion.declined
        for check in self._checks.each:
            if right and check.judges_compliance:
                outcome = _complies(right)
            elif check.asking and check.kind.composition is None:
                hearing = self._hearings.of(trial, check.spec, context.completion)
                if hearing is None:
                    continue
                outcome = self._apply(check, hearing.with_votes(self._judgements))
            elif check.asking:
                outcome = self._apply(check, self._with_votes(check, trial, context))
            else:
                outcome = self._apply(check, context)
            if check.is_content and outcome.status == "passed":
                right = "" if declined else check.spec.id
            yield _scored(check.spec, outcome)

    def _with_votes(self, check: _Check, trial: Trial, context: Context) -> Context:
        """The context of a composition with the judges' votes on its parts."""
        found = {}
        for part in check.asking:
            hearing = self._hearings.of(trial, part, context.completion)
            if hearing is not None:
                found[part.id] = hearing.with_votes(self._judgements).votes
        return replace(context, part_votes=found)

    def _apply(self, check: _Check, context: Context) -> Outcome:
        """Apply a check to an answer; a crash is raised, because an unscored answer looks clean."""
        kind, spec, case = check.kind, check.spec, self._case
        try:
            return scored(kind, replace(context, spec=spec))
        except CodeError as exc:
            name = "" if case is None else case.id
            raise UsageError(
                f"the check {spec.id!r} of the case {name!r}: {exc.message}",
                hint="correct it, then score the run again with --checks and --allow-code; the "
                "answers are kept",
            ) from exc
        except Exception as exc:
            name = "" if case is None else case.id
            if fault := check_fault(spec, kind):
                raise StoreError(
                    f"plan.json is damaged: the check {spec.id!r} of the case {name!r}: {fault}"
                ) from exc
            place = f"the check {spec.id!r} crashed on an answer to the case {name!r}"
            origin = CHECKS.origin(spec.name)
            if origin is None:
                exc.add_note(place)
                raise
            raise UsageError(
                f"{place}: {type(exc).__name__}: {exc}",
                hint=f"it comes from {origin.distribution} {origin.version}: correct it there, "
                "then score the run again; the answers are kept",
            ) from exc

    def rejected(self, case: Case, message: str) -> tuple[CheckOutcome, ...]:
        """The outcomes of a case whose request the provider rejected as invalid."""
        return tuple(_scored(spec, _rejected(spec, message)) for spec in case.checks)


def _texts_of(answer: Completion) -> Hashable:
    """All that built-in checks read of an answer without tool calls."""
    return (
        answer.text,
        answer.finish_reason,
        answer.refusal_text,
        answer.refusal_signal,
        answer.reasoning_text,
    )


def _scored(spec: CheckSpec, outcome: Outcome) -> CheckOutcome:
    return CheckOutcome(check=spec.id, gate=spec.fed_gate, outcome=outcome)


def _complies(check: str) -> Outcome:
    return Outcome(
        status="passed",
        value=1.0,
        reason=f"complies, because it passes {check}",
        label="full_compliance",
    )


def _rejected(spec: CheckSpec, message: str) -> Outcome:
    if GATES.get(spec.gate).kind == "zero_tolerance":
        return Outcome(status="unscored", value=None, reason="the request was rejected")
    return Outcome(
        status="failed", value=0.0, reason=f"the provider rejected the request: {message}"
    )
