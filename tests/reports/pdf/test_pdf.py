"""The format: every report can be written, and it is what its contract says."""

from __future__ import annotations

import io
import subprocess
import sys

import page
import pytest
from builders import make_flip, make_mixed_report, make_report
from pypdf import PdfReader

from portcheck.plugins import REPORTS
from portcheck.reports import pdf


def text(data: bytes) -> str:
    reader = PdfReader(io.BytesIO(data))
    return " ".join(" ".join(each.extract_text() for each in reader.pages).split())


def test_the_registry_has_it_and_knows_what_it_takes() -> None:
    found = REPORTS.get("pdf")

    assert found is pdf.REPORT
    assert (found.binary, found.module, found.extra) == (True, "typst", "pdf")


@pytest.mark.slow
def test_a_report_with_every_verdict_conforms_and_has_the_same_bytes_twice() -> None:
    data = pdf.render(make_mixed_report())

    assert page.validate_pdf_bytes(data, profile="ua1").is_compliant
    assert data == pdf.render(make_mixed_report())
    for word in ("safe", "conditional", "unsafe", "inconclusive", "To sign", "Contents"):
        assert word in text(data)


def test_a_report_without_a_verdict_can_be_written() -> None:
    assert "No verdict was reached." in text(pdf.render(make_report(verdicts=())))


def test_answers_are_shown_beside_each_other() -> None:
    found = text(pdf.render(make_report(flips=(make_flip(),))))

    assert "You billed my card twice this month." in found
    assert "expected billing" in found


@pytest.mark.slow
def test_only_writing_one_loads_the_typesetter() -> None:
    code = (
        "import sys; from portcheck.plugins import REPORTS; REPORTS.get('pdf');"
        "sys.exit('typst' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
