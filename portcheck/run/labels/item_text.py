"""Format an item of the queue for a person, and translate the person's choice.

All text of models and suites is made safe for display, and nothing tells which provider answered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from msgspec import Struct

from portcheck.model.judgement import UNSURE, Choice
from portcheck.model.visible_text import visible
from portcheck.plugins import CHECKS
from portcheck.run.judge.case_text import earlier_and_last, question_text
from portcheck.run.labels.queue import Item

LONGEST = 100_000
"""Largest number of characters of a text that are shown."""
_PAIR = {"A": "answer A meets the rubric better", "B": "answer B meets the rubric better"}
_SURE_OF_NOTHING = "I cannot tell"


class OfferedChoice(Struct, frozen=True):
    """One choice that a reviewer has for an item."""

    key: str
    """The digit that chooses it; for a grade, the grade itself."""
    label: str
    """The label as shown and in sheets; for pairs, `A` and `B` are the two answers."""
    words: str
    """What the choice means."""


class ItemView(Struct, frozen=True, kw_only=True):
    """What a reviewer sees of an item."""

    task: str
    """The question that the reviewer answers."""
    question: str
    """The whole conversation."""
    earlier: str
    """The turns before the last one, often worked examples; "" if there is only one turn."""
    last: str
    """The turn that the answer replies to."""
    system: str
    answers: tuple[tuple[str, str], ...]
    """Title and text of each answer."""
    beside: tuple[tuple[str, str], ...]
    """Title and text of what is shown next to them: the rubric, or the check and its arguments."""
    choices: tuple[OfferedChoice, ...]


def item_view(item: Item) -> ItemView:
    """Format an item for a reviewer."""
    kind = CHECKS.get(item.spec.name)
    earlier, last = earlier_and_last(item.case.request)
    titles = ("Answer A", "Answer B") if item.is_pair else ("Answer",)
    return ItemView(
        task="Which answer meets the rubric better?" if item.is_pair else _task(item),
        question=shown(question_text(item.case.request)),
        earlier=shown(earlier),
        last=shown(last),
        system=shown(item.case.request.system or ""),
        answers=tuple((title, shown(text)) for title, text in zip(titles, item.texts, strict=True)),
        beside=tuple(
            (title, shown(text))
            for title, text in (("Check", kind.summary), *_arguments(item))
            if title != "Check" or not _has_rubric(item)
        ),
        choices=offered_choices(item),
    )


def _task(item: Item) -> str:
    if _has_rubric(item):
        return "Does the answer meet the rubric?"
    labels = [choice.label for choice in _choices(item)]
    return "Does the answer pass this check?" if labels == ["pass", "fail"] else "What does it do?"


def _has_rubric(item: Item) -> bool:
    given = item.spec.arguments
    return isinstance(given, Mapping) and "rubric" in given


def _arguments(item: Item) -> Sequence[tuple[str, str]]:
    """Title and text of the arguments of a check that help people to decide."""
    given = item.spec.arguments
    if not isinstance(given, dict):
        return [] if given is None else [("Expected", _text(given))]
    return [
        (name.replace("_", " ").capitalize(), _text(value))
        for name, value in given.items()
        if name not in {"needs", "when", "scale", "margin", "then", "between"}
    ]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False)


def shown(text: str) -> str:
    """Make a text safe for display and cut it if it is very long."""
    if len(text) <= LONGEST:
        return visible(text)
    more = len(text) - LONGEST
    return f"{visible(text[:LONGEST])}\n[{more} more characters are not shown]"


def _choices(item: Item) -> Sequence[Choice]:
    return CHECKS.get(item.spec.name).choices(item.spec)


def offered_choices(item: Item) -> tuple[OfferedChoice, ...]:
    """The choices for an item; the last one means that the person is unsure."""
    pairs = [(choice.label, choice.words) for choice in _choices(item)]
    if item.is_pair:
        pairs = [*_PAIR.items(), *(pair for pair in pairs if pair[0] == "tie")]
    pairs.append((UNSURE, _SURE_OF_NOTHING))
    # The key of a grade is the grade: pressing 3 must not give a 2.
    first = 0 if pairs[0][0] == "0" else 1
    return tuple(
        OfferedChoice(str(number), label, words)
        for number, (label, words) in enumerate(pairs, start=first)
    )


def stored_label(item: Item, label: str) -> str | None:
    """The label to store for a label that the reviewer chose; `None` if the item does not offer it.

    `A` and `B` become `candidate` and `baseline`.
    """
    if label not in {choice.label for choice in offered_choices(item)}:
        return None
    if not item.is_pair or label not in _PAIR:
        return label
    return "candidate" if (label == "A") == item.candidate_first else "baseline"


def shown_label(item: Item, label: str) -> str:
    """The label that the reviewer sees for a stored one; the reverse of `stored_label`."""
    if not item.is_pair or label not in {"candidate", "baseline"}:
        return label
    return "A" if (label == "candidate") == item.candidate_first else "B"
