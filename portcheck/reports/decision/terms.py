"""List what moving takes: conditions to accept, changes to make, and single points of failure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from portcheck.data.vendors import company_name
from portcheck.model.exit_plan import SinglePoint
from portcheck.model.numbers import count
from portcheck.model.parity import RunReport, Verdict
from portcheck.reports.decision.options import Option, options
from portcheck.reports.words.names import name_of, provider_names
from portcheck.reports.words.verdicts import changes
from portcheck.value import Value


class Term(Value, kw_only=True):
    """A condition or a change, and every move that it belongs to."""

    what: str
    """A sentence or a clause."""
    moves: tuple[str, ...]
    """`ticket-triage to Anthropic claude-sonnet-5`."""

    @property
    def line(self) -> str:
        """The moves and the term on one line."""
        return f"{', '.join(self.moves)}: {self.what}"


class Hanging(Value, kw_only=True):
    """Things of which the loss of any one leaves the same workloads without a safe exit."""

    things: tuple[str, ...]
    """`vendor OpenAI`, `key OPENAI_API_KEY`."""
    stranded: tuple[str, ...]

    @property
    def line(self) -> str:
        """The things and the workloads in one sentence."""
        things = " or ".join(self.things)
        have = "has" if len(self.stranded) == 1 else "have"
        those = f"{count(len(self.stranded), 'workload')} {have} no safe exit"
        return f"Without {things}, {those}: {', '.join(self.stranded)}."


def to_accept(report: RunReport) -> tuple[Term, ...]:
    """The conditions of every safe or conditional best target, each listed once."""
    return _terms(report, conditions_of)


def conditions_of(verdict: Verdict, option: Option) -> tuple[str, ...]:
    """The conditions of a verdict, and those that the exit plan adds.

    Changes of requests do not count as conditions here: `to_change` lists them.
    """
    planned = [one.what for one in option.target.conditions] if option.target else []
    changes = {f"change: {change.words}" for change in verdict.changes}
    return tuple(dict.fromkeys([*verdict.conditions, *(w for w in planned if w not in changes)]))


def to_change(report: RunReport) -> tuple[Term, ...]:
    """The changes of requests that these moves need, each listed once."""
    return _terms(report, lambda verdict, _option: changes(verdict))


def _terms(report: RunReport, of: Callable[[Verdict, Option], Iterable[str]]) -> tuple[Term, ...]:
    found: dict[str, list[str]] = {}
    for move, verdict, option in _moves(report):
        for what in of(verdict, option):
            found.setdefault(what, []).append(move)
    return tuple(Term(what=what, moves=tuple(moves)) for what, moves in found.items())


def _moves(report: RunReport) -> Iterator[tuple[str, Verdict, Option]]:
    names = provider_names(report)
    judged = {(each.workload, each.candidate): each for each in report.verdicts}
    for each in options(report):
        best = each.best
        verdict = judged.get((each.workload, best.candidate)) if best else None
        if best is not None and verdict is not None and best.verdict in {"safe", "conditional"}:
            move = f"{each.workload} to {name_of(names, best.candidate).title}"
            yield move, verdict, best


def hanging(report: RunReport) -> tuple[Hanging, ...]:
    """The single points of failure, grouped by the workloads that they strand."""
    found: dict[tuple[str, ...], list[str]] = {}
    for point in report.exit_plan.single_points if report.exit_plan else ():
        found.setdefault(tuple(sorted(point.stranded)), []).append(_thing(point))
    return tuple(
        Hanging(things=tuple(things), stranded=stranded) for stranded, things in found.items()
    )


def _thing(point: SinglePoint) -> str:
    return f"{point.kind} {company_name(point.name) if point.kind == 'vendor' else point.name}"
