"""Test whether a model that only repeats every question would pass a workload."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.detectors.extraction import scored
from portcheck.detectors.parts import asks_judges, detectors_in
from portcheck.detectors.parts import walk as parts
from portcheck.model.chat import Request
from portcheck.model.completion import Completion, Timing
from portcheck.model.numbers import count, number
from portcheck.model.score import Outcome
from portcheck.model.suite import Case, CheckSpec, Workload, sample_of
from portcheck.parity.check_evidence import Speaking
from portcheck.parity.power import clears_floor, smallest
from portcheck.plugins import CHECKS, Context, Gate
from portcheck.run.loop.walk import as_asked, walk
from portcheck.run.plan.sizes import GateSize

MOST_TRIED = 100
"""Most cases of a gate that are tried; of more cases, a fixed random sample."""
MOST_TEXT = 1_000_000
"""Total characters of a gate's questions after which no more cases are tried."""
MOST_UNSCORED = 10
"""Most unscored answers, for example when a pattern takes too long, before the test ends."""
HINT = (
    "check for words of a good answer that are not in the question, for example checks: "
    "[{contains: {any: [shredder, pulp]}}] where it asks how to destroy paper"
)


def echo_warning(
    workload: Workload, speaking: Speaking, sizes: Sequence[GateSize]
) -> tuple[str, str] | None:
    """A warning and a hint if a workload may be safe for a model that repeats every question.

    It may be safe if such answers clear the floor of each score gate that checks feed, and pass all
    cases of the other hard gates. Checks that need judges, a function of the suite or another
    distribution's code count as failed, and so do unscored answers. At most `MOST_TRIED` cases and
    about `MOST_TEXT` characters of each gate are tried, so this is fast for a suite of any size.

    Args:
        workload: a workload whose checks are enough evidence for `safe`.
        speaking: the kind of evidence of its checks.
        sizes: the sizes of the gates that its checks feed.

    Returns:
        Message and hint; `None` if the workload cannot be safe for such a model.
    """
    if any(size.error is not None and size.error.weak for size in sizes):
        return None  # at best `conditional`, whatever is answered
    trial = _Trial(workload, speaking)
    gates = sorted((size.gate for size in sizes if size.gate.hard), key=trial.effort)
    if not all(trial.clears(gate) for gate in gates):
        return None
    passed, tried = trial.passed([gate.name for gate in gates])
    whole = len(workload.outlines)
    share = "" if tried == whole else f" (tried: {number(tried)} of {number(whole)})"
    return (
        "may be `safe` for a model that sends every question back: its checks pass "
        f"{number(passed)} of {count(tried, 'case')} where the answer is the user's last message"
        f"{share}, which is enough for every floor",
        HINT,
    )


def answer_of(request: Request) -> Completion:
    """The answer of a model that repeats every question; in a conversation, each turn."""
    if not request.goes_on:
        return _last_said(request)
    going = walk(request)
    asked = next(going)
    while True:
        try:
            asked = going.send(_last_said(asked))
        except StopIteration as end:
            whole: Completion = end.value
            return whole


def outcomes(case: Case, answer: Completion, specs: Sequence[CheckSpec]) -> Iterator[Outcome]:
    """The outcomes of checks for an answer that costs nothing and is the same in each repeat.

    Checks that need a judge or a function of the suite are unscored.
    """
    context = Context(
        spec=case.checks[0],
        request=as_asked(case.request, answer),
        completion=answer,
        cost_usd=0.0,
        others=(answer,) * (case.repeats - 1),
    )
    for spec in specs:
        yield scored(CHECKS.get(spec.name), replace(context, spec=spec))


def _last_said(request: Request) -> Completion:
    spoken = [message.text for message in request.messages if message.role == "user"]
    return Completion(
        text=spoken[-1] if spoken else "",
        finish_reason="stop",
        timing=Timing(total_s=0.0, first_token_s=0.0),
    )


class _CaseTrial(Struct):
    """A case with the model's answer and its outcomes."""

    case: Case
    answer: Completion
    passed: dict[str, bool] = field(default_factory=dict)
    """Whether each check passed, by its id."""


class _Trial:
    """The test of one workload with answers that repeat the question."""

    def __init__(self, workload: Workload, speaking: Speaking) -> None:
        self._workload = workload
        self._speaking = speaking
        self._places = {case.id: at for at, case in enumerate(workload.outlines)}
        self._tried: dict[str, _CaseTrial] = {}
        self._unscored = 0

    def clears(self, gate: Gate) -> bool:
        """Whether a gate would pass, without a comparison with the baseline."""
        sample = sample_of(self._workload.outlines, gate.name)
        drawn = self._drawn([case.id for case in sample])
        groups = len({case.cluster for case in sample})
        misses = len(drawn) - self._needed(gate, len(drawn), groups)
        for tried in drawn:
            misses -= not self._passes(tried, gate.name)
            if misses < 0 or self._unscored > MOST_UNSCORED:
                return False
        return True

    def effort(self, gate: Gate) -> int:
        """Sort key of gates, the fastest to test first: detectors take time."""
        one = next(case for case in self._workload.outlines if case.feeds(gate.name))
        own = [spec for spec in one.checks if spec.fed_gate == gate.name and not spec.automatic]
        return 1 + any(detectors_in(spec) for spec in own) if own else 3

    def passed(self, gates: Sequence[str]) -> tuple[int, int]:
        """The number of cases that pass all of these gates, and of tried cases."""
        found = [all(self._passes(one, gate) for gate in gates) for one in self._tried.values()]
        return sum(found), len(found)

    def _drawn(self, ids: Sequence[str]) -> list[_CaseTrial]:
        found, text = list[_CaseTrial](), 0
        order = Random(len(ids))  # noqa: S311  # a sample, not a secret
        for name in order.sample(ids, min(MOST_TRIED, len(ids))):
            if name not in self._tried:
                case = self._workload.cases[self._places[name]]
                self._tried[name] = _CaseTrial(case, answer_of(case.request))
            found.append(self._tried[name])
            text += len(found[-1].answer.text)
            if text > MOST_TEXT:
                break
        return found

    def _needed(self, gate: Gate, tried: int, groups: int) -> int:
        """The number of cases that must pass; above `tried` if even all are not enough."""
        floor = self._workload.gates.get(gate.name, gate.defaults or {}).get("floor")
        if floor is None:
            return tried
        alpha = 1.0 - self._workload.confidence

        def clears(passing: int) -> bool:
            share = passing / tried
            counts = ((0.0, (1.0 - share) * groups), (1.0, share * groups))
            return clears_floor(counts, float(floor), alpha, pass_fail=True)

        return smallest(clears, tried) or tried + 1

    def _passes(self, tried: _CaseTrial, gate: str) -> bool:
        """Whether a case passes all its checks that feed a gate."""
        return all(self._passed(tried, spec) for spec in tried.case.checks if spec.fed_gate == gate)

    def _passed(self, tried: _CaseTrial, spec: CheckSpec) -> bool:
        found = tried.passed.get(spec.id)
        if found is None:
            found = self._complies(tried, spec) or self._scored(tried, spec)
            tried.passed[spec.id] = found
        return found

    def _complies(self, tried: _CaseTrial, spec: CheckSpec) -> bool:
        """Whether it is an automatic check of refusals for an answer that is already right."""
        return (
            bool(spec.automatic)
            and spec.name == "refusal"
            and any(
                self._speaking.of(own) == "content" and self._passed(tried, own)
                for own in tried.case.checks
                if own.fed_gate and not own.automatic
            )
        )

    def _scored(self, tried: _CaseTrial, spec: CheckSpec) -> bool:
        if not all(_is_free(part) for part in parts(spec)):
            return False
        (outcome,) = outcomes(tried.case, tried.answer, [spec])
        self._unscored += outcome.status == "unscored"
        return outcome.status == "passed"


def _is_free(spec: CheckSpec) -> bool:
    """Whether a check of this distribution decides it from the answer alone."""
    kind = CHECKS.get(spec.name)
    return CHECKS.is_built_in(spec.name) and kind.attach is None and not asks_judges(spec)
