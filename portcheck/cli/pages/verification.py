"""Format the output of `portcheck verify`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from portcheck.model.numbers import count
from portcheck.model.parity import RunReport
from portcheck.model.visible_text import one_line, visible


class Verification(Struct, kw_only=True):
    """The findings about a bundle."""

    sha256: str
    """SHA-256 sum of the archive."""
    signature: str
    """`good`, `bad` or `not_checked`."""
    signed_by: str = ""
    faults: list[str] = field(default_factory=list)
    """Why the bundle does not hold, a sentence each."""
    notes: list[str] = field(default_factory=list)
    """Sentences about what was checked, and caveats."""
    recomputed_from: str = ""
    """`samples`, `scores`, `samples and scores`; "" if nothing could be judged."""
    oldest_answer: str = ""
    report: RunReport | None = None


def lines(found: Verification, bundle: Path) -> Iterator[str]:
    """Yield the lines of the page: the signature, faults, and what was checked."""
    yield _signature(found)
    name = visible(str(bundle))
    if found.faults:
        yield f"{name} does NOT hold: {count(len(found.faults), 'fault')}"
        yield from (f"  - {one_line(fault, 400)}" for fault in found.faults)
    else:
        yield f"{name} holds: no byte has changed, and its verdicts follow from its contents"
    yield f"SHA-256 {found.sha256}"
    yield from found.notes
    report = found.report
    if report is None:
        return
    yield f"run {one_line(report.run.id, 80)}, its oldest answer of {found.oldest_answer}"
    for each in report.verdicts:
        yield f"{each.verdict}: {one_line(each.workload, 80)} with {one_line(each.candidate, 80)}"


def _signature(found: Verification) -> str:
    if found.signature == "good":
        return f"signature: good, by {found.signed_by}, checked by ssh-keygen"
    if found.signature == "bad":
        return "signature: does NOT hold, checked by ssh-keygen"
    return (
        "signature: not checked (--signature and --allowed-signers): somebody who changed the "
        "bundle could have changed its sums too"
    )


def as_json(found: Verification, bundle: Path) -> dict[str, Any]:
    """The findings as JSON."""
    report = found.report
    return {
        "bundle": str(bundle),
        "sha256": found.sha256,
        "holds": not found.faults,
        "signature": found.signature,
        "signed_by": found.signed_by or None,
        "faults": found.faults,
        "notes": found.notes,
        "recomputed_from": found.recomputed_from or None,
        "run": None if report is None else report.run.id,
        "oldest_answer": found.oldest_answer or None,
        "verdicts": [
            {"workload": v.workload, "candidate": v.candidate, "verdict": v.verdict, "rule": v.rule}
            for v in (report.verdicts if report else ())
        ],
    }
