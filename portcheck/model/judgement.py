"""What people and judges say about answers, and what reports say about judges."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from typing import Literal

from msgspec import UNSET, UnsetType

from portcheck.error_classes import Failure
from portcheck.model.chat import Request
from portcheck.model.completion import Completion, Usage
from portcheck.model.score import PeopleSay, Status
from portcheck.value import Number, Value, Whole

Drawn = Literal["random", "flip", "flag", "chosen"]
"""Why an answer was shown to a person: drawn at random from all pairs of its workload and
candidate, because the two sides differ, because a check raised a flag, or by the person's choice.
Only what was drawn at random measures a judge or a detector, or stands for the whole run."""


class Label(Value, kw_only=True):
    """What one person says about one answer, or of one pair of answers, as one check asks it."""

    trial: str
    """Key of the trial that was answered; of a pair, the candidate's."""
    check: str
    """Id of the check within its case."""
    answer: str
    """SHA-256, in hexadecimal, of the text that was read: of another answer it says nothing. Of a
    pair, of the candidate's text, a line feed and the baseline's."""
    label: str
    """`pass`, `fail`; a label of the check's detector; a grade; of a pair `candidate`, `baseline`
    or `tie`. `unsure` says that the person cannot tell, `withdrawn` takes back what the person said
    before."""
    reviewer: str
    """Who says it, as the person is called in the run folder."""
    at: str
    """UTC, ISO 8601."""
    drawn: Drawn
    note: str = ""
    """Why, in the person's words."""


UNSURE = "unsure"
WITHDRAWN = "withdrawn"
"""A label that takes back the reviewer's own."""


def read_digest(text: str, baseline: str | None = None) -> str:
    """`Label.answer` of a text that was read; of a pair, `text` is the candidate's."""
    whole = text if baseline is None else f"{text}\n{baseline}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


class Choice(Value, kw_only=True):
    """A label that a person can give to an answer, or to a pair."""

    label: str
    value: Number | None
    """The score that the answer then has, 0..1; `None` if the check scores nothing."""
    words: str
    """What it means, as a clause about the answer."""


PASS_OR_FAIL = (
    Choice(label="pass", value=1.0, words="the answer passes this check"),
    Choice(label="fail", value=0.0, words="the answer fails this check"),
)


Order = Literal["candidate_first", "baseline_first"]
"""Which of the two answers of a pair a judge read first."""


class Judgement(Value, kw_only=True):
    """What one judge said about one answer, or of one pair of answers in one order."""

    trial: str
    """Key of the trial that was answered; of a pair, the candidate's."""
    check: str
    """Id of the check within its case."""
    judge: str
    """Id of the provider that judged."""
    rubric: str
    """SHA-256, in hexadecimal, of the text of the rubric."""
    answer: str
    """SHA-256, in hexadecimal, of what the judge read, as `Label.answer`: of another answer it
    says nothing."""
    sent: str
    """Canonical hash of the request: the answer, the rubric, and all that stood beside them."""
    at: str
    """UTC, ISO 8601: when the judge answered; of a replayed answer, when it was recorded."""
    baseline: str | UnsetType = UNSET
    """Key of the baseline's trial; set for pairs alone."""
    order: Order | UnsetType = UNSET
    """Set for pairs alone."""
    label: str | None = None
    """As `Label.label`: `pass`, `fail`; a grade; of a pair `candidate`, `baseline` or `tie`.
    `unsure` is an abstention; `None` without an answer, or with one that could not be read."""
    reason: str = ""
    """The judge's own words: hostile text, as every model's."""
    usage: Usage = Usage()
    """Of the call that this line stands for; nothing if no call was made for it."""
    cost_usd: Number | None = None
    """US dollars of that call; `None` if that is not known, or nothing was paid."""
    served_model: str | None = None
    """The model that the vendor says it used."""
    failure: Failure | None = None
    """Why the judge gave no answer."""
    attempt: Whole = 0
    """0, or 1 for the second try after an answer that could not be read."""
    same_as: str | UnsetType = UNSET
    """Key of another trial of this run with an equal request, for which the call was made."""
    reused_from: str | UnsetType = UNSET
    """Id of the earlier run that it was taken from."""

    @property
    def votes(self) -> bool:
        """Whether it counts: the judge neither failed nor abstained, and could be read."""
        return self.label is not None and self.label != "unsure"


class Said(Value, kw_only=True):
    """What a judge's reply says, once it is read."""

    label: str | None = None
    """As of a `Judgement`."""
    reason: str = ""


Asking = Generator[Request, Completion, Said | None]
"""Yields what to ask a judge and receives the reply, until it says what was found. It returns
`None`, and yields nothing, where no judge is needed."""


class Voter(Value, kw_only=True):
    """A judge that is asked about an answer."""

    judge: str
    """Id of the provider."""
    vendor: str
    """Judges of one vendor are one voice where a majority is counted."""


class Votes(Value, kw_only=True):
    """What a check that asks judges may look at besides the answer."""

    voters: tuple[Voter, ...] = ()
    """All that are asked."""
    judgements: tuple[Judgement, ...] = ()
    """Their judgements of exactly this answer, or this pair; at most one each and in each order."""
    rules: Status = "unscored"
    """What the free checks of the case say about the answer; `unscored` where they cannot tell."""
    baseline_rules: Status = "unscored"
    """Of a pair: the same of the baseline's answer."""


NO_VOTES = Votes()


class LabelledAnswer(Value, kw_only=True):
    """One score that people spoke about and did not simply confirm."""

    workload: str
    case: str
    provider: str
    repeat: Whole
    """1-based, as people count."""
    check: str
    gate: str
    """"" if the check feeds none."""
    people: PeopleSay


class PeopleInfo(Value, kw_only=True):
    """The labels of a run."""

    reviewers: tuple[str, ...]
    """Sorted."""
    first: str
    """UTC, ISO 8601: when the oldest label that counts was given."""
    last: str
    """And the newest."""
    labels: Whole
    """Last words of reviewers, one for each answer and check."""
    answers: Whole
    """Answers, or pairs, that were labelled, once for each check."""
    random: Whole
    """Those of them that were drawn at random by some reviewer."""
    confirmed: Whole
    """Where the people decide and say what the check says."""
    changed: tuple[LabelledAnswer, ...]
    """Where they decide and say something else."""
    against: tuple[LabelledAnswer, ...]
    """Where they say something else than a check that is certain: its score stays."""
    split: tuple[LabelledAnswer, ...]
    """Where no label has a majority: the score stays."""
    differing: Whole
    """Where reviewers who are sure contradict each other."""
    stale: Whole
    """Labels of answers that the run no longer has, or of checks that its suite has not."""


class JudgeInfo(Value, kw_only=True):
    """One judge, and what its calls came to."""

    id: str
    vendor: str
    model: str | None
    dialect: str
    pinned: bool
    """Its name stands for one model for good."""
    served_models: tuple[str, ...] = ()
    """The models that its vendor says it used, sorted."""
    calls: int = 0
    """That were made in this run."""
    failed: int = 0
    cost_usd: float | None = 0.0
    """US dollars; `None` if a price or a usage is not known."""


class JudgePair(Value, kw_only=True):
    """How far two judges agree (Cohen 1960)."""

    one: str
    other: str
    n: int
    """Answers, or pairs of answers, on which both decided."""
    agree: float
    """Share of them, 0..1, on which they said the same."""
    kappa: float | None = None
    """-1..1; `None` if both said one and the same of everything."""
    kappa_low: float | None = None
    """Two-sided 95 %; `None` as kappa."""
    kappa_high: float | None = None


class PanelReport(Value, kw_only=True):
    """What the judges of one check made of the answers of a workload."""

    workload: str
    check: str
    """Id of the check."""
    rubric: str
    """SHA-256 of its text, in hexadecimal."""
    judges: tuple[str, ...]
    """Ids of those that were asked."""
    answers: int
    """Answers, or pairs of answers, on which at least one judge decided."""
    abstained: int = 0
    """Times that a judge could not tell."""
    unreadable: int = 0
    """Times that a judge could not be understood, twice."""
    failed: int = 0
    """Times that a judge gave no answer."""
    pairs: tuple[JudgePair, ...] = ()
    alpha: float | None = None
    """Krippendorff's alpha over all judges, nominal, of grades interval; `None`: left open."""
    order_flips: int | UnsetType = UNSET
    """Of pairs: times that a judge preferred another answer when the two changed places."""
    in_both_orders: int | UnsetType = UNSET
    """Of pairs: times that a judge decided in both orders."""
    told_apart: int = 0
    """Times that a judge put one of two answers of different length ahead of the other: the
    baseline's and the candidate's to one question."""
    longer_ahead: int = 0
    """How many of these times it was the longer one."""
