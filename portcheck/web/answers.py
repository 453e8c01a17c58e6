"""The data of the review page, without vendors, roles, scores and the reason for a question."""

from __future__ import annotations

from typing import Any

from portcheck.errors import UsageError
from portcheck.run.labels.item_text import item_view, shown_label
from portcheck.run.labels.review_session import Review


def progress_json(review: Review) -> dict[str, Any]:
    """The progress of the review."""
    found = review.progress()
    return {
        "reviewer": found.reviewer,
        "items": found.items,
        "labelled": found.labelled,
        "first_open": review.first_open,
        "samples": [
            {
                "workload": one.workload,
                "labelled": one.labelled,
                "drawn": one.drawn,
                "needed": one.needed,
                "fewest": one.fewest,
                "wanted": one.wanted,
                "of": one.of,
                "hopeless": one.hopeless,
                "margin": one.margin,
            }
            for one in found.samples
        ],
    }


def item_json(review: Review, place: int) -> dict[str, Any]:
    """One item of the queue; `place` is 0-based.

    Raises:
        UsageError: the queue has no such item.
    """
    if not 0 <= place < len(review.items):
        raise UsageError(f"there is no item {place + 1} in this queue")
    item = review.items[place]
    seen, mine = item_view(item), review.mine(place)
    return {
        "place": place,
        "workload": item.workload,
        "task": seen.task,
        "system": seen.system,
        "earlier": seen.earlier,
        "question": seen.last,
        "answers": [{"title": title, "text": text} for title, text in seen.answers],
        "beside": [{"title": title, "text": text} for title, text in seen.beside],
        "choices": [
            {"key": each.key, "label": each.label, "words": each.words} for each in seen.choices
        ],
        "label": shown_label(item, mine.label) if mine else None,
        "note": mine.note if mine else "",
    }
