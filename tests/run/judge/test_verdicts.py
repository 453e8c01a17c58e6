from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from msgspec.structs import replace
from run_builders import (
    make_case,
    make_completion,
    make_plan,
    make_provider,
    make_suite,
    make_workload,
)

from portcheck.error_classes import Failure
from portcheck.model.chat import Variant, Wording
from portcheck.model.parity import GateResult, Verdict
from portcheck.model.run import Look, Sample, Support
from portcheck.model.suite import CheckSpec, Plugin
from portcheck.plugins import GATES, Evidence
from portcheck.run.judge import gate_evidence
from portcheck.run.judge import verdicts as judging
from portcheck.run.judge.migration_notes import migration_notes
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.nights.values import ClaimNights, Sides
from portcheck.run.plan.build import build_plan


def results(served: dict[str, list[str | None]], cases: int = 100) -> Results:
    """Both providers answer everything right; each case in turn by the next of the models."""
    plan = make_plan(
        make_suite(make_workload("w", [make_case(str(i), content=True) for i in range(cases)]))
    )
    samples = {}
    for number, trial in enumerate(plan.trials):
        models = served.get(trial.provider, [None])
        model = models[number // 2 * len(models) // cases]
        completion = replace(make_completion(), served_model=model)
        samples[trial.key] = Sample(trial=trial.key, completion=completion)
    return Results.of(plan, samples, score_samples(plan, samples))


@pytest.mark.parametrize("provider", ["old", "new"])
def test_a_served_model_that_changes_decides_nothing(provider: str) -> None:
    changed = results({provider: ["m-2026-01", "m-2026-02"]})
    (verdict,) = verdicts(changed, date(2026, 1, 1))
    assert (verdict.verdict, verdict.rule) == ("inconclusive", "served_model_changed")
    said = f"{provider}: 2 different models answered: m-2026-01, m-2026-02."
    assert verdict.reasons[0] == said
    assert said in migration_notes(changed)


def test_one_model_or_none_named_is_no_change() -> None:
    steady = results({"old": ["m"], "new": [None, "m"]})
    assert [verdict.verdict for verdict in verdicts(steady, date(2026, 1, 1))] == ["safe"]


@pytest.mark.parametrize(
    ("answering", "rule"),
    [((), "no_evidence"), (("old",), "too_many_missing"), (("new",), "too_many_missing")],
)
def test_only_where_nobody_answers_there_is_no_evidence(
    answering: tuple[str, ...], rule: str
) -> None:
    whole = results({})
    failed = Failure(error_class="server", message="down")
    samples = {
        trial.key: whole.samples[trial.key]
        if trial.provider in answering
        else Sample(trial=trial.key, failure=failed)
        for trial in whole.plan.trials
    }
    known = Results.of(whole.plan, samples, score_samples(whole.plan, samples))
    (verdict,) = verdicts(known, date(2026, 1, 1))
    assert (verdict.verdict, verdict.rule) == ("inconclusive", rule)


@pytest.mark.parametrize(
    ("look", "alpha"),
    [
        (Look(), 0.04),
        (Look(share=0.8), 0.032),  # the run may stop early
        (Look(prompts=2), 0.02),  # another prompt was tried on these cases
        (Look(share=0.8, prompts=2), 0.016),
    ],
)
def test_a_look_decides_at_what_it_may_spend(look: Look, alpha: float) -> None:
    (verdict,) = verdicts(results({}), date(2026, 1, 1), {("w", "new"): look})
    assert verdict.alpha == pytest.approx(alpha)
    assert verdict.gates[0].confidence == pytest.approx(1.0 - alpha)


LEAK = CheckSpec(name="contains", arguments={"none": ["CANARY"]}, id="leak", gate="security")


def standing(answer: str, then: str, *, region: str = "eu") -> Verdict:
    """The verdict of a night that is no look, on which every answer of the candidate is that."""
    gates = {"task": {"margin": 0.05, "floor": 0.5}, "security": {}}
    cases = [
        replace(case, checks=(*case.checks, LEAK))
        for case in (make_case(str(i), content=True) for i in range(40))
    ]
    workload = make_workload("w", cases, gates=gates, require={"region": {"in": ["eu"]}})
    new = make_provider("new", facts={"region": region})
    plan = build_plan(make_suite(workload), [make_provider("old"), new], baseline="old")
    samples = {
        trial.key: Sample(
            trial=trial.key,
            completion=make_completion("yes" if trial.provider == "old" else answer),
        )
        for trial in plan.trials
    }
    whole = Results.of(plan, samples, score_samples(plan, samples))
    found = [
        GateResult(gate="task", hard=True, outcome="noninferior", scale="difference", detail=then),
        GateResult(gate="security", hard=True, outcome="ok", scale="rate", detail=then),
        GateResult(gate="policy", hard=True, outcome="ok", scale="fact", detail=then),
    ]
    before = Verdict(
        workload="w",
        candidate="new",
        baseline="old",
        verdict="safe",
        rule="all_gates_shown",
        reasons=(),
        conditions=(),
        gates=tuple(found),
    )
    nights = ClaimNights(
        workload="w", candidate="new", night=3, standing=before, standing_run="first"
    )
    place = ("w", "new")
    looks = {place: Look(number=1, night=3, stands="first")}
    (verdict,) = verdicts(whole, date(2026, 1, 1), looks, nights={place: nights})
    return verdict


def test_between_looks_the_last_verdict_stands_but_no_breach_and_no_fact_waits() -> None:
    wrong = standing("no", "as it was")
    details = {gate.gate: gate.detail for gate in wrong.gates}
    assert (wrong.verdict, details["task"], details["security"]) == ("safe", *["as it was"] * 2)
    assert details["policy"] != "as it was"
    assert standing("CANARY", "as it was").rule == "confirmed_breach"
    assert standing("yes", "as it was", region="us").rule == "requirement_violated"


def test_a_candidate_that_is_not_asked_is_judged_by_facts_alone() -> None:
    workload = make_workload("w", [make_case("a")], require={"region": {"in": ["eu"]}})
    new = make_provider("new", facts={"region": "us"})
    plan = build_plan(make_suite(workload), [make_provider("old"), new], baseline="old")
    unasked = replace(
        plan, support=(Support(workload="w", candidate="new", supported=False, reasons=("x",)),)
    )
    known = Results.of(unasked, {}, score_samples(unasked, {}))
    (verdict,) = verdicts(known, date(2026, 1, 1))
    assert verdict.rule == "capability"
    assert {gate.gate for gate in verdict.gates} == {"capability", "policy"}


def decided(monkeypatch: pytest.MonkeyPatch, found: GateResult | Exception) -> Verdict:
    """The verdict where the gate `task` decides that, or crashes, and comes from elsewhere."""

    def decide(_evidence: Evidence) -> GateResult:
        if isinstance(found, Exception):
            raise found
        return found

    gate = replace(GATES.get("task"), decide=decide)
    origin = Plugin(kind="gate", name="task", distribution="acme", version="2")
    elsewhere = SimpleNamespace(origin=lambda _name: origin)
    monkeypatch.setattr(judging, "gates_of", lambda _workload: [gate])
    monkeypatch.setattr(judging, "GATES", elsewhere)
    monkeypatch.setattr(judging, "contestants_judge", lambda *_: "a contestant's vendor judged")
    monkeypatch.setattr(gate_evidence, "language_note", lambda *_: "9 answers are in Finnish")
    (verdict,) = verdicts(results({}), date(2026, 1, 1))
    return verdict


SHOWN = GateResult(gate="other", hard=False, outcome="noninferior", scale="difference")


def test_a_gate_from_elsewhere_that_crashes_has_decided_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verdict = decided(monkeypatch, RuntimeError("a mistake"))
    assert (verdict.verdict, verdict.rule) == ("inconclusive", "gate_not_shown")
    (gate,) = verdict.gates
    assert (gate.outcome, gate.detail) == (
        "inconclusive",
        "the gate failed: RuntimeError: a mistake",
    )


def test_a_gate_cannot_say_that_it_is_another_or_a_softer_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (gate,) = decided(monkeypatch, SHOWN).gates
    assert (gate.gate, gate.hard) == ("task", True)


@pytest.mark.parametrize("labels", [False, True])
def test_labels_that_decide_leave_nothing_to_a_judge_or_to_a_language(
    monkeypatch: pytest.MonkeyPatch, labels: bool
) -> None:
    verdict = decided(monkeypatch, replace(SHOWN, labels_decided=labels))
    (gate,) = verdict.gates
    assert bool(gate.language_note) is not labels
    assert bool(gate.judge_note) is not labels
    assert (verdict.verdict == "safe") is labels


def test_nights_of_the_prompt_itself_say_nothing_about_a_variant() -> None:
    terse = {"new": (Variant(name="terse", system="Be terse."),)}
    cases = [
        replace(
            make_case(str(i), content=True),
            variants={"new": {"terse": Wording(system="Be terse.")}},
        )
        for i in range(8)
    ]
    plan = make_plan(make_suite(make_workload("w", cases, variants=terse)))
    samples = {
        trial.key: Sample(trial=trial.key, completion=make_completion()) for trial in plan.trials
    }
    whole = Results.of(plan, samples, score_samples(plan, samples))
    lost: dict[str, Sides] = {case.id: ((1.0,), (None,)) for case in cases}
    nights = ClaimNights(
        workload="w", candidate="new", night=2, runs=("first",), values={"task": lost}
    )
    for variant, missing in (("", 8), ("terse", 0)):
        chosen = whole.choosing({("w", "new"): variant} if variant else {})
        (verdict,) = verdicts(chosen, date(2026, 1, 1), nights={("w", "new"): nights})
        assert verdict.gates[0].missing_candidate == missing
