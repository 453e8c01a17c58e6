"""Render a Word document for red-lining: the content of the PDF as editable text."""

from __future__ import annotations

from portcheck.model.parity import RunReport
from portcheck.plugins import ReportFormat
from portcheck.reports.docx.writing import written
from portcheck.reports.paper.document import document


def render(report: RunReport) -> bytes:
    """Render the document.

    Raises:
        UsageError: python-docx is not installed.
    """
    return written(document(report))


REPORT = ReportFormat(
    name="docx",
    suffix=".docx",
    summary="A Word document for red-lining (extra `docx`).",
    render=render,
    binary=True,
    module="docx",
    extra="docx",
)
