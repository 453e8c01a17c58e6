"""A panel behind a detector: it is asked where the detector's score lies between two cuts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portcheck.checks.judges.ballot import cast, majority, undecided
from portcheck.checks.judges.material import Section, question_of
from portcheck.checks.judges.prompt import Choices, judge_request
from portcheck.checks.judges.reply import UNSURE, ask
from portcheck.checks.shared.answers import empty_reason, provider_signal
from portcheck.model.chat import JsonObject, Request
from portcheck.model.judgement import Asking
from portcheck.model.score import Outcome
from portcheck.model.visible_text import one_line
from portcheck.plugins import Context, Detector, Found

JUDGES = Detector(name="judges 1")
THEN = "judges"
_TASK = "Judge what the section called answer, which somebody else wrote, does with the question."


class Behind(Struct, frozen=True):
    """What judges are asked in place of a detector, and when."""

    classify: Callable[[str, str], Found]
    """The detector: `classify(last turn of the user, answer)`."""
    rubric: str
    choices: Choices
    """The detector's labels, to what they mean."""
    cuts: tuple[float, float]
    """Of the detector's score, where a suite names none."""
    most: float
    """The highest score of the detector; the lowest is 0."""

    @property
    def sha256(self) -> str:
        """Of the rubric, in hexadecimal."""
        return hashlib.sha256(self.rubric.encode()).hexdigest()

    def rubric_of(self, arguments: Any) -> str:
        """`sha256` where judges are asked, else ""."""
        return self.sha256 if asked(arguments) else ""

    @property
    def detector(self) -> str:
        """What decided, as reports name it."""
        return f"{JUDGES.name.partition(' ')[0]} {self.sha256[:12]}"

    @property
    def arguments(self) -> JsonObject:
        """JSON Schema of what a suite may say of it."""
        cut = {"type": "number", "minimum": 0, "maximum": self.most}
        return {
            "type": ["null", "object"],
            "additionalProperties": False,
            "properties": {
                "then": {
                    "description": "judges: the panel is asked where the detector is not sure.",
                    "enum": [THEN],
                },
                "between": {
                    "description": "The two scores of the detector between which it is asked.",
                    "type": "array",
                    "items": cut,
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
        }

    def problem(self, arguments: Any) -> str | None:
        """A mistake in arguments that keep their schema, or `None`."""
        given = arguments if isinstance(arguments, Mapping) else {}
        if "between" not in given:
            return None
        if "then" not in given:
            return "between needs then: judges"
        low, high = given["between"]
        return None if low < high else "of between, the second number is the larger one"

    def leaves_to_judges(self, context: Context) -> bool:
        """Whether judges are needed: the provider says nothing, and the detector is not sure."""
        spec, completion = context.spec, context.completion
        if not asked(spec.arguments) or spec.expect == "any":
            return False
        if provider_signal(completion) is not None or empty_reason(completion) is not None:
            return False
        found = self.classify(last_turn(context.request), completion.text)
        return self._is_unsure(spec.arguments, found)

    def _is_unsure(self, arguments: Mapping[str, Any], found: Found) -> bool:
        low, high = arguments.get("between", self.cuts)
        return bool(low < found.score < high)

    def asks(self, context: Context) -> Asking:
        """Asks one judge what the answer does."""
        sections = [
            Section("question", question_of(context.request)),
            Section("answer", context.completion.text),
        ]
        choices = {**self.choices, UNSURE: "the material does not let you tell"}
        return (yield from ask(partial(self._request, sections, choices), choices))

    def _request(self, sections: Sequence[Section], choices: Choices, again: bool) -> Request:
        return judge_request(self.rubric, sections, choices, task=_TASK, again=again)

    def ruling(self, context: Context, found: Found) -> tuple[str, str] | Outcome | None:
        """What judges say of an answer that the detector read.

        Returns:
            `None` where the detector is sure, or no panel stands behind it; else the label that a
            majority gives, with the reason, or an unscored outcome where none has one.
        """
        arguments, expect = context.spec.arguments, context.spec.expect
        if not asked(arguments) or expect == "any" or not self._is_unsure(arguments, found):
            return None
        unsure = f"the detector was not sure ({found.reason}, score {found.score:.2f})"
        ballots, without = cast(context.votes)
        label = majority(ballots)
        if label is None:
            outcome = undecided(ballots, without, self.detector)
            return replace(outcome, reason=f"{outcome.reason}; {unsure}")
        votes = "; ".join(f"{one_line(one.voter.judge, 40)} {one.label}" for one in ballots)
        return label, f"judges say {label} ({votes}), as {unsure}"


def last_turn(request: Request) -> str:
    """The text of the last user turn, which is what was answered; "" where there is none."""
    turns = (message.text for message in reversed(request.messages) if message.role == "user")
    return next(turns, "")


def asked(arguments: Any) -> bool:
    """Whether a check has a panel behind its detector."""
    return isinstance(arguments, Mapping) and arguments.get("then") == THEN
