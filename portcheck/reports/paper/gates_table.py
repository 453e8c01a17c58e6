"""Show the gates of one verdict as a table, with each interval drawn against its margin."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.parity import GateResult, Verdict
from portcheck.reports.chart import interval_chart
from portcheck.reports.paper.blocks import Block, Cell, Table, bullets
from portcheck.reports.words.gates import GateText, gate_text, shared_level
from portcheck.reports.words.verdicts import unsaid

_HELD = {"noninferior", "ok"}


def gates_table(verdict: Verdict) -> Iterator[Block]:
    """Yield the table, and notes on the gates that do not hold; nothing without gates."""
    if not verdict.gates:
        return
    texts = [gate_text(gate) for gate in verdict.gates]
    level = shared_level(texts)
    yield Table(
        head=(
            "Gate",
            "Outcome",
            "Today",
            "Candidate",
            f"Difference, {level or 'two-sided'} interval",
            "Against the limit",
            "n",
        ),
        widths=(1.5, 1.7, 1.1, 1.2, 2.4, 2.6, 0.8),
        rows=tuple(
            _row(gate, text, with_level=level is None)
            for gate, text in zip(verdict.gates, texts, strict=True)
        ),
        about=f"Gates of {verdict.workload} with {verdict.candidate}",
    )
    yield from bullets("Notes on the gates", _notes(verdict, texts))


def _row(gate: GateResult, text: GateText, *, with_level: bool) -> tuple[Cell, ...]:
    limit = f"-{text.limit}" if gate.scale == "difference" and text.limit else text.limit
    level = f" ({text.level})" if with_level and text.interval else ""
    return (
        Cell(text=text.gate, note=", ".join(part for part in (text.kind, text.measure) if part)),
        Cell(text=text.outcome),
        Cell(text=text.baseline),
        Cell(text=text.candidate, note=f"floor {text.floor}" if text.floor else ""),
        Cell(text=f"{text.difference} {text.interval}{level}".strip()),
        Cell(
            text="" if not text.limit else f"{text.limit_name} {text.limit}{text.unit}",
            chart=interval_chart(gate, limit),
        ),
        Cell(text=text.n),
    )


def _notes(verdict: Verdict, texts: list[GateText]) -> tuple[str, ...]:
    found = [(text.label, unsaid(text, verdict)) for text in texts if text.outcome not in _HELD]
    return tuple(f"{label}: {'; '.join(lines)}" for label, lines in found if lines)


def statistics_lines(verdict: Verdict) -> tuple[str, ...]:
    """The look at the claim, and the fine print of each gate."""
    texts = [gate_text(gate) for gate in verdict.gates]
    fine = [f"{text.label}: {'; '.join(text.fine_print)}" for text in texts if text.fine_print]
    return (*([verdict.look_meaning] if verdict.look_meaning else []), *fine)
