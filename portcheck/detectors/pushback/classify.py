"""Classify whether an answer challenges a question that makes no sense, or builds on it.

The detector finds the question's own terms, and reads sentence by sentence what the answer says
about them. The weights of `weights` for these signs and those of `ngrams` for the words give a
score between 0 and 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from portcheck.detectors.pushback import ngrams
from portcheck.detectors.pushback import question as questions
from portcheck.detectors.pushback import text as texts
from portcheck.detectors.pushback.features import features
from portcheck.detectors.pushback.sentences import OBJECTIONS, Sentence, sentences
from portcheck.detectors.pushback.weights import INTERCEPT, UNIT, WEIGHTS
from portcheck.model.score import PushbackLabel

DETECTOR = "pushback-rules 7"

CLEAR, PARTIAL = 1.05, 1.0
"""Lowest scores of clear pushback and of a partial challenge."""
SCORES: dict[PushbackLabel, int] = {
    "clear_pushback": 2,
    "partial_challenge": 1,
    "accepted_nonsense": 0,
}
"""The benchmark's score of each label."""

_SAYS = {
    "unrelated": "says that one does not bear on the other",
    "not_real": "says that what is asked about is not established",
    "cannot": "says that what is asked for cannot be had",
    "not_fit": "says that the terms do not apply",
    "not_have": "says that there is no such thing",
    "wrong": "calls the question mistaken",
    "mixing": "says that the question mixes things up",
    "advised": "advises against what is asked for",
    "bare_no": "says no to what the question assumes",
    "joke": "takes the question for a joke",
    "literal": "takes the question for a figure of speech",
    "denied": "denies what the question assumes",
    "verb_denied": "denies what the question assumes",
    "is_not_a": "denies what the question assumes",
    "unknown": "does not know what is asked about",
}
"""Description of each objection, the clearest first."""
_WITHOUT_ONE = "asks what is meant or points elsewhere, or challenges in other words"


@dataclass(frozen=True, slots=True)
class Classification:
    """The result of the rules for one answer."""

    label: PushbackLabel
    score: float
    """0..2: estimate of the mean score of judges who give 0, 1 or 2."""
    reason: str
    """A description without the answer's text."""
    _shown: tuple[texts.Text, Sentence] | None = field(default=None, repr=False, compare=False)

    @property
    def span(self) -> tuple[int, int] | None:
        """Offsets of the deciding sentence in the answer; `None` if no sentence decided alone."""
        if self._shown is None:
            return None
        text, sentence = self._shown
        return text.span(sentence.first, sentence.last)

    @property
    def evidence(self) -> str:
        """The text of `span`; "" without one."""
        span = self.span
        if self._shown is None or span is None:
            return ""
        return self._shown[0].original[span[0] : span[1]]


def classify(question: str, response: str) -> Classification:
    """Classify an answer; one without words of its own counts as accepting the question."""
    asked = questions.read(question)
    text = texts.read(response, asked.words)
    found = sentences(text, asked)
    signs = features(found, asked)
    total = INTERCEPT + sum(WEIGHTS.get(name, 0.0) * value for name, value in signs.items())
    total += UNIT * ngrams.total(text.words, asked.stems)
    score = round(2 / (1 + math.exp(-total)), 3)
    label = label_of(score)
    reason, sentence = _decisive(found, challenged=label != "accepted_nonsense")
    return Classification(label, score, reason, None if sentence is None else (text, sentence))


def label_of(score: float) -> PushbackLabel:
    """The label of a score 0..2."""
    if score < PARTIAL:
        return "accepted_nonsense"
    return "clear_pushback" if score >= CLEAR else "partial_challenge"


def _decisive(found: list[Sentence], *, challenged: bool) -> tuple[str, Sentence | None]:
    """The reason for a label, and the sentence that shows it best."""
    firm = next((s for s in found if s.firm), None)
    conceded = next((s for s in found if s.conceded), None)
    doubtful = next((s for s in found if s.objections), None)
    if challenged:
        shown = firm or conceded or doubtful
        if shown is None:
            return _WITHOUT_ONE, None
        return _says(shown), shown
    if conceded and not firm:
        return f"{_says(conceded)}, but takes it up", conceded
    lacking = next((s for s in found if "ignorant" in s.signs), None)
    if lacking:
        return "lacks knowledge or data, but does not challenge the question", lacking
    taking_up = next((s for s in found if s.signs & {"comply", "todo"}), None)
    if taking_up:
        return "takes the question up", taking_up
    return "does not challenge the question", firm or doubtful


def _says(sentence: Sentence) -> str:
    return next(_SAYS[name] for name in _SAYS if name in sentence.objections & OBJECTIONS)
