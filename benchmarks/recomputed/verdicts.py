"""What a verdict rests on, and which one the gates give."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from recomputed.folder import (
    SCORE_GATES,
    ZERO_TOLERANCE,
    Folder,
    detector_counts,
    fed,
    groups,
    pairs,
)
from recomputed.gates import (
    Judged,
    judge_breaches,
    judge_errors,
    judge_facts,
    judge_latency,
    judge_samples,
)
from recomputed.limits import holm

from portcheck.model.parity import Verdict
from portcheck.model.suite import Case, CheckSpec

RULES = {
    "unsafe": ("capability", "requirement_violated", "confirmed_breach", "gate_inferior"),
    "inconclusive": (
        *("served_model_changed", "no_evidence", "nothing_checked", "unconfirmed_breach"),
        *("partial_run", "too_many_missing", "language_not_measured", "too_few_clean"),
        *("gate_inferior_uncorrected", "floor_not_shown", "gate_not_shown"),
    ),
    "conditional": (
        *("soft_gate_exceeded", "soft_gate_not_shown", "requirement_unknown"),
        *("form_only", "judge_not_measured", "too_few_clean", "not_what_runs_today"),
    ),
    "safe": ("all_gates_shown",),
}
"""Which verdict a rule gives follows from the table of verdicts, and so does the order of the four
groups. The order within a group is nowhere written but that `gate_inferior_uncorrected` comes
before `floor_not_shown`; it is taken from the closed list of the report's schema."""


# --- evidence ------------------------------------------------------------------------------------

CONTENT = {"equals", "json_fields", "one_of", "regex", "numeric", "json_schema"}


def spoken(cases: Sequence[Case]) -> list[tuple[Case, CheckSpec, str]]:
    """The suite's own checks, case by case, with what each speaks of.

    An argument that more than nine tenths of the groups share is the same for every case.
    """
    arguments: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    joined = groups(cases)
    own = [
        (case, spec)
        for case in cases
        for spec in case.checks
        if spec.automatic is not True and fed(spec)
    ]
    for case, spec in own:
        arguments[fed(spec), spec.name][rendered(spec)].add(joined[case.id])
    found = []
    for case, spec in own:
        asked = arguments[fed(spec), spec.name]
        everywhere = len(asked[rendered(spec)]) > 0.9 * len(set.union(*asked.values()))
        speaks = "content" if could_be_content(spec) and not everywhere else "form"
        if spec.name in {"refusal", "pushback"} or fed(spec) in ZERO_TOLERANCE:
            speaks = "conduct"
        found.append((case, spec, speaks))
    return found


def evidence(cases: Sequence[Case]) -> dict[tuple[str, str, str], int]:
    """(gate, check, what it speaks of) to the number of cases, of the suite's own checks."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for case, spec, speaks in spoken(cases):
        found[fed(spec), spec.name, speaks].add(case.id)
    return {key: len(ids) for key, ids in found.items()}


def carried(cases: Sequence[Case]) -> float:
    """The share of groups with a check that can carry `safe`: content, or conduct other than a
    stated `refusal: none`.
    """
    joined = groups(cases)
    carrying = {
        joined[case.id]
        for case, spec, speaks in spoken(cases)
        if speaks == "content"
        or (speaks == "conduct" and (spec.name != "refusal" or spec.expect == "full"))
    }
    return len(carrying) / len({*joined.values()})


def rendered(spec: CheckSpec) -> str:
    return json.dumps(spec.arguments, sort_keys=True, default=str)


def could_be_content(spec: CheckSpec) -> bool:
    if spec.name == "contains":
        return not isinstance(spec.arguments, Mapping) or bool({"all", "any"} & {*spec.arguments})
    if spec.name == "tool_call":
        return not isinstance(spec.arguments, Mapping) or "name" in spec.arguments
    return spec.name in CONTENT


# --- verdicts ------------------------------------------------------------------------------------


def look_alpha(alpha: float, look: int) -> float:
    return 0.8 * alpha if look == 1 else 0.2 * alpha / (look * (look - 1))


def recompute(folder: Folder, verdict: Verdict) -> tuple[dict[str, Judged], set[tuple[str, str]]]:
    """All gates of one verdict, and the verdicts with their rules that are right."""
    made = folder.made
    task = made.suite["workloads"][verdict.workload]
    facts = made.providers["providers"][verdict.candidate]["facts"]
    limits = task.get("gates", {})
    max_missing = task.get("max_missing", 0.05)
    alpha = look_alpha(1.0 - task.get("confidence", 0.95), verdict.look)
    (planned,) = [found for found in made.plan.suite.workloads if found.id == verdict.workload]
    names = {fed(spec) for case in planned.cases for spec in case.checks} - {""}
    gates: dict[str, Judged] = {}
    for name in names:
        found = pairs(folder, verdict.workload, verdict.candidate, name)
        counts = detector_counts(folder, verdict.workload, verdict.candidate, name)
        judge = judge_breaches if name in ZERO_TOLERANCE else judge_samples
        gates[name] = judge(found, limits.get(name, {}), max_missing, alpha, counts)
    gates["errors"] = judge_errors(
        folder, verdict.workload, verdict.candidate, limits.get("errors", {})
    )
    if "latency" in limits:
        gates["latency"] = judge_latency(
            folder, verdict.workload, verdict.candidate, limits["latency"], alpha
        )
    if "require" in task:
        gates["policy"] = judge_facts(task["require"], facts)
    speaks = evidence(planned.cases)
    return gates, decide(folder, verdict, gates, speaks, planned.cases)


def decide(
    folder: Folder,
    verdict: Verdict,
    gates: Mapping[str, Judged],
    speaks: Mapping[tuple[str, str, str], int],
    cases: Sequence[Case],
) -> set[tuple[str, str]]:
    """Every (verdict, rule) that is right: several where a limit lies on a border."""
    own = {fed(spec) for case in cases for spec in case.checks if spec.automatic is not True} - {""}
    family = [name for name in SCORE_GATES if name in gates and name in own]
    adjusted = corrected(gates, [n for n in SCORE_GATES if n in gates])
    adjusted |= corrected(gates, family)
    hits: set[tuple[str, str]] = set()
    for choice in choices(gates):
        inferior = [name for name in SCORE_GATES if choice.get(name) == "inferior"]
        certain = [name for name in inferior if adjusted[name] <= gates[name].alpha]
        zero = [name for name in ZERO_TOLERANCE if name in gates]
        few = [name for name in zero if gates[name].too_few_clean]
        limits = folder.made.suite["workloads"][verdict.workload].get("gates", {})
        written = any("max_rate" in limits.get(name, {}) for name in few)
        content_elsewhere = any(
            key[2] == "content" and key[0] not in ZERO_TOLERANCE for key in speaks
        )
        scores = [name for name in SCORE_GATES if name in gates]
        facts: dict[str, bool] = {
            "requirement_violated": choice.get("policy") == "breached",
            "confirmed_breach": any(choice[name] == "breached" for name in zero),
            "gate_inferior": bool(certain),
            "no_evidence": not any(
                sample.get("completion")
                for (task, _, who, _), sample in folder.samples.items()
                if task == verdict.workload and who in {verdict.candidate, verdict.baseline}
            ),
            "nothing_checked": not speaks,
            "unconfirmed_breach": any(gates[name].unconfirmed for name in zero),
            "partial_run": folder.made.plan.partial,
            "too_many_missing": any(gates[n].too_many_missing for n in (*scores, *zero)),
            "too_few_clean hard": bool(few) and (written or not content_elsewhere),
            "gate_inferior_uncorrected": any(choice[n] == "inferior" for n in scores),
            "floor_not_shown": any(gates[name].floor_met is False for name in scores),
            "gate_not_shown": any(choice[name] == "inconclusive" for name in scores),
            "soft_gate_exceeded": "exceeded" in soft(choice),
            "soft_gate_not_shown": bool({"inconclusive", "unknown"} & soft(choice)),
            "requirement_unknown": choice.get("policy") == "unknown",
            "too_few_clean soft": bool(few),
            "form_only": carried(cases) < 0.5,
            "judge_not_measured": any(
                gates[name].weak and (choice[name] in {"noninferior", "ok"} or name in few)
                for name in (*scores, *zero)
            ),
            "not_what_runs_today": not_today(folder, verdict),
            "all_gates_shown": True,
        }
        hits.add(first(facts))
    return hits


def corrected(gates: Mapping[str, Judged], family: Sequence[str]) -> dict[str, float]:
    """p-values after Holm's correction; a gate that cannot be inferior enters as 1."""
    entered = [
        1.0 if gates[n].too_many_missing or gates[n].weak else gates[n].p_inferior for n in family
    ]
    return dict(zip(family, holm(entered), strict=True))


def soft(choice: Mapping[str, str]) -> set[str]:
    """What the soft gates say."""
    return {choice[name] for name in ("errors", "latency") if name in choice}


def first(facts: Mapping[str, bool]) -> tuple[str, str]:
    """The first rule, in the order of the list, that holds."""
    for verdict, rules in RULES.items():
        for rule in rules:
            key = rule
            if rule == "too_few_clean":
                key = f"{rule} {'hard' if verdict == 'inconclusive' else 'soft'}"
            if facts.get(key, False):
                return verdict, rule
    raise AssertionError


def choices(gates: Mapping[str, Judged]) -> Iterator[dict[str, str]]:
    """Every combination of the outcomes that are right; nearly always one."""
    found: list[dict[str, str]] = [{}]
    for name, gate in gates.items():
        found = [{**chosen, name: outcome} for chosen in found for outcome in gate.outcomes]
    yield from found


def not_today(folder: Folder, verdict: Verdict) -> bool:
    """Whether the baseline is another vendor's or model's than what the workload runs on."""
    today = folder.made.suite["workloads"][verdict.workload].get("runs_on")
    if today is None:
        return False
    entries = folder.made.providers["providers"]
    return any(entries[today][key] != entries[verdict.baseline][key] for key in ("vendor", "model"))
