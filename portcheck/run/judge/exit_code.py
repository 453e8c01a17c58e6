"""Compute the exit code of a run by the precedence in `docs/exit-codes.md`."""

from __future__ import annotations

from collections.abc import Iterable, Set

from portcheck.errors import ExitCode
from portcheck.model.parity import Verdict
from portcheck.run.store.folder import RunRecord


def exit_code(decided: Iterable[Verdict], record: RunRecord) -> ExitCode:
    """The exit code of a run: 130, then 4, then that of its verdicts."""
    if record.interrupted:
        return ExitCode.INTERRUPTED
    if record.incomplete:
        return ExitCode.INCOMPLETE
    return verdicts_code({verdict.verdict for verdict in decided})


def verdicts_code(names: Set[str]) -> ExitCode:
    """The exit code of a finished run in which these verdicts occur."""
    for name, code in (
        ("unsafe", ExitCode.UNSAFE),
        ("inconclusive", ExitCode.INCONCLUSIVE),
        ("conditional", ExitCode.CONDITIONAL),
    ):
        if name in names:
            return code
    return ExitCode.OK
