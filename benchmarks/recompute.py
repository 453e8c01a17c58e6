"""Recomputes every gate and verdict of random runs, and prints where portcheck says otherwise.

Written from the descriptions of the method alone, on numpy and scipy; of portcheck only the five
public functions, the values that they return, and the counts of a detector's mistakes are used.
What each check said of each answer is taken from `scores.jsonl` as it stands.

    python benchmarks/recompute.py [--runs 500] [--seed 0]

A disagreement names the seed: `--seed N --runs 1` makes that run again.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from recomputed import random_run
from recomputed.folder import Folder
from recomputed.gates import Judged
from recomputed.random_run import Made
from recomputed.verdicts import evidence, look_alpha, recompute

from portcheck.errors import ConfigError
from portcheck.model.parity import GateResult

CLOSE = 1e-6
"""How far limits may lie apart."""


def differences(made: Made) -> Iterator[str]:
    """Where the report says otherwise, one line each."""
    folder = Folder.read(made)
    for verdict in made.report.verdicts:
        where = f"{verdict.workload}, {verdict.candidate}"
        gates, right = recompute(folder, verdict)
        reported = {gate.gate: gate for gate in verdict.gates}
        for name in sorted({*gates, *reported}):
            if name not in gates or name not in reported:
                yield f"{where}, {name}: {'not ' if name in gates else ''}in the report only"
                continue
            for said in gate_differences(gates[name], reported[name]):
                yield f"{where}, {name}: {said}"
        if (verdict.verdict, verdict.rule) not in right:
            yield f"{where}: {verdict.verdict}, {verdict.rule}; recomputed {sorted(right)}"
        alpha = look_alpha(
            1.0 - made.suite["workloads"][verdict.workload].get("confidence", 0.95), verdict.look
        )
        if abs(verdict.alpha - alpha) > 1e-12:
            yield f"{where}: alpha {verdict.alpha}; recomputed {alpha}"
        (task,) = [found for found in made.plan.suite.workloads if found.id == verdict.workload]
        shown = {(e.gate, e.check, e.speaks_of): e.cases for e in verdict.evidence}
        if shown != evidence(task.cases):
            yield f"{where}: evidence {shown}; recomputed {evidence(task.cases)}"


def same(shown: float | None, number: float | None) -> bool:
    """Whether two numbers agree, large ones by their ratio; `None` agrees with itself alone."""
    if shown is None or number is None:
        return shown is number
    return abs(shown - number) <= CLOSE * max(1.0, abs(number))


def gate_differences(gate: Judged, reported: GateResult) -> Iterator[str]:
    if reported.outcome not in gate.outcomes:
        yield f"outcome {reported.outcome}; recomputed {sorted(gate.outcomes)}"
    for name, number in gate.numbers.items():
        shown = getattr(reported, name)
        if not same(shown, number):
            yield f"{name} {shown}; recomputed {number}"
    if gate.floor_met is not None and gate.floor_met != reported.floor_met:
        yield f"floor_met {reported.floor_met}; recomputed {gate.floor_met}"
    for name in ("too_many_missing", "unconfirmed", "hard"):
        if getattr(gate, name) != getattr(reported, name):
            yield f"{name} {getattr(reported, name)}; recomputed {getattr(gate, name)}"
    shown, number = reported.p_inferior, gate.p_inferior
    if shown is not None and min(shown, number) < 0.5 and abs(shown - number) > CLOSE:
        yield f"p_inferior {shown}; recomputed {number}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    agreed, refused = 0, 0
    rules, looks = Counter[tuple[str, str]](), Counter[int]()
    for seed in range(asked.seed, asked.seed + asked.runs):
        with tempfile.TemporaryDirectory() as folder:
            try:
                made = random_run.make(seed, Path(folder))
            except ConfigError as exc:
                refused += 1
                print(f"seed {seed}: no run: {exc}", flush=True)
                continue
            found = list(differences(made))
        rules.update((v.verdict, v.rule) for v in made.report.verdicts)
        looks.update(v.look for v in made.report.verdicts)
        agreed += not found
        for line in found:
            print(f"seed {seed}: {line}", flush=True)
    for (verdict, rule), count in rules.most_common():
        print(f"{count:6} {verdict}, {rule}")
    print("looks:", ", ".join(f"{count} at look {look}" for look, count in sorted(looks.items())))
    judged = asked.runs - refused
    print(f"{refused} of {asked.runs} seeds make a suite with mistakes, and no run")
    print(f"{agreed} of {judged} runs agree in every number, outcome, verdict and rule")
    return int(agreed < judged)


if __name__ == "__main__":
    raise SystemExit(main())
