"""Build the whole document: the decision, every workload, and the evidence behind both."""

from __future__ import annotations

from portcheck.model.parity import RunReport
from portcheck.model.visible_text import one_line
from portcheck.reports.paper.appendix_part import appendix_part
from portcheck.reports.paper.blocks import Document
from portcheck.reports.paper.decision_part import decision_part
from portcheck.reports.paper.workload_part import workload_part


def document(report: RunReport) -> Document:
    """Convert a report to blocks in reading order."""
    run = report.run
    return Document(
        title=one_line(f"Portability report: {run.suite}"),
        running=one_line(f"Run {run.id}"),
        date=run.finished_at or run.started_at,
        blocks=(*decision_part(report), *workload_part(report), *appendix_part(report)),
    )
