"""Answer the five questions of a decision maker in a few words."""

from __future__ import annotations

from portcheck.model.numbers import count, number
from portcheck.reports.decision.first_page import FirstPage
from portcheck.value import Value

_SHOWN = 3
"""Most lines under an answer."""


class Answer(Value, kw_only=True):
    """One question and its answer."""

    id: str
    """One word, used as an anchor."""
    question: str
    short: str
    """A few words."""
    lines: tuple[str, ...]
    """Up to three sentences."""
    more: int = 0
    """Number of further sentences in the report."""


def answers(page: FirstPage) -> tuple[Answer, ...]:
    """Answer: can we leave, to whom, what does it cost, what is unknown, what must I sign."""
    return (_leave(page), _whom(page), _cost(page), _unknown(page), _sign(page))


def _leave(page: FirstPage) -> Answer:
    whole = sum(each.workloads for each in page.leaving)
    can = sum(len(each.can) for each in page.leaving)
    short = "Not today"
    if whole and can == whole:
        short = "Yes"
    elif can:
        short = f"In part: {number(can)} of {number(whole)}"
    why = [line for each in page.leaving for line in each.why]
    return _answer("leave", "Can we leave?", short, (*why, *page.coverage[:1]))


def _whom(page: FirstPage) -> Answer:
    takers = list(dict.fromkeys(name for each in page.leaving for name, _ in each.to))
    lines = [
        f"{name} alone: {number(times)} of {count(each.workloads, 'workload')} of {each.subject}"
        for each in page.leaving
        for name, times in each.to
    ]
    return _answer("whom", "To whom?", _few(takers) or "To nobody today", lines)


def _few(names: list[str]) -> str:
    shown = names[:_SHOWN]
    left = len(names) - len(shown)
    return ", ".join(shown) + (f" and {number(left)} more" if left else "")


def _cost(page: FirstPage) -> Answer:
    return _answer("cost", "What does it cost?", page.cost_short, page.cost)


def _unknown(page: FirstPage) -> Answer:
    found = (*page.unknown, *page.not_run)
    short = count(len(found), "open point") if found else "Nothing that was asked"
    return _answer("unknown", "What is unknown?", short, found)


def _sign(page: FirstPage) -> Answer:
    plain = [each for each in page.moves if each.verdict == "safe" and not each.conditions]
    bound = [
        each
        for each in page.moves
        if each.verdict == "conditional" or (each.verdict == "safe" and each.conditions)
    ]
    parts = [count(len(plain), "move")] if plain else []
    if bound:
        parts.append(f"{count(len(bound), 'move')} with {count(len(page.accept), 'condition')}")
    lines = [each.line for each in page.accept]
    if page.waivers:
        lines.append(f"{count(len(page.waivers), 'line')} on accepted risks.")
    if page.change:
        lines.append(f"{count(len(page.change), 'change')} that the cutover needs.")
    return _answer("sign", "What must I sign?", " and ".join(parts) or "No move yet", lines)


def _answer(name: str, question: str, short: str, lines: tuple[str, ...] | list[str]) -> Answer:
    return Answer(
        id=name,
        question=question,
        short=short,
        lines=tuple(lines[:_SHOWN]),
        more=max(0, len(lines) - _SHOWN),
    )
