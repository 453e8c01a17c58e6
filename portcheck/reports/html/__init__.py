"""One self-contained page for people who never open a terminal."""

from portcheck.reports.html.page import REPORT

__all__ = ["REPORT"]
