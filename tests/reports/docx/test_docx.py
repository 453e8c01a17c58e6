"""The format, from a report."""

from __future__ import annotations

import io

import docx
from builders import make_mixed_report

from portcheck.plugins import REPORTS


def test_a_report_with_every_verdict_can_be_written() -> None:
    found = REPORTS.get("docx")
    data = found.render(make_mixed_report())
    headings = [
        each.text
        for each in docx.Document(io.BytesIO(data)).paragraphs
        if each.style is not None and each.style.name == "Heading 1"
    ]

    assert (found.binary, found.module, found.extra) == (True, "docx", "docx")
    assert headings == ["Decision", "Workloads", "Appendix"]
