"""Show on a terminal what was lost, fails on both sides, or was gained, by reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from portcheck.model.comparison.failure_group import FailureKind
from portcheck.model.comparison.shown_group import ShownChange, ShownGroup
from portcheck.model.numbers import count, number
from portcheck.reports.marked import Piece, marked
from portcheck.reports.terminal.console import NARROW, Page
from portcheck.reports.words.failures import KINDS

_STYLES: Mapping[FailureKind, tuple[str, str]] = MappingProxyType(
    {"loss": ("-", "bold red"), "both": ("=", "bold yellow"), "gain": ("+", "bold green")}
)
"""Sign and style of each kind of group."""
_MARKS = (("[-", "-]"), ("{+", "+}"))
"""Marks around a difference in the baseline's answer, and in the candidate's."""
_PROSE_WIDTH = 100
_LONGEST_QUESTION = 300
_LONGEST_ANSWER = 800
_LONGEST_EQUAL = 160
"""Most characters of a part that both answers share; the middle of longer ones is left out."""


def render_changes(
    groups: Sequence[ShownGroup],
    *,
    baseline: str,
    width: int,
    color: bool,
    ascii: bool = False,  # noqa: A002  # named like the option
) -> str:
    """Show all reasons with their counts, then some cases of each with both answers.

    Args:
        groups: the groups, the worst first.
        baseline: id of the baseline.
        width: columns of the terminal; below 30 counts as 30.
        color: use ANSI colours. Signs mark the differences too.
        ascii: write only ASCII.
    """
    page = Page(width=width, color=color, ascii=ascii)
    return page.render(_parts(page, groups, baseline))


def _parts(page: Page, groups: Sequence[ShownGroup], baseline: str) -> Iterator[RenderableType]:
    if len(groups) > 1:
        for shown in groups:
            yield page.prose(_head(page, shown))
            yield page.prose(_whose(page, shown), 2)
        yield Text("")
    for place, shown in enumerate(one for one in groups if one.changes):
        if place:
            yield Text("")
        yield page.prose(_head(page, shown))
        yield page.prose(_whose(page, shown), 2)
        for change in shown.changes:
            yield from _change(page, change, (baseline, shown.group.candidate))
        if shown.left:
            yield page.prose(page.text(f"{count(shown.left, 'more case')} like these", "dim"), 2)


def _head(page: Page, shown: ShownGroup) -> Text:
    group = shown.group
    sign, style = _STYLES[group.kind]
    what = f"{sign} {KINDS[group.kind]}, {number(group.cases)} of {number(group.of)}"
    why = f"the baseline gives {group.reason}" if group.kind == "gain" else group.reason
    return Text.assemble(Text(what, style=style), ": ", page.line(why), overflow="fold")


def _whose(page: Page, shown: ShownGroup) -> Text:
    group = shown.group
    above = f"; {number(shown.above)} of them above" if shown.above else ""
    return page.line(f"{group.workload}, {group.candidate}, {group.gate}{above}", "dim")


def _change(page: Page, change: ShownChange, sides: tuple[str, str]) -> Iterator[RenderableType]:
    yield page.prose(page.line(change.case, "bold"), 2)
    answers = marked(change.baseline, change.candidate)
    rows = [("asked", _cut(page.text(change.question, "dim"), _LONGEST_QUESTION))]
    rows += [
        (side, _answer(page, pieces, at))
        for at, (side, pieces) in enumerate(zip(sides, answers, strict=True))
    ]
    if change.reason:
        rows.append(("because", page.text(change.reason, "dim")))
    if page.columns < NARROW:
        for label, text in rows:
            yield page.prose(page.line(label, "dim"), 4)
            yield page.prose(text, 6)
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold", max_width=page.columns // 4, style="dim")
    grid.add_column(overflow="fold", max_width=_PROSE_WIDTH)
    for label, text in rows:
        grid.add_row(page.line(label), text)
    yield Padding(grid, (0, 0, 0, 4), expand=False)


def _answer(page: Page, pieces: Sequence[Piece], side: int) -> Text:
    """Mark the differences in an answer, and cut the middle of long equal parts."""
    before, after = _MARKS[side]
    style = ("bold red", "bold green")[side]
    found = Text(overflow="fold")
    for place, piece in enumerate(pieces):
        if piece.differs:
            inner, space = piece.text.rstrip(), piece.text[len(piece.text.rstrip()) :]
            found.append_text(page.text(f"{before}{inner}{after}", style) if inner else Text(""))
            found.append_text(page.text(space))
        elif len(pieces) > 1 and len(piece.text) > _LONGEST_EQUAL:
            found.append_text(page.text(_middle_out(piece.text, place, len(pieces))))
        else:
            found.append_text(page.text(piece.text))
    return _cut(found, _LONGEST_ANSWER)


def _middle_out(text: str, place: int, of: int) -> str:
    """Keep the ends of a long part that are next to a difference."""
    half = _LONGEST_EQUAL // 2
    head = "" if place == 0 else text[:half]
    tail = "" if place == of - 1 else text[-half:]
    left = len(text) - len(head) - len(tail)
    return f"{head} ... {number(left)} characters alike ... {tail}"


def _cut(text: Text, longest: int) -> Text:
    left = len(text) - longest
    if left <= longest // 4:
        return text
    return Text.assemble(text[:longest], f" ... {number(left)} more characters", overflow="fold")
