"""Render a PDF to sign and file: tagged (PDF/UA-1), with contents, bookmarks, page numbers."""

from __future__ import annotations

from portcheck.model.parity import RunReport
from portcheck.plugins import ReportFormat
from portcheck.reports.paper.document import document
from portcheck.reports.pdf.typesetting import typeset


def render(report: RunReport) -> bytes:
    """Render the pages.

    Raises:
        UsageError: typst is not installed.
    """
    return typeset(document(report))


REPORT = ReportFormat(
    name="pdf",
    suffix=".pdf",
    summary="Pages to sign and to file: tagged PDF/UA-1 (extra `pdf`).",
    render=render,
    binary=True,
    module="typst",
    extra="pdf",
)
