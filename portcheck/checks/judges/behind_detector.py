"""Ask a panel after a detector, if the detector's score is between two cuts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from portcheck.checks.judges.ballot import Ballot, cast, majority, undecided
from portcheck.checks.judges.material import Section, question_of
from portcheck.checks.judges.prompt import Choices, judge_request
from portcheck.checks.judges.reply import UNSURE, ask
from portcheck.model.chat import JsonObject, Request
from portcheck.model.judgement import Asking
from portcheck.model.score import Outcome
from portcheck.plugins import Context, Detector

JUDGES = Detector(name="judges 1")
THEN = "judges"
_TASK = "Judge what the section called answer, which somebody else wrote, does with the question."


class DetectorJudges(Struct, frozen=True):
    """How judges decide about answers of which a detector is not sure."""

    rubric: str
    choices: Choices
    """The labels of the detector, with their meanings."""
    cuts: tuple[float, float]
    """Default cuts of the detector's score."""
    most: float
    """The highest score of the detector; the lowest is 0."""

    @property
    def sha256(self) -> str:
        """Digest of the rubric in hexadecimal."""
        return hashlib.sha256(self.rubric.encode()).hexdigest()

    @property
    def detector(self) -> str:
        """The name in reports of judges with this rubric."""
        return f"{JUDGES.name.partition(' ')[0]} {self.sha256[:12]}"

    @property
    def arguments(self) -> JsonObject:
        """JSON Schema of the check's arguments."""
        cut = {"type": "number", "minimum": 0, "maximum": self.most}
        return {
            "type": ["null", "object"],
            "additionalProperties": False,
            "properties": {
                "then": {
                    "description": "judges: ask the panel where the detector is not sure.",
                    "enum": [THEN],
                },
                "between": {
                    "description": "The two detector scores between which the panel is asked.",
                    "type": "array",
                    "items": cut,
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
        }

    def problem(self, arguments: Any) -> str | None:
        """A mistake in arguments that their schema allows, or `None`."""
        given = arguments if isinstance(arguments, Mapping) else {}
        if "between" not in given:
            return None
        if "then" not in given:
            return "'between' needs 'then: judges'"
        low, high = given["between"]
        return (
            None if low < high else "the second number of 'between' must be larger than the first"
        )

    def judges_decide(self, arguments: Any, score: float) -> bool:
        """Whether judges decide about an answer to which the detector gave that score."""
        if not has_judges(arguments):
            return False
        low, high = arguments.get("between", self.cuts)
        return bool(low < score < high)

    def asks(self, context: Context) -> Asking:
        """Ask one judge which of the detector's labels the answer has."""
        sections = [
            Section("question", question_of(context.request)),
            Section("answer", context.completion.text),
        ]
        choices = {**self.choices, UNSURE: "the material does not let you tell"}
        return (yield from ask(partial(self._request, sections, choices), choices))

    def _request(self, sections: Sequence[Section], choices: Choices, again: bool) -> Request:
        return judge_request(self.rubric, sections, choices, task=_TASK, again=again)

    def said(self, context: Context) -> tuple[str, list[Ballot]] | Outcome:
        """The label with a majority, and all votes; an unscored outcome if none has a majority."""
        ballots, without = cast(context.votes)
        label = majority(ballots)
        if label is None:
            return undecided(ballots, without, self.detector)
        return label, ballots


def has_judges(arguments: Any) -> bool:
    """Whether the arguments of a check say that judges decide after its detector."""
    return isinstance(arguments, Mapping) and arguments.get("then") == THEN
