from __future__ import annotations

from datetime import date

import pytest

from portcheck.model.exposure.scan_finding import ScanFinding
from portcheck.model.exposure.scan_report import CoveringWorkload, FilesRead, ScanReport
from portcheck.scan.exposure import report
from portcheck.scan.finding.source import look

READ = FilesRead(files=1, lines=1, bytes=1, skipped={}, examples={})
DAY = date(2026, 11, 28)


def workload(name: str, vendor: str, service: str | None, model: str | None) -> CoveringWorkload:
    return CoveringWorkload(
        suite="s", workload=name, provider="p", vendor=vendor, service=service, model=model
    )


def scanned(text: str, *workloads: CoveringWorkload, path: str = "a.py") -> ScanReport:
    findings: list[ScanFinding] = look(path, text.encode())
    return report(".", READ, findings, workloads, DAY)


@pytest.mark.parametrize(
    ("text", "status", "days"),
    [
        ("m = 'gpt-3.5-turbo'", "retired", -36),
        ("m = 'claude-opus-4-1-20250805'", "retired", -115),
        ("m = 'claude-haiku-9-9'", "no date", None),
    ],
)
def test_dates_are_those_of_the_table_on_that_day(text: str, status: str, days: int | None) -> None:
    (use,) = scanned(text).models
    assert (use.status, use.days_left) == (status, days)
    assert bool(use.source) is (status != "no date")


def test_a_model_is_covered_by_a_workload_that_runs_on_it() -> None:
    text = "m = 'gpt-4o'"
    ours = workload("triage", "openai", "openai", "gpt-4o-2024-08-06")
    found = scanned(text, ours)
    assert found.models[0].covered_by == ("s/triage",)
    assert found.uncovered == ()
    assert found.workloads[0].seen


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (workload("w", "openai", "openai", "gpt-4.1"), "on openai: s/w on gpt-4.1"),
        (workload("w", "azure", "azure", "gpt-4o"), "or on its vendor"),
        (workload("w", "anthropic", "anthropic", "claude-opus-4-8"), "or on its vendor"),
        (workload("w", "", None, None), "or on its vendor"),
    ],
)
def test_another_model_or_vendor_does_not_cover_it(other: CoveringWorkload, why: str) -> None:
    found = scanned("m = 'gpt-4o'", other)
    (gap,) = found.uncovered
    assert (gap.kind, gap.name) == ("model", "gpt-4o")
    assert why in gap.why
    assert not found.workloads[0].seen


def test_only_code_needs_an_exit() -> None:
    found = scanned("# gpt-4o\n")
    assert found.uncovered == ()
    assert found.vendors == ()
    assert [place.context for place in found.models[0].elsewhere] == ["comment"]


def test_a_vendor_without_a_model_needs_one_too_unless_it_runs_at_home() -> None:
    found = scanned("import anthropic\nimport vllm\n")
    assert [(gap.kind, gap.name) for gap in found.uncovered] == [("vendor", "anthropic")]
    covered = scanned("import anthropic\n", workload("w", "anthropic", "anthropic", None))
    assert covered.uncovered == ()
    assert covered.workloads[0].seen


def test_vectors_and_fine_tunes_stay_with_their_vendor() -> None:
    text = "import openai\na = 'text-embedding-3-large'\nb = 'ft:gpt-4o-mini-2024-07-18:me::x1'\n"
    found = scanned(text)
    assert {tie.id for tie in found.lock_ins} == {"embeddings", "openai-fine-tunes"}
    assert [gap.why for gap in found.uncovered if gap.name == "text-embedding-3-large"] == [
        "a model for embedding, but suites ask for text"
    ]


def test_a_variable_that_other_products_read_counts_beside_its_vendor_alone() -> None:
    assert scanned("k = os.environ['GOOGLE_API_KEY']").variables == ()
    text = "from google import genai\nk = os.environ['GOOGLE_API_KEY']"
    assert [one.name for one in scanned(text).variables] == ["GOOGLE_API_KEY"]


def test_locked_versions_count_before_those_asked_for() -> None:
    asked = look("requirements.txt", b"openai>=1\n")
    locked = look("uv.lock", b'name = "openai"\nversion = "1.9.1"\n')
    (sdk,) = report(".", READ, asked, (), DAY).sdks
    assert (sdk.versions, sdk.locked) == ((">=1",), False)
    (sdk,) = report(".", READ, [*asked, *locked], (), DAY).sdks
    assert (sdk.versions, sdk.locked) == (("1.9.1",), True)
