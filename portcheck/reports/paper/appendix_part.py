"""Build the appendix: the evidence behind the first pages, how to read it, and its origin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from portcheck.model.comparison.verdict_names import BEST_FIRST
from portcheck.model.numbers import count, number, score
from portcheck.model.parity import Flip, RunReport, Verdict
from portcheck.reports import duties
from portcheck.reports.decision.options import options
from portcheck.reports.paper.blocks import (
    Block,
    Bullets,
    Cell,
    Heading,
    Paragraph,
    Table,
    bullets,
    cells,
    heads,
)
from portcheck.reports.paper.gates_table import statistics_lines
from portcheck.reports.paper.workload_part import evidence_of
from portcheck.reports.words.exit_plan import exit_summary, moves
from portcheck.reports.words.method import (
    CONTENT_SAID,
    GLOSSARY,
    GLOSSARY_TITLE,
    LIMITS,
    LIMITS_TITLE,
    STATISTICS,
)
from portcheck.reports.words.names import Names, name_of, provider_names
from portcheck.reports.words.panels import TITLE, judge_lines
from portcheck.reports.words.people import PEOPLE, people_lines
from portcheck.reports.words.policies import POLICIES, policy_head, policy_lines
from portcheck.reports.words.verdicts import (
    EXIT_MEANING,
    HOW_TO_READ,
    MEANING,
    by_severity,
    provider_facts,
    reasons,
    run_facts,
)

_SHOWN = 3
"""Most answers of the best target that are shown in each direction."""
_LETTERS = 600
"""Most characters of a question or an answer."""


def appendix_part(report: RunReport) -> Iterator[Block]:
    """Yield the whole appendix, the deciding parts first."""
    yield Heading(text="Appendix", level=1, new_page=True)
    yield from _comparisons(report)
    yield from _answers(report)
    yield from _exits(report)
    yield from _policies(report)
    yield from _section("Findings on the way", report.findings)
    yield from _section(PEOPLE, people_lines(report.people) if report.people else ())
    yield from _section(TITLE, judge_lines(report))
    yield from _duties(report)
    yield from _statistics(report)
    yield from _reading(report)
    yield from _run(report)


def _section(title: str, lines: Sequence[str]) -> tuple[Block, ...]:
    return (Heading(text=title, level=2), *bullets("", lines)) if lines else ()


def _comparisons(report: RunReport) -> Iterator[Block]:
    """Yield every candidate but the best, which the part on workloads leaves out."""
    names, best = provider_names(report), _best(report)
    others = [one for one in report.verdicts if (one.workload, one.candidate) not in best]
    if others:
        yield Heading(text="The other comparisons", level=2)
    for verdict in by_severity(others):
        yield Heading(text=f"{_move(verdict, names)}: {verdict.verdict}", level=3)
        said = [f"{verdict.rule_meaning}."] if verdict.rule_meaning else []
        yield Paragraph(text=" ".join([*said, *reasons(verdict)]))
        yield from evidence_of(report, verdict)


def _answers(report: RunReport) -> Iterator[Block]:
    """Yield the first answers that changed, more for the best target than for the others."""
    names, best = provider_names(report), _best(report)
    shown = [
        (verdict, flips)
        for verdict in report.verdicts
        if (flips := _first(report, verdict, all_=(verdict.workload, verdict.candidate) in best))
    ]
    if shown:
        yield Heading(text="Answers that changed", level=2)
    for verdict, flips in shown:
        yield Heading(text=_move(verdict, names), level=3)
        yield Paragraph(text=_how_many(report, verdict))
        yield _side_by_side(flips, verdict, names)


def _best(report: RunReport) -> set[tuple[str, str]]:
    return {(each.workload, each.best.candidate) for each in options(report) if each.best}


def _move(verdict: Verdict, names: Names) -> str:
    return f"{verdict.workload} to {name_of(names, verdict.candidate).title}"


def _first(report: RunReport, verdict: Verdict, *, all_: bool) -> list[Flip]:
    """The flips to show; empty if the report holds no texts."""
    most = _SHOWN if all_ else 1
    found = [*report.flips_of(verdict, "loss")[:most]]
    found += report.flips_of(verdict, "gain")[: most if all_ else 0]
    return [flip for flip in found if flip.question or flip.candidate_answer]


def _how_many(report: RunReport, verdict: Verdict) -> str:
    lost, won = (len(report.flips_of(verdict, way)) for way in ("loss", "gain"))
    return f"{count(lost, 'case')} lost, {number(won)} gained; the run folder has all of them."


def _side_by_side(flips: Iterable[Flip], verdict: Verdict, names: Names) -> Table:
    today, then = (name_of(names, name).title for name in (verdict.baseline, verdict.candidate))
    return Table(
        head=heads("Case", "Question", today, then),
        widths=(1.5, 2.5, 2.5, 2.5),
        rows=tuple(
            (
                Cell(
                    text=flip.case,
                    note=f"{flip.direction}, {flip.gate}: {score(flip.baseline_value)}"
                    f" to {score(flip.candidate_value)}",
                ),
                *cells(_cut(flip.question), _cut(flip.baseline_answer)),
                Cell(text=_cut(flip.candidate_answer), note=_cut(flip.reason)),
            )
            for flip in flips
        ),
        about=f"Answers of {today} and {then}",
    )


def _cut(text: str) -> str:
    left = len(text) - _LETTERS
    return text if left <= 0 else f"{text[:_LETTERS]} [{number(left)} more characters]"


def _exits(report: RunReport) -> Iterator[Block]:
    plan = report.exit_plan
    if plan is None:
        return
    yield from _section("Exit plan", exit_summary(plan))
    yield from bullets("What each move is worth", moves(plan))


def _policies(report: RunReport) -> Iterator[Block]:
    names = provider_names(report)
    if report.policies:
        yield Heading(text=POLICIES, level=2)
    for found in report.policies or ():
        yield from bullets(policy_head(found), policy_lines(found, names))


def _duties(report: RunReport) -> Iterator[Block]:
    """Yield the duties that reviewers ask about, and what the run shows."""
    yield Heading(text=duties.TITLE, level=2)
    yield Paragraph(text=duties.NOTE)
    yield Table(
        head=heads("Asked for", "What this run shows", "What it does not show"),
        widths=(3, 3, 2),
        rows=tuple(
            (
                Cell(text=f"{row.text}, {row.reference}", strong=True, note=row.asks),
                Cell(text=row.shows, note=row.where),
                Cell(text=row.not_shown),
            )
            for row in duties.duty_rows(report)
        ),
        about=duties.TITLE,
    )


def _statistics(report: RunReport) -> Iterator[Block]:
    """Yield the statistics of the best targets, which the part on workloads shows."""
    names, best = provider_names(report), _best(report)
    found = [
        (verdict, lines)
        for verdict in report.verdicts
        if (verdict.workload, verdict.candidate) in best and (lines := statistics_lines(verdict))
    ]
    if found:
        yield Heading(text="Statistics of the best targets", level=2)
        yield from (Paragraph(text=said) for said in STATISTICS)
    for verdict, lines in found:
        yield from bullets(_move(verdict, names), lines)


def _reading(report: RunReport) -> Iterator[Block]:
    yield Heading(text="How to read this", level=2)
    yield Bullets(
        title="The verdicts",
        items=tuple(f"{name}: {MEANING[name]}." for name in BEST_FIRST),
    )
    for said in HOW_TO_READ:
        yield Paragraph(text=said)
    terms = tuple(f"{term}: {meaning}" for term, meaning in GLOSSARY)
    yield from bullets(GLOSSARY_TITLE, terms)
    yield from bullets(LIMITS_TITLE, LIMITS)
    if report.content:
        yield Paragraph(text=CONTENT_SAID[report.content])
    meaning = EXIT_MEANING.get(report.exit_code, "unknown")
    yield Paragraph(text=f"The exit code of the run was {report.exit_code}: {meaning}.")


def _run(report: RunReport) -> Iterator[Block]:
    yield Heading(text="Where this comes from", level=2)
    yield _facts("The run", (*run_facts(report.run), *_digest(report)))
    for name, facts in provider_facts(report.run):
        yield Heading(text=f"Provider {name}", level=3)
        yield _facts(f"Provider {name}", facts)


def _digest(report: RunReport) -> tuple[tuple[str, str], ...]:
    return (("Digest of the findings", report.digest),) if report.digest else ()


def _facts(about: str, facts: Iterable[tuple[str, str]]) -> Table:
    return Table(
        head=("Fact", "Value"),
        widths=(1.0, 3.2),
        rows=tuple(cells(key, value) for key, value in facts),
        about=about,
    )
