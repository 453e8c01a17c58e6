"""The five calls as a user's code would use them; `mypy --strict` reads it, nothing runs it."""

from __future__ import annotations

from pathlib import Path

import portcheck
from portcheck import compare, load, plan, run, score
from portcheck.errors import ConfigError


def verdicts(suite: Path, folder: str) -> dict[tuple[str, str], str]:
    loaded = load(suite, "providers.yaml")
    planned = plan(loaded, baseline="today", candidates=["other"])
    record = run(planned, folder, environ={"KEY": "x"}, tell=lambda event: None)
    finished: str = record.finished_at
    checks: list[str] = [item.check for item in score(folder)]
    report = compare(Path(folder))
    gates: list[str] = [gate.gate for verdict in report.verdicts for gate in verdict.gates]
    del finished, checks, gates
    return {(item.workload, item.candidate): item.verdict for item in report.verdicts}


def several() -> int:
    try:
        loaded = portcheck.load([Path("a.yaml"), "b.yaml"])
    except ConfigError as error:
        return sum(problem.count for problem in error.problems)
    return len(portcheck.plan(loaded).trials)


version: str = portcheck.__version__
