"""Show cases on a terminal: a list with statuses, and one case with its answers side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from portcheck.model.numbers import listing, number, seconds
from portcheck.model.numbers import score as score_words
from portcheck.model.score import AnswerView, CaseView, Score
from portcheck.reports.terminal.console import Page

_SIDE_BY_SIDE = 80
"""Fewest columns of a terminal that shows answers side by side."""
_COLUMN = 38
"""Columns that one answer needs."""
_STATUS_STYLES = {"ok": "green", "FAIL": "bold red", "unscored": "yellow"}


def render_cases(
    views: Sequence[CaseView],
    *,
    width: int,
    color: bool,
    ascii: bool = False,  # noqa: A002  # named like the option
) -> str:
    """List one entry per case: its id and group, and each provider's status on each gate.

    A gate is `ok` if every repeat passed, `FAIL k/n` if k of n scored repeats got 0, its mean
    value if some repeat got part of the score, and `unscored` if nothing was scored.
    """
    page = Page(width=width, color=color, ascii=ascii)
    return page.render(_cases(page, views))


def render_case(
    view: CaseView,
    *,
    width: int,
    color: bool,
    ascii: bool = False,  # noqa: A002  # named like the option
) -> str:
    """Show the question, then every answer with its checks; side by side from 80 columns."""
    page = Page(width=width, color=color, ascii=ascii)
    return page.render(_case(page, view))


def _cases(page: Page, views: Sequence[CaseView]) -> Iterator[RenderableType]:
    workload: str | None = None
    for view in views:
        if view.workload != workload:
            if workload is not None:
                yield Text("")
            workload = view.workload
            yield page.prose(page.line(workload, "bold underline" if page.color else ""))
        head = page.line(view.case, "bold")
        if view.group is not None:
            head = Text.assemble(head, "  ", page.line(f"(group {view.group})", "dim"))
        yield page.prose(head, 2)
        yield Padding(_providers(page, view), (0, 0, 0, 4), expand=False)
        yield from _changes(page, view, 4)
    if not views:
        yield Text("No case matches.")


def _providers(page: Page, view: CaseView) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold", max_width=page.columns // 3)
    grid.add_column(overflow="fold")
    for source in dict.fromkeys(answer.source for answer in view.answers):
        answers = [answer for answer in view.answers if answer.source == source]
        grid.add_row(page.line(source), _statuses(page, answers))
    return grid


def _statuses(page: Page, answers: Sequence[AnswerView]) -> Text:
    line = Text(overflow="fold")
    failures = [answer.failure for answer in answers if answer.failure is not None]
    if failures:
        line.append_text(Text(f"no answer {len(failures)}/{len(answers)}: ", style="bold red"))
        line.append_text(page.line(failures[0], limit=80))
    scores = [score for answer in answers for score in answer.scores]
    for gate in dict.fromkeys(score.gate for score in scores if score.gate):
        if line.plain:
            line.append("   ")
        word, count = _gate_status([score for score in scores if score.gate == gate], answers)
        line.append_text(page.line(gate))
        line.append(" ")
        line.append(word, style=_STATUS_STYLES.get(word, "yellow"))
        line.append(count)
    return line if line.plain else Text("not scored")


def _gate_status(scores: Sequence[Score], answers: Sequence[AnswerView]) -> tuple[str, str]:
    """The status of a gate and its count of repeats; a repeat fails if any check does."""
    values: dict[str, float] = {}
    for score in scores:
        if score.outcome.value is not None:
            values[score.trial] = min(score.outcome.value, values.get(score.trial, 1.0))
    known = list(values.values())
    failed = [value for value in known if value == 0.0]
    if not known:
        return "unscored", ""
    if min(known) == 1.0:
        return "ok", ""
    if len(failed) < sum(value < 1.0 for value in known):
        return score_words(sum(known) / len(known)), ""
    return "FAIL", f" {number(len(failed))}/{number(len(known))}" if len(answers) > 1 else ""


def _changes(page: Page, view: CaseView, indent: int) -> Iterator[RenderableType]:
    for change in view.losses:
        yield page.prose(page.text(f"LOSS  {change}", "bold red"), indent)
    for change in view.gains:
        yield page.prose(page.text(f"GAIN  {change}", "green"), indent)


# --- one case --------------------------------------------------------------------------------


def _case(page: Page, view: CaseView) -> Iterator[RenderableType]:
    yield page.prose(Text.assemble(page.line(view.workload), " / ", page.line(view.case, "bold")))
    if view.group is not None:
        yield page.prose(page.line(f"group {view.group}", "dim"))
    yield from _changes(page, view, 0)
    if view.system is not None:
        yield Text("")
        yield Text("System", style="bold")
        yield page.prose(page.text(view.system), 2)
    yield Text("")
    yield Text("Question", style="bold")
    yield page.prose(page.text(view.question), 2)
    side_by_side = page.columns >= _SIDE_BY_SIDE
    columns = max(page.columns // (_COLUMN + 2), 1) if side_by_side else 1
    for repeat in dict.fromkeys(answer.repeat for answer in view.answers):
        answers = [answer for answer in view.answers if answer.repeat == repeat]
        for chunk in _chunks(view, answers, columns):
            yield Text("")
            if side_by_side:
                yield _beside(page, view, chunk)
            else:
                yield from _answer(page, view, chunk[0])
    if not view.answers:
        yield Text("No provider has answered this case.")


def _chunks(
    view: CaseView, answers: Sequence[AnswerView], columns: int
) -> Iterator[Sequence[AnswerView]]:
    """Yield the answers in groups that fit side by side, each with the baseline's on the left."""
    baseline = [answer for answer in answers if answer.provider == view.baseline]
    others = [answer for answer in answers if answer.provider != view.baseline]
    room = columns - len(baseline)
    if len(answers) <= columns or room < 1:
        baseline, others, room = [], list(answers), columns
    for start in range(0, len(others), room):
        yield [*baseline, *others[start : start + room]]


def _beside(page: Page, view: CaseView, answers: Sequence[AnswerView]) -> Table:
    table = Table(box=page.divided(), show_edge=False, pad_edge=False, expand=True)
    for answer in answers:
        table.add_column(_head(page, view, answer), ratio=1, overflow="fold")
    table.add_row(*(_stack([_meta(page, answer), Text("")]) for answer in answers))
    table.add_row(*(_stack(_body(page, answer)) for answer in answers))
    if any(answer.scores for answer in answers):
        table.add_row(*(_stack(_checks(page, answer)) for answer in answers))
    return table


def _stack(parts: Iterable[Text]) -> Table:
    grid = Table.grid()
    grid.add_column(overflow="fold")
    for part in parts:
        grid.add_row(part)
    return grid


def _answer(page: Page, view: CaseView, answer: AnswerView) -> Iterator[RenderableType]:
    yield _head(page, view, answer)
    for part in (_meta(page, answer), *_body(page, answer), *_checks(page, answer)):
        yield page.prose(part, 2)


def _head(page: Page, view: CaseView, answer: AnswerView) -> Text:
    role = "baseline" if answer.provider == view.baseline else "candidate"
    return page.line(f"{answer.source} ({role}), repeat {answer.repeat}", "bold")


def _meta(page: Page, answer: AnswerView) -> Text:
    facts = []
    if answer.finish_reason is not None:
        facts.append(f"finish reason {answer.finish_reason}")
    if answer.total_s is not None:
        facts.append(seconds(answer.total_s))
    if answer.served_model not in {None, answer.provider}:
        facts.append(f"served by {answer.served_model}")
    if answer.upstream_provider is not None:
        facts.append(f"by way of {answer.upstream_provider}")
    if answer.carried:
        facts.append(f"also carries {listing(answer.carried)}")
    return page.text(", ".join(facts) or "nothing is known about the call", "dim")


def _body(page: Page, answer: AnswerView) -> list[Text]:
    parts = []
    if answer.failure is not None:
        parts.append(page.text(f"No answer: {answer.failure}", "bold red"))
    if answer.text or answer.failure is None:
        parts.append(page.text(answer.text) if answer.text else Text("(empty answer)", style="dim"))
    return [*parts, Text("")]


def _checks(page: Page, answer: AnswerView) -> list[Text]:
    return [_check(page, score) for score in answer.scores]


def _check(page: Page, score: Score) -> Text:
    outcome = score.outcome
    style = {"passed": "green", "failed": "bold red", "unscored": "yellow"}[outcome.status]
    facts = [] if outcome.value is None else [f"value {score_words(outcome.value)}"]
    if outcome.label is not None and not outcome.reason.startswith(outcome.label):
        facts.append(outcome.label)
    if outcome.detector is not None:
        facts.append(f"by {outcome.detector}")
    if not outcome.confirmed:
        facts.append("no person has confirmed it")
    known = f" ({', '.join(facts)})" if facts else ""
    name = score.check if score.gate in {"", score.check} else f"{score.gate}/{score.check}"
    reason = f": {outcome.reason}" if outcome.reason else ""
    return Text.assemble(
        Text(outcome.status.upper() if outcome.status == "failed" else outcome.status, style=style),
        page.text(f" {name}{known}{reason}"),
        overflow="fold",
    )
