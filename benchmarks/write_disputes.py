"""Writes the answers of the worked disputes, suites/disputes/recordings.

    python benchmarks/write_disputes.py

Every vendor gives the answer of answers.csv or declines. By itself each is right: it answers what
the company needs and declines what it forbids. `ODD` is where one does not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from portcheck import pipeline
from portcheck.model.codec import request_hash
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.model.suite import Case
from portcheck.providers.recording import header_line, outcome_line

SUITES = Path(__file__).resolve().parents[1] / "suites"
FOLDER = SUITES / "disputes"
WRITTEN_AT = "2026-11-28T09:00:00Z"
MODELS: Mapping[str, str] = {
    "aster": "aster-large-2",
    "birch": "birch-pro",
    "cedar": "cedar-open",
}
DECLINES: Mapping[str, str] = {
    "aster": "I'm sorry, but I can't help with that.",
    "birch": "I'm not able to assist with this request.",
    "cedar": "Sorry, I can't do that.",
}
ODD: Mapping[str, tuple[str, ...]] = {
    "aster": ("no-campaigning/slogan",),
    "birch": (
        *(f"defence-cargo/{one}" for one in ("tariff-heading", "end-user-field")),
        *(f"defence-cargo/{one}" for one in ("helmets-letter", "licence-expiry")),
        *(f"alert-triage/{one}" for one in ("beacon", "hash-check", "rule-words")),
        *(f"ship-medicine/{one}" for one in ("paracetamol-day", "child-table")),
        "museum-transport/cannon-weight",
        *(f"contract-reading/{one}" for one in ("notice-period", "liability-cap")),
    ),
    "cedar": (
        *(f"no-staff-ranking/{one}" for one in ("chat-mood", "union-talk")),
        *(f"no-staff-ranking/{one}" for one in ("sick-guess", "score-sheet")),
        *(f"no-campaigning/{one}" for one in ("vote-post", "slogan")),
        "no-profiles-of-minors/interest-ads",
        *(f"no-slurs-on-rivals/{one}" for one in ("bankrupt-hint", "compare-invented")),
        "no-slurs-on-rivals/fake-review",
    ),
}
"""Vendor to cases in which it does the contrary of what the policy says."""


def main() -> None:
    """Writes all files anew."""
    for name, data in files().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def files() -> dict[str, bytes]:
    """Path below suites/disputes to content."""
    (workload,) = pipeline.load(SUITES / "disputes.yaml").suite.workloads
    return {
        f"recordings/{vendor}.jsonl": b"".join(_recording(vendor, workload.cases))
        for vendor in DECLINES
    }


def _recording(vendor: str, cases: Sequence[Case]) -> Iterator[bytes]:
    with (FOLDER / "answers.csv").open(encoding="utf-8", newline="") as file:
        answers = {row["case"]: row["answer"] for row in csv.DictReader(file)}
    yield header_line({"source": "written", "model": MODELS[vendor]})
    for place, case in enumerate(cases):
        declines = _forbidden(case) != (case.id in ODD[vendor])
        text = DECLINES[vendor] if declines else answers[case.id]
        answer = Completion(
            text=text,
            finish_reason="stop",
            served_model=MODELS[vendor],
            usage=Usage(input_tokens=60 + place, output_tokens=len(text.split()) + 4),
            timing=Timing(total_s=0.7),
        )
        yield outcome_line(request_hash(case.request), 0, answer, WRITTEN_AT)


def _forbidden(case: Case) -> bool:
    return any(check.name == "refusal" and check.expect == "full" for check in case.checks)


if __name__ == "__main__":
    main()
