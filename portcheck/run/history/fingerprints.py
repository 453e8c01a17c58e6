"""Fingerprint the cases, checks and answers of a run as numbers of 8 bytes.

The ledger compares fingerprints to find out whether two runs share a case and whether an answer is
new, so it needs no text of a suite or an answer.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

from msgspec import UNSET, Struct, field

from portcheck.detectors.parts import asking_parts, detectors_in
from portcheck.model.codec import encode_json
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import CheckSpec, Workload

Fingerprints: TypeAlias = "array[int]"
"""An array of type `Q`, 8 bytes each."""
Panel: TypeAlias = tuple[tuple[str, str], ...]
"""Vendor and model of each judge, sorted."""


class RunFingerprints(Struct, frozen=True, kw_only=True):
    """The fingerprints of a run for one workload and one candidate."""

    cases: Fingerprints
    """The request of every case that has an answer."""
    checks: Fingerprints
    """The same cases, each with its checks."""
    answers: Fingerprints
    """Request, repeat, side and content of every answer, without times and ids."""
    served: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """The models that the baseline and the candidate report, sorted; empty if not known."""
    limits: str = ""
    """Digest of the workload's confidence and limits."""


class CountedAnswers(NamedTuple):
    """The answers of one workload and candidate in the ledger; fields as in `RunFingerprints`."""

    answers: Fingerprints
    served: tuple[tuple[str, ...], tuple[str, ...]]


class _Side(Struct):
    """What one provider answered in one workload."""

    answers: Fingerprints = field(default_factory=lambda: array("Q"))
    served: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)


class FingerprintCollector:
    """Collects the fingerprints of a run answer by answer."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        places = ((w.id, spec.id) for w in plan.suite.workloads for spec in plan.providers)
        self._sides = {place: _Side() for place in places}

    def add(self, trial: Trial, sample: Sample) -> None:
        """Add the sample of a trial; missing answers are left out.

        Call it at most once for each trial with an answer.
        """
        said = _content(sample)
        if said is None:
            return
        side = self._sides[trial.workload, trial.provider]
        role = trial.provider == self._plan.baseline
        answer = encode_json((trial.request_hash, trial.repeat, role, said))
        side.answers.append(_fingerprint(answer))
        side.cases.add(trial.case)
        if sample.completion is not None and sample.completion.served_model:
            side.served.add(sample.completion.served_model)

    def fingerprints(self) -> dict[tuple[str, str], RunFingerprints]:
        """The fingerprints of the run, by workload and candidate."""
        plan, sides, requests = self._plan, self._sides, _requests(self._plan)
        return {
            (w.id, candidate): _combine(
                w,
                _panel(plan, w),
                requests[w.id],
                sides[w.id, plan.baseline],
                sides[w.id, candidate],
            )
            for w in plan.suite.workloads
            for candidate in plan.candidates
        }


def fingerprint_run(
    plan: Plan, samples: Mapping[str, Sample]
) -> dict[tuple[str, str], RunFingerprints]:
    """The fingerprints of a run, by workload and candidate; reads each sample once."""
    found = FingerprintCollector(plan)
    for trial in plan.trials:
        sample = samples.get(trial.key)
        if sample is not None:
            found.add(trial, sample)
    return found.fingerprints()


def fingerprint_counted_run(
    plan: Plan, counted: Mapping[tuple[str, str], CountedAnswers | None]
) -> dict[tuple[str, str], RunFingerprints] | None:
    """The fingerprints of a run by workload and candidate, made from answers in the ledger.

    Returns:
        `None` if the ledger may lack answers: a pair is not counted, or has fewer answers than
        calls.
    """
    cases: dict[tuple[str, str], list[str]] = {}
    for trial in plan.trials:
        cases.setdefault((trial.workload, trial.provider), []).append(trial.case)
    requests, workloads = _requests(plan), {one.id: one for one in plan.suite.workloads}
    found = {}
    for (name, candidate), known in counted.items():
        asked = cases.get((name, plan.baseline), []), cases.get((name, candidate), [])
        if known is None or not asked[1] or len(known.answers) != sum(map(len, asked)):
            return None
        before = _Side(known.answers, set(known.served[0]), set(asked[0]))
        after = _Side(served=set(known.served[1]), cases=set(asked[1]))
        workload = workloads[name]
        panel = _panel(plan, workload)
        found[name, candidate] = _combine(workload, panel, requests[name], before, after)
    return found


def check_fingerprints(plan: Plan, workload: Workload) -> dict[str, int]:
    """Case id to the fingerprint of the case with its checks, as in `RunFingerprints.checks`."""
    requests = _requests(plan)[workload.id]
    panel = _panel(plan, workload)
    known: dict[int, int] = {}
    found = {}
    for outline in workload.outlines:
        if outline.id in requests:
            said = known.get(id(outline.checks))
            if said is None:
                said = known[id(outline.checks)] = _fingerprint(_checks(outline.checks, panel))
            found[outline.id] = case_fingerprint(requests[outline.id]) ^ said
    return found


def case_fingerprint(request_hash: str) -> int:
    """The fingerprint of a case: the first 8 bytes of the SHA-256 of its request."""
    return int(request_hash.rpartition(":")[2][:16], 16)


def limits_digest(workload: Workload) -> str:
    """Digest of a workload's gate limits, confidence and `max_missing`."""
    said = encode_json((workload.gates, workload.confidence, workload.max_missing))
    return blake2b(said, digest_size=8).hexdigest()


def _requests(plan: Plan) -> dict[str, dict[str, str]]:
    """Workload id to case id to the hash of its plain request; variants do not make other cases."""
    found = {w.id: dict[str, str]() for w in plan.suite.workloads}
    for trial in plan.trials:
        if not trial.variant:
            found[trial.workload][trial.case] = trial.request_hash
    return found


def _combine(
    workload: Workload, panel: Panel, requests: Mapping[str, str], before: _Side, after: _Side
) -> RunFingerprints:
    cases, checks = array("Q"), array("Q")
    known: dict[int, int] = {}  # many cases share their checks
    for outline in workload.outlines if after.cases else ():
        if outline.id not in after.cases and outline.id not in before.cases:
            continue
        said = known.get(id(outline.checks))
        if said is None:
            said = known[id(outline.checks)] = _fingerprint(_checks(outline.checks, panel))
        case = case_fingerprint(requests[outline.id])
        cases.append(case)
        checks.append(case ^ said)
    return RunFingerprints(
        cases=cases,
        checks=checks,
        answers=before.answers + after.answers if after.cases else array("Q"),
        served=(tuple(sorted(before.served)), tuple(sorted(after.served))),
        limits=limits_digest(workload),
    )


def _content(sample: Sample) -> object:
    """The content of an answer; `None` if the answer is missing."""
    answer = sample.completion
    if answer is not None:
        signal = answer.refusal_signal
        return (
            answer.text,
            answer.refusal_text,
            answer.finish_reason,
            None if signal is None else signal.kind,
            tuple(
                [(call.name, call.arguments_raw or call.arguments) for call in answer.tool_calls]
            ),
        )
    failure = sample.failure
    return None if failure is None or failure.missing else failure.error_class


def _panel(plan: Plan, workload: Workload) -> Panel:
    """The vendors and models of a workload's judges."""
    named = workload.panel.judges if workload.panel else ()
    judges = (spec for spec in plan.judges or () if spec.id in named)
    return tuple(sorted((spec.vendor, spec.model or spec.id) for spec in judges))


def _checks(specs: Iterable[CheckSpec], panel: Panel) -> bytes:
    """All that decides the outcome of checks: their settings, detectors and judges."""
    return encode_json([_settings(spec, panel) for spec in specs])


def _settings(spec: CheckSpec, panel: Panel) -> tuple[object, ...]:
    """The settings of a check that affect its outcome.

    Newer settings come last and only where they are set, so the fingerprints of earlier runs stay
    valid.
    """
    said = (spec.name, spec.arguments, spec.fed_gate, spec.expect, _detector(spec))
    judges = panel if asking_parts(spec) else ()
    more = {"extract": spec.extract, "json": spec.json, "turn": spec.turn, "judges": judges}
    stated = {name: value for name, value in more.items() if value is not UNSET and value != ()}
    return (*said, stated) if stated else said


def _detector(spec: CheckSpec) -> str | None:
    return ", ".join(detectors_in(spec)) or None


def _fingerprint(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big")
