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
"""Why a person saw an answer: it was drawn at random from all pairs of its workload and candidate,
the two sides differ, a check raised a flag, or the person chose it. Only answers drawn at random
measure a judge or a detector, or represent the whole run."""


class Label(Value, kw_only=True):
    """One person's label for an answer, or for a pair of answers, on one check."""

    trial: str
    """Key of the trial; for a pair, the candidate's."""
    check: str
    """Id of the check within its case."""
    answer: str
    """SHA-256, in hexadecimal, of the text that the person read: the label holds for no other text.
    For a pair, the text is the candidate's answer, a line feed and the baseline's."""
    label: str
    """`pass` or `fail`; a label of the check's detector; a grade; for a pair `candidate`,
    `baseline` or `tie`. `unsure`: the person cannot tell. `withdrawn`: the person takes an earlier
    label back."""
    reviewer: str
    """Name of the person, as the run folder has it."""
    at: str
    """UTC, ISO 8601."""
    drawn: Drawn
    note: str = ""
    """Why, in the person's words."""


UNSURE = "unsure"
WITHDRAWN = "withdrawn"
"""The label that takes back the same reviewer's earlier one."""


def read_digest(text: str, baseline: str | None = None) -> str:
    """The `Label.answer` for a text; for a pair, `text` is the candidate's answer."""
    whole = text if baseline is None else f"{text}\n{baseline}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


class Choice(Value, kw_only=True):
    """A label that a person can give to an answer, or to a pair."""

    label: str
    value: Number | None
    """The score that it gives the answer, 0..1; `None` if the check scores nothing."""
    words: str
    """What it means, as a clause about the answer."""


PASS_OR_FAIL = (
    Choice(label="pass", value=1.0, words="the answer passes this check"),
    Choice(label="fail", value=0.0, words="the answer fails this check"),
)


Order = Literal["candidate_first", "baseline_first"]
"""Which answer of a pair a judge read first."""


class Judgement(Value, kw_only=True):
    """What one judge said about an answer, or about a pair of answers in one order."""

    trial: str
    """Key of the trial; for a pair, the candidate's."""
    check: str
    """Id of the check within its case."""
    judge: str
    """Id of the provider that judged."""
    rubric: str
    """SHA-256, in hexadecimal, of the text of the rubric."""
    answer: str
    """SHA-256, in hexadecimal, of what the judge read, as in `Label.answer`: the judgement holds
    for no other text."""
    sent: str
    """Canonical hash of the request: the answer, the rubric, and everything sent with them."""
    at: str
    """UTC, ISO 8601: when the judge answered; for a replayed answer, when it was recorded."""
    baseline: str | UnsetType = UNSET
    """Key of the baseline's trial; only for pairs."""
    order: Order | UnsetType = UNSET
    """Only for pairs."""
    label: str | None = None
    """As in `Label.label`: `pass` or `fail`; a grade; for a pair `candidate`, `baseline` or `tie`.
    `unsure` is an abstention; `None`: the judge gave no answer, or one that could not be read."""
    reason: str = ""
    """The judge's own words: untrusted text, like every model's."""
    usage: Usage = Usage()
    """Token counts of the call; empty if no call was made for this judgement."""
    cost_usd: Number | None = None
    """US dollars of that call; `None` if it is not known, or nothing was paid."""
    served_model: str | None = None
    """The model that the vendor says it used."""
    failure: Failure | None = None
    """Why the judge gave no answer."""
    attempt: Whole = 0
    """0, or 1 for the second try after an answer that could not be read."""
    same_as: str | UnsetType = UNSET
    """Key of the trial of this run with an equal request, for which the call was made."""
    reused_from: str | UnsetType = UNSET
    """Id of the earlier run that it comes from."""

    @property
    def votes(self) -> bool:
        """Whether it counts: the judge gave a readable answer and did not abstain."""
        return self.label is not None and self.label != "unsure"


class Said(Value, kw_only=True):
    """A judge's reply, parsed."""

    label: str | None = None
    """As `Judgement.label`."""
    reason: str = ""


Asking = Generator[Request, Completion, Said | None]
"""Yields requests to a judge and receives the replies; returns what the judge said. It yields
nothing and returns `None` if no judge is needed."""


class Voter(Value, kw_only=True):
    """A judge that is asked about an answer."""

    judge: str
    """Id of the provider."""
    vendor: str
    """All judges of one vendor together have one vote in a majority."""


class Votes(Value, kw_only=True):
    """What a check with judges sees besides the answer."""

    voters: tuple[Voter, ...] = ()
    """All judges that are asked."""
    judgements: tuple[Judgement, ...] = ()
    """Their judgements of exactly this answer or pair: at most one from each judge, for a pair one
    in each order."""
    rules: Status = "unscored"
    """The result of the case's checks without judges; `unscored` if they cannot tell."""
    baseline_rules: Status = "unscored"
    """For a pair: the same for the baseline's answer."""


NO_VOTES = Votes()


class LabelledAnswer(Value, kw_only=True):
    """A score that the labels of people do not simply confirm."""

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
    """UTC, ISO 8601: date of the oldest label that counts."""
    last: str
    """UTC, ISO 8601: date of the newest label that counts."""
    labels: Whole
    """Labels that count: the last one of each reviewer for each answer and check."""
    answers: Whole
    """Answers, or pairs, with a label, counted once for each check."""
    random: Whole
    """Those of them that some reviewer drew at random."""
    confirmed: Whole
    """Scores that people decide and that agree with the check."""
    changed: tuple[LabelledAnswer, ...]
    """Scores that people decide and that differ from the check's."""
    against: tuple[LabelledAnswer, ...]
    """Scores of a check that is certain, though people disagree: the score stays."""
    split: tuple[LabelledAnswer, ...]
    """Scores without a majority for any label: the score stays."""
    differing: Whole
    """Number of scores on which reviewers who are sure contradict each other."""
    stale: Whole
    """Labels of answers that the run no longer has, or of checks that its suite does not have."""


class JudgeInfo(Value, kw_only=True):
    """One judge, and the totals of its calls."""

    id: str
    vendor: str
    model: str | None
    dialect: str
    pinned: bool
    """Its name always means the same model."""
    served_models: tuple[str, ...] = ()
    """The models that its vendor says it used, sorted."""
    calls: int = 0
    """Calls that this run made."""
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
    """Cohen's kappa, -1..1; `None` if both gave everything one and the same label."""
    kappa_low: float | None = None
    """Lower limit of its two-sided 95 % interval; `None` if `kappa` is."""
    kappa_high: float | None = None


class PanelReport(Value, kw_only=True):
    """How the judges of one check judged the answers of a workload."""

    workload: str
    check: str
    """Id of the check."""
    rubric: str
    """SHA-256, in hexadecimal, of the text of the rubric."""
    judges: tuple[str, ...]
    """Ids of the judges that were asked."""
    answers: int
    """Answers, or pairs of answers, on which at least one judge decided."""
    abstained: int = 0
    """How often a judge could not tell."""
    unreadable: int = 0
    """How often a judge gave two answers in a row that could not be read."""
    failed: int = 0
    """How often a judge gave no answer."""
    pairs: tuple[JudgePair, ...] = ()
    alpha: float | None = None
    """Krippendorff's alpha over all judges, nominal, or interval for grades; `None` if no answer
    has two labels, or all labels are the same."""
    order_flips: int | UnsetType = UNSET
    """For pairs: how often a judge preferred the other answer when the two changed places."""
    in_both_orders: int | UnsetType = UNSET
    """For pairs: how often a judge decided in both orders."""
    told_apart: int = 0
    """How often a judge rated the baseline's and the candidate's answer to one question
    differently, where the two differ in length."""
    longer_ahead: int = 0
    """How often of these the longer answer was rated better."""
