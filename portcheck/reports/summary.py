"""Write a short Markdown page for a pull request or the summary of a job, changes first.

It has at most 60 lines and 20 kB for a report of any length; it counts what does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import UnsetType

from portcheck.model.comparison.verdict_names import WORST_FIRST
from portcheck.model.numbers import count, listing
from portcheck.model.parity import RunReport, Verdict
from portcheck.model.visible_text import one_line
from portcheck.plugins import ReportFormat
from portcheck.reports.decision.first_page import FirstPage, first_page
from portcheck.reports.decision.matrix import Row
from portcheck.reports.decision.terms import Term
from portcheck.reports.inert_markdown import escape, table
from portcheck.reports.words.failures import group_line
from portcheck.reports.words.names import name_of, provider_names
from portcheck.reports.words.since import SINCE, since_summary
from portcheck.reports.words.verdicts import EXIT_MEANING, by_severity, reasons, states
from portcheck.value import Value

MOST_LINES = 60
MOST_BYTES = 20_000
_ALL_ROWS = 20
"""Workloads that stay in the table even if other parts must be cut."""
_COLUMNS, _SENTENCES = 8, 4
_NAME, _LINE = 60, 300
"""Most characters of a name in the table, and of a line."""


class _Shown(Value, kw_only=True):
    """The number of shown lines of each part."""

    since: int = 12
    rows: int = 30
    why: int = 15
    before: int = 15

    @property
    def fewer(self) -> _Shown | None:
        """Drop one line of the longest part; `None` if nothing more can be cut."""
        least = {"before": 1, "why": 1, "since": 3, "rows": _ALL_ROWS}
        spare = {name: getattr(self, name) - few for name, few in least.items()}
        name = max(spare, key=lambda one: spare[one])
        if spare[name] <= 0:
            return None
        values = {field: getattr(self, field) for field in least}
        return _Shown(**{**values, name: values[name] - 1})


def render(report: RunReport) -> bytes:
    """Render the whole page as UTF-8."""
    parts = _Parts(report)
    shown = parts.all
    text = parts.page(shown)
    while text.count("\n") > MOST_LINES or len(text.encode()) > MOST_BYTES:
        if (fewer := shown.fewer) is None:
            break
        shown, text = fewer, parts.page(fewer)
    return text.encode()


class _Parts:
    """All lines of each part of a report."""

    def __init__(self, report: RunReport) -> None:
        page = first_page(report)
        self._head = list(_head(report, page))
        self._columns = [_name(each.title) for each in page.matrix.columns]
        worst_first = sorted(page.matrix.rows, key=_severity)
        self._rows = [_row(row) for row in worst_first]
        self._since = since_summary(report)
        self._why = list(_why(report))
        self._before = list(_before(page))
        self._end = _end(report)

    @property
    def all(self) -> _Shown:
        """The number of lines of each part, up to the default limits."""
        most = _Shown()
        return _Shown(
            since=min(most.since, len(self._since)),
            rows=min(most.rows, len(self._rows)),
            why=min(most.why, len(self._why)),
            before=min(most.before, len(self._before)),
        )

    def page(self, shown: _Shown) -> str:
        """The page with this many lines of each part."""
        blocks = [
            self._head[0],
            f"## {SINCE}\n\n{_list(self._since, shown.since)}",
            *self._head[1:],
            self._table(shown.rows),
            _folded("Why", self._why, shown.why),
            _folded("Before a move, and what is not known", self._before, shown.before),
            self._end,
        ]
        return "\n\n".join(block for block in blocks if block) + "\n"

    def _table(self, most: int) -> str:
        if not self._rows:
            return ""
        more = len(self._columns) - _COLUMNS
        head = ["Workload", *self._columns[:_COLUMNS], *([f"{more} more"] if more > 0 else [])]
        rows = [row[: _COLUMNS + 1] + (["..."] if more > 0 else []) for row in self._rows[:most]]
        left = len(self._rows) - most
        return table(head, rows) + (f"\n\nAnd {count(left, 'more workload')}." if left > 0 else "")


def _head(report: RunReport, page: FirstPage) -> Iterator[str]:
    """Yield the title, the decision and its limits, one block each."""
    yield f"# Portability of {_name(report.run.suite)}"
    found = page.sentences or ("No verdict was reached.",)
    yield "\n".join(f"**{_line(said)}**  " for said in found[:_SENTENCES]).rstrip()
    limits = [f"**{_line(state)}**" for state in states(report.run)]
    yield "\n".join(f"{limit}  " for limit in limits[:_SENTENCES]).rstrip()


def _row(row: Row) -> list[str]:
    cells = (
        f"{cell.verdict or 'not judged'}{f' ({cell.note})' if cell.note else ''}"
        for cell in row.cells
    )
    return [_name(row.workload), *cells]


def _severity(row: Row) -> int:
    found = [WORST_FIRST.index(cell.verdict) for cell in row.cells if cell.verdict]
    return min(found, default=len(WORST_FIRST))


def _why(report: RunReport) -> Iterator[str]:
    """Yield a line for each verdict that is not safe, the worst first, then losses by reason."""
    for verdict in by_severity(report.verdicts):
        if verdict.verdict != "safe":
            yield f"{_move(report, verdict)} is {verdict.verdict}: {_reason(verdict)}"
    yield from (
        f"{group.workload} to {group.candidate}: {group_line(group)}"
        for group in report.failures or ()
        if group.kind == "loss"
    )


def _move(report: RunReport, verdict: Verdict) -> str:
    to = name_of(provider_names(report), verdict.candidate).title
    return f"{verdict.workload} to {to}"


def _reason(verdict: Verdict) -> str:
    said = reasons(verdict) or verdict.conditions or (verdict.rule_meaning or verdict.rule,)
    waived = "" if verdict.counted == verdict.verdict else " (a waiver excuses it)"
    more = f" ({len(said) - 1} more)" if len(said) > 1 else ""
    return f"{said[0]}{more}{waived}"


def _before(page: FirstPage) -> Iterator[str]:
    for label, lines in (
        ("accept or settle", map(_term, page.accept)),
        ("change", map(_term, page.change)),
        ("accepted", page.waivers),
        ("not known", page.unknown),
        ("not run", page.not_run),
    ):
        yield from (f"{label}: {line}" for line in lines)


def _term(term: Term) -> str:
    return f"{term.what.rstrip('.')} ({listing(term.moves, 2)})"


def _end(report: RunReport) -> str:
    run, code = report.run, report.process_exit_code
    returned = report.exit_code if isinstance(code, UnsetType) else code
    meaning = EXIT_MEANING.get(report.exit_code, "unknown")
    own = "" if returned == report.exit_code else f", {report.exit_code} without flags and waivers"
    return _line(
        f"Exit code {returned}{own}: {meaning}. Run {run.id}, facts as of {run.as_of}, portcheck"
        f" {run.portcheck_version}."
    )


def _list(lines: Sequence[str], most: int) -> str:
    found = [f"- {_line(line)}" for line in lines[:most]]
    left = len(lines) - most
    return "\n".join(
        [*found, *([f"- {count(left, 'more line')} in the report"] if left > 0 else [])]
    )


def _folded(title: str, lines: Sequence[str], most: int) -> str:
    if not lines:
        return ""
    head = f"<details><summary>{title} ({len(lines)})</summary>"
    return f"{head}\n\n{_list(lines, most)}\n\n</details>"


def _line(text: str) -> str:
    return escape(one_line(text, _LINE))


def _name(text: str) -> str:
    return escape(one_line(text, _NAME))


REPORT = ReportFormat(
    name="markdown",
    suffix=".md",
    summary="A short page for a pull request or a job summary: what changed first.",
    render=render,
)
