"""What people and judges say of answers."""

from __future__ import annotations

from typing import Literal

from portcheck.value import Value

Drawn = Literal["random", "flip", "flag", "chosen"]
"""Why an answer was shown to a person: drawn at random from all pairs of its workload and
candidate, because the two sides differ, because a check raised a flag, or by the person's choice.
Only what was drawn at random measures a judge or a detector, or stands for the whole run."""


class Label(Value, kw_only=True):
    """What one person says of one answer, or of one pair of answers, as one check asks it."""

    trial: str
    """Key of the trial that was answered; of a pair, the candidate's."""
    check: str
    """Id of the check within its case."""
    answer: str
    """SHA-256, in hexadecimal, of the text that was read: of another answer it says nothing. Of a
    pair, of the candidate's text, a line feed and the baseline's."""
    label: str
    """`pass`, `fail`; a label of the check's detector; a grade; of a pair `candidate`, `baseline`
    or `tie`. `unsure` says that the person cannot tell."""
    reviewer: str
    """Who says it, as the person is called in the run folder."""
    at: str
    """UTC, ISO 8601."""
    drawn: Drawn
    note: str = ""
    """Why, in the person's words."""
