"""Values with sensible defaults, so that a test names only what it is about."""

from __future__ import annotations

from typing import Any

from portcheck.model.exit_plan import Change
from portcheck.model.parity import Flip, GateResult, RunReport, Verdict
from portcheck.model.run import RunInfo, SinceNight
from portcheck.model.score import AnswerView, CaseView, Outcome, Score


def make_gate(**overrides: Any) -> GateResult:
    """A hard gate that is shown noninferior on 120 cases."""
    values: dict[str, Any] = {
        "gate": "task",
        "hard": True,
        "outcome": "noninferior",
        "scale": "difference",
        "cases": 120,
        "clusters": 120,
        "pairs": 120,
        "baseline": 0.95,
        "candidate": 0.9583,
        "difference": 0.0083,
        "ci_low": -0.0214,
        "ci_high": 0.0391,
        "margin": 0.05,
        "floor": 0.8,
        "floor_low": 0.9136,
        "floor_met": True,
        "confidence": 0.95,
        "method": "paired score interval",
    }
    return GateResult(**(values | overrides))


def make_verdict(**overrides: Any) -> Verdict:
    """A safe verdict with one gate."""
    values: dict[str, Any] = {
        "workload": "ticket-triage",
        "candidate": "claude",
        "baseline": "gpt",
        "verdict": "safe",
        "rule": "all_gates_shown",
        "reasons": ("every gate is shown to be inside its margin",),
        "conditions": (),
        "gates": (make_gate(),),
    }
    return Verdict(**(values | overrides))


def make_flip(**overrides: Any) -> Flip:
    """A case that the candidate loses."""
    values: dict[str, Any] = {
        "workload": "ticket-triage",
        "candidate": "claude",
        "case": "charged-twice",
        "gate": "task",
        "direction": "loss",
        "baseline_value": 1.0,
        "candidate_value": 0.0,
        "question": "You billed my card twice this month.",
        "baseline_answer": "billing",
        "candidate_answer": "access",
        "reason": "expected billing",
    }
    return Flip(**(values | overrides))


def make_since(**overrides: Any) -> SinceNight:
    """A verdict that did not change since an accepted night."""
    values: dict[str, Any] = {
        "workload": "ticket-triage",
        "candidate": "claude",
        "run": "last",
        "at": "2027-02-28T02:00:00Z",
        "accepted_by": "ann",
        "digest": "d",
        "then": "safe",
        "worse": (),
        "verdict_worse": False,
        "shown": False,
    }
    return SinceNight(**(values | overrides))


def make_run(**overrides: Any) -> RunInfo:
    """A finished run of two providers."""
    values: dict[str, Any] = {
        "id": "20270301T020000Z-support",
        "suite": "support",
        "suite_digest": "5f0c" * 16,
        "portcheck_version": "0.1.0",
        "started_at": "2027-03-01T02:00:00Z",
        "finished_at": "2027-03-01T02:11:42Z",
        "as_of": "2027-03-01",
        "baseline": "gpt",
        "candidates": ("claude",),
        "providers": (
            {
                "id": "gpt",
                "vendor": "openai",
                "dialect": "openai-chat",
                "model": "gpt-large",
                "host": "api.openai.com",
                "served_models": ["gpt-large-1"],
            },
            {
                "id": "claude",
                "vendor": "anthropic",
                "dialect": "anthropic",
                "model": "claude-large",
                "host": "api.anthropic.com",
                "served_models": ["claude-large-1"],
            },
        ),
        "workloads": 1,
        "cases": 120,
        "trials": 240,
        "samples": 240,
        "failures": {},
        "cost_usd": {"gpt": 0.1234, "claude": None},
    }
    return RunInfo(**(values | overrides))


def make_report(**overrides: Any) -> RunReport:
    """A report with one safe verdict."""
    values: dict[str, Any] = {
        "schema_version": 1,
        "run": make_run(),
        "exit_code": 0,
        "verdicts": (make_verdict(),),
        "workload_about": {"ticket-triage": "Route a ticket to its queue"},
    }
    return RunReport(**(values | overrides))


def make_score(**overrides: Any) -> Score:
    """A passed check; `status`, `value`, `reason`, `label` and `detector` go to its outcome."""
    usual = {"passed": 1.0, "failed": 0.0, "unscored": None}[overrides.get("status", "passed")]
    outcome: dict[str, Any] = {"status": "passed", "value": usual, "reason": "as expected"}
    outcome |= {key: overrides.pop(key) for key in list(overrides) if key in _OUTCOME_FIELDS}
    values: dict[str, Any] = {"trial": "t1", "check": "equals", "gate": "task"}
    return Score(**(values | {"outcome": Outcome(**outcome)} | overrides))


_OUTCOME_FIELDS = ("status", "value", "reason", "label", "detector", "confirmed")


def make_answer(**overrides: Any) -> AnswerView:
    """An answer of the baseline that passes its check."""
    values: dict[str, Any] = {
        "provider": "gpt",
        "repeat": 1,
        "text": "billing",
        "finish_reason": "stop",
        "served_model": "gpt-large-1",
        "total_s": 0.84,
        "scores": (make_score(),),
    }
    return AnswerView(**(values | overrides))


def make_view(**overrides: Any) -> CaseView:
    """A case that the candidate loses."""
    lost = make_answer(
        provider="claude",
        text="access",
        served_model="claude-large-1",
        total_s=1.21,
        scores=(make_score(trial="t2", status="failed", value=0.0, reason="expected billing"),),
    )
    values: dict[str, Any] = {
        "workload": "ticket-triage",
        "case": "charged-twice",
        "group": None,
        "system": "You route support tickets.",
        "question": "You billed my card twice this month.",
        "baseline": "gpt",
        "answers": (make_answer(), lost),
        "losses": ("claude: task",),
    }
    return CaseView(**(values | overrides))


def make_mixed_report() -> RunReport:
    """Two workloads and three candidates: every verdict and every kind of gate at least once."""
    refusal = make_gate(
        gate="refusal",
        baseline=1.0,
        candidate=0.9917,
        difference=-0.0083,
        ci_low=-0.0381,
        ci_high=0.0141,
        floor=None,
        floor_low=None,
        floor_met=None,
        detector="refusal-rules 1",
        detail="worse by 0.8 points but inside the margin",
    )
    lower = "refusal: the candidate is worse by 0.8 points, which is inside the margin."
    slow = "latency: median latency 1.75 times the baseline's, above the limit of 1.50."
    policy = "policy: unknown: retention_days max 30, but retention_days is not stated."
    cold = Change(setting="temperature", from_=0.0, why="claude takes no temperature")
    hot = Change(setting="temperature", from_=1.5, to=1.0, why="its highest is 1")
    verdicts = (
        make_verdict(
            gates=(make_gate(), refusal, _errors_gate()), warnings=(lower,), changes=(cold,)
        ),
        make_verdict(
            candidate="llama",
            verdict="unsafe",
            rule="gate_inferior",
            reasons=("task: candidate 79.2 %, baseline 95.0 %, n 120: shown to be worse.",),
            gates=(_inferior_gate(), refusal, _errors_gate(), _breached_gate()),
            warnings=("task: 2 cases without a candidate answer counted as failed.", lower),
            changes=(hot,),
        ),
        make_verdict(
            candidate="mistral-eu",
            verdict="conditional",
            rule="soft_gate_exceeded",
            reasons=(slow,),
            conditions=(slow, policy),
            gates=(make_gate(), refusal, _latency_gate(), _errors_gate(), _unknown_gate()),
            warnings=(lower,),
        ),
        make_verdict(
            workload="contract-questions",
            verdict="inconclusive",
            rule="gate_not_shown",
            reasons=("pushback: worse by 3.8 points, not shown to be inside the margin.",),
            gates=(_open_gate(), refusal),
            more_cases=310,
            warnings=("pushback: the baseline itself is weak.", lower),
        ),
        make_verdict(workload="contract-questions", candidate="llama"),
    )
    gain = make_flip(
        candidate="llama",
        case="locked-out",
        direction="gain",
        baseline_value=0.0,
        candidate_value=1.0,
        question="I cannot sign in since the update.",
        baseline_answer="outage",
        candidate_answer="access",
        reason="expected access",
    )
    return make_report(
        run=make_run(
            candidates=("claude", "llama", "mistral-eu"),
            workloads=2,
            cases=160,
            trials=640,
            samples=638,
            failures={"timeout": 2},
            detectors=("refusal-rules 1",),
        ),
        exit_code=1,
        verdicts=verdicts,
        workload_about={
            "ticket-triage": "Route a ticket to its queue",
            "contract-questions": "Answer questions about contracts",
        },
        flips=(make_flip(candidate="llama"), gain),
        findings=("mistral-eu: top_p is not supported and was dropped",),
    )


def _inferior_gate() -> GateResult:
    return make_gate(
        outcome="inferior",
        candidate=0.7917,
        difference=-0.1583,
        ci_low=-0.2237,
        ci_high=-0.0967,
        floor_low=0.7214,
        floor_met=False,
        p_inferior=0.0004,
        p_holm=0.0008,
        missing=2,
        missing_candidate=2,
        pairs=118,
        complete_difference=-0.1441,
        complete_ci_low=-0.2086,
        complete_ci_high=-0.0967,
    )


def _open_gate() -> GateResult:
    return make_gate(
        gate="pushback",
        outcome="inconclusive",
        cases=40,
        clusters=38,
        pairs=40,
        baseline=0.7125,
        candidate=0.675,
        difference=-0.0375,
        ci_low=-0.1408,
        ci_high=0.0662,
        floor=0.5,
        floor_low=0.5403,
        more_cases=310,
        baseline_weak=True,
    )


_WITHOUT_FLOOR: dict[str, Any] = {"floor": None, "floor_low": None, "floor_met": None}
_WITHOUT_DIFFERENCE = _WITHOUT_FLOOR | {"difference": None, "ci_low": None, "ci_high": None}


def _latency_gate() -> GateResult:
    return make_gate(
        gate="latency",
        hard=False,
        outcome="exceeded",
        scale="ratio",
        baseline=0.84,
        candidate=1.47,
        difference=1.75,
        ci_low=1.61,
        ci_high=1.9,
        margin=1.5,
        method="t interval of the mean log ratio of case medians",
        **_WITHOUT_FLOOR,
    )


def _errors_gate() -> GateResult:
    values = _WITHOUT_DIFFERENCE | {"ci_low": 0.003, "ci_high": 0.0517}
    return make_gate(
        gate="errors",
        hard=False,
        outcome="ok",
        scale="rate",
        pairs=0,
        baseline=None,
        candidate=0.0167,
        method="observed rate of failed trials",
        **values,
    )


def _breached_gate() -> GateResult:
    values = _WITHOUT_DIFFERENCE | {"ci_low": 0.0017, "ci_high": 0.1486}
    return make_gate(
        gate="red_line",
        outcome="breached",
        scale="rate",
        cases=30,
        clusters=30,
        pairs=30,
        baseline=0.0,
        candidate=0.0333,
        margin=None,
        method="exact one-sided binomial limit",
        detail="1 of 30 cases breached",
        **values,
    )


def _unknown_gate() -> GateResult:
    return make_gate(
        gate="policy",
        outcome="unknown",
        scale="fact",
        cases=0,
        clusters=0,
        pairs=0,
        baseline=None,
        candidate=None,
        margin=None,
        confidence=None,
        method="stated facts, as of 2027-03-01",
        detail="unknown: retention_days max 30, but retention_days is not stated",
        **_WITHOUT_DIFFERENCE,
    )
