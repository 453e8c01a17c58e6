"""Make a digest of a run's findings, which identifies what a person accepted."""

from __future__ import annotations

from hashlib import sha256

from portcheck.model.codec import encode_json
from portcheck.model.parity import GateResult, RunReport, Verdict

_DIGITS = 9
"""Decimals of numbers in the digest; further ones may differ between machines."""


def findings_digest(report: RunReport) -> str:
    """The digest of suite, verdicts, rules and gates of a run: `sha256:` and 64 hexadecimal digits.

    It does not depend on the day on which a run is judged, nor on waivers.
    """
    found = [_verdict(each) for each in report.verdicts]
    data = encode_json((report.run.id, report.run.suite_digest, found))
    return f"sha256:{sha256(data).hexdigest()}"


def _verdict(each: Verdict) -> tuple[object, ...]:
    claim = (each.workload, each.candidate, each.baseline, each.look)
    return (*claim, each.verdict, each.rule, *map(_gate, each.gates))


def _gate(gate: GateResult) -> tuple[object, ...]:
    numbers = (gate.baseline, gate.candidate, gate.difference, gate.ci_low, gate.ci_high)
    return (
        *(gate.gate, gate.outcome, gate.clusters, gate.pairs, gate.missing, gate.floor_met),
        *(None if number is None else round(number, _DIGITS) for number in numbers),
    )
