"""Compute the exit code of a run by the precedence in `docs/exit-codes.md`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from types import MappingProxyType

from portcheck.errors import ExitCode
from portcheck.model.comparison.verdict_names import WORST_FIRST, VerdictName
from portcheck.model.parity import Verdict
from portcheck.run.store.folder import RunRecord

CODES: Mapping[VerdictName, ExitCode] = MappingProxyType(
    {
        "safe": ExitCode.OK,
        "conditional": ExitCode.CONDITIONAL,
        "inconclusive": ExitCode.INCONCLUSIVE,
        "unsafe": ExitCode.UNSAFE,
    }
)


def exit_code(decided: Iterable[Verdict], record: RunRecord) -> ExitCode:
    """The exit code of a run: 130 if interrupted, 4 if incomplete, else that of its verdicts."""
    if record.interrupted:
        return ExitCode.INTERRUPTED
    if record.incomplete:
        return ExitCode.INCOMPLETE
    return verdicts_code({verdict.verdict for verdict in decided})


def verdicts_code(names: Set[str]) -> ExitCode:
    """The exit code of a finished run with these verdicts: that of the worst one."""
    return next((CODES[name] for name in WORST_FIRST if name in names), ExitCode.OK)
