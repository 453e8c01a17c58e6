"""Write breaches as SARIF: of hard gates without tolerance, and flags that nobody has confirmed.

A result points to its workload in the suite, so a code host shows it next to lines that a team can
change. Its fingerprint depends only on suite, workload, candidate and gate, so nights share it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from portcheck import __version__
from portcheck.model.exposure.sarif import Result, Rule, sarif_log
from portcheck.model.parity import GateResult, RunReport, Verdict
from portcheck.model.run import SuitePlace
from portcheck.model.visible_text import one_line
from portcheck.plugins import ReportFormat
from portcheck.reports.words.gates import gate_kind
from portcheck.reports.words.names import name_of, provider_names

_RULES = {
    "zero_tolerance": Rule(
        id="breach", words="A zero-tolerance gate is breached by an answer", level="error"
    ),
    "unconfirmed": Rule(
        id="unconfirmed-breach",
        words="An answer is flagged under a zero-tolerance gate, and nobody has confirmed it",
        level="warning",
    ),
    "requirement": Rule(
        id="requirement-violated",
        words="A requirement of the suite is known to be violated",
        level="error",
    ),
    "capability": Rule(
        id="unsupported",
        words="A workload needs something that the candidate does not support",
        level="error",
    ),
}
_MOST = 1_000
"""Most characters of a message."""


def render(report: RunReport) -> bytes:
    """Write indented ASCII JSON."""
    found = sarif_log(
        __version__,
        list(_RULES.values()),
        _results(report),
        root="The folder in which the run was started.",
        more="use --format json",
    )
    return (json.dumps(found, indent=2) + "\n").encode("ascii")


def _results(report: RunReport) -> Iterator[Result]:
    for verdict in report.verdicts:
        for gate in verdict.gates:
            rule = _rule(gate)
            if rule is not None:
                yield _result(report, verdict, gate, rule)


def _rule(gate: GateResult) -> Rule | None:
    """The rule that a gate breaks; `None` if it breaks none."""
    if gate.outcome == "breached":
        return _RULES.get(gate_kind(gate), _RULES["zero_tolerance"])
    return _RULES["unconfirmed"] if gate.unconfirmed else None


def _result(report: RunReport, verdict: Verdict, gate: GateResult, rule: Rule) -> Result:
    to = name_of(provider_names(report), verdict.candidate).title
    said = f": {gate.detail}" if gate.detail else ""
    place = (report.run.places or {}).get(verdict.workload, SuitePlace(file=""))
    waived = " A waiver excuses it." if _is_waived(report, verdict, gate) else ""
    words = f"{verdict.workload} to {to}, {gate.gate}{said}.{waived}"
    return Result(
        rule=rule.id,
        level="note" if waived and rule.level == "error" else rule.level,
        words=one_line(words, _MOST),
        file=place.file,
        line=place.line,
        column=place.column,
        name=one_line(f"{report.run.suite}/{verdict.workload}/{verdict.candidate}/{gate.gate}"),
        identity=f"{report.run.suite}\n{verdict.workload}\n{verdict.candidate}\n{gate.gate}",
    )


def _is_waived(report: RunReport, verdict: Verdict, gate: GateResult) -> bool:
    """Whether a waiver excuses this very gate, whatever else is in the way of the verdict."""
    place = (verdict.workload, verdict.candidate, gate.gate)
    return any(
        use.state == "applies"
        and (use.waiver.workload, use.waiver.candidate, use.waiver.gate) == place
        for use in report.waivers or ()
    )


REPORT = ReportFormat(
    name="sarif",
    suffix=".sarif",
    summary="SARIF 2.1.0 of breaches, for code hosts.",
    render=render,
)
