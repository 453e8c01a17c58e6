"""Build the first page, the table of contents, and the table that people sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from portcheck.model.numbers import count, number
from portcheck.model.parity import RunReport
from portcheck.reports.decision.answers import answers
from portcheck.reports.decision.first_page import FirstPage, Move, first_page
from portcheck.reports.decision.matrix import Cell as MatrixCell
from portcheck.reports.decision.matrix import Matrix, Row
from portcheck.reports.decision.terms import Term
from portcheck.reports.paper.blocks import (
    Block,
    Cell,
    Contents,
    Heading,
    Paragraph,
    Table,
    bullets,
    heads,
)
from portcheck.reports.words.since import SINCE, since_lines
from portcheck.reports.words.waivers import WAIVERS

COLUMNS = 5
"""Most candidates side by side on one page; the others follow in further tables."""
_NONE_JUDGED = "No verdict was reached."


def decision_part(report: RunReport) -> tuple[Block, ...]:
    """Build the part that a decision maker reads and signs."""
    page = first_page(report)
    return (
        Heading(text="Decision", level=1),
        *(Paragraph(text=said, leading=True) for said in page.sentences or (_NONE_JUDGED,)),
        _five_answers(page),
        *_matrices(page.matrix),
        *_lists(report, page),
        *_moves(page.moves),
        Contents(title="Contents"),
    )


def _why(page: FirstPage, subject: str) -> str:
    return "The others" if len(page.leaving) == 1 else f"The others of {subject}"


def _five_answers(page: FirstPage) -> Table:
    return Table(
        head=("Question", "Answer"),
        widths=(1.0, 4.0),
        rows=tuple(
            (
                Cell(text=each.question),
                Cell(
                    text=each.short, strong=True, note="\n".join((*each.lines, *_left(each.more)))
                ),
            )
            for each in answers(page)
        ),
        about="The decision in five answers",
    )


def _left(more: int) -> tuple[str, ...]:
    return (f"{number(more)} more below",) if more else ()


def _lists(report: RunReport, page: FirstPage) -> Iterator[Block]:
    for each in page.leaving:
        yield from bullets(_why(page, each.subject), each.why)
    yield from bullets("Exit coverage", page.coverage)
    yield from bullets("Single points of failure", tuple(each.line for each in page.hanging))
    yield from bullets("What the moves cost a month", page.cost)
    yield from bullets("What is unknown", page.unknown)
    yield from bullets("Conditions to accept or settle", _terms(page.accept))
    yield from bullets(WAIVERS, page.waivers)
    yield from bullets("Changes the cutover needs", _terms(page.change))
    yield from bullets("What was not run", page.not_run)
    yield from bullets(SINCE, since_lines(report))


def _terms(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(term.line for term in terms)


def _matrices(matrix: Matrix) -> Iterator[Table]:
    """Yield tables of workloads by candidates, with as many columns as fit on a page."""
    for start in range(0, len(matrix.columns), COLUMNS):
        part = slice(start, start + COLUMNS)
        names = matrix.columns[part]
        spare = COLUMNS - len(names) if len(matrix.columns) > COLUMNS else 0
        yield Table(
            head=heads("Workload", *(name.title for name in names)),
            widths=(1.8 + spare, *(1.0 for _ in names)),
            rows=tuple(_matrix_row(row, row.cells[part]) for row in matrix.rows),
            about="Verdict of each workload with each candidate",
        )


def _matrix_row(row: Row, judged: Sequence[MatrixCell]) -> tuple[Cell, ...]:
    today = f"on {row.runs_on.title}"
    note = f"{row.criticality}, {today}" if row.criticality else today
    return (
        Cell(text=row.workload, note=note),
        *(
            Cell(text=cell.verdict or "not judged", verdict=cell.verdict, note=cell.note)
            for cell in judged
        ),
    )


def _moves(moves: Sequence[Move]) -> Iterator[Block]:
    """Yield a table with a line for each workload, and room for a signature."""
    signed = [move for move in moves if move.to]
    if not signed:
        return
    yield Heading(text="To sign", level=2)
    yield Paragraph(
        text="Each line is one move to the best target found. The owner of the workload writes "
        "the decision, a name and a date."
    )
    yield Table(
        head=("Workload", "From", "To", "Verdict", "Decision", "Name, date, signature"),
        widths=(2.0, 2.0, 2.0, 1.5, 1.4, 2.4),
        rows=tuple(_move(move) for move in signed),
        to_fill=True,
    )


def _move(move: Move) -> tuple[Cell, ...]:
    return (
        Cell(text=move.workload, note=f"owner: {move.owner}" if move.owner else ""),
        Cell(text=move.from_),
        Cell(text=move.to),
        Cell(
            text=move.verdict or "not judged",
            verdict=move.verdict,
            note=count(move.conditions, "condition") if move.conditions else "",
        ),
        Cell(text=""),
        Cell(text=""),
    )
