"""Combine the votes of judges into the result of a panel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from portcheck.checks.shared.answers import quote
from portcheck.model.judgement import Judgement, Order, Voter, Votes
from portcheck.model.numbers import count, listing
from portcheck.model.score import Outcome
from portcheck.model.visible_text import one_line

LEAST_VENDORS = 2
"""Fewest vendors whose judges must agree or give grades for a result of the panel."""
PREFERENCES: Mapping[str, float] = {"candidate": 1.0, "tie": 0.0, "baseline": -1.0}


class Ballot(Struct, frozen=True):
    """The vote of one judge."""

    voter: Voter
    label: str
    reason: str


def cast(votes: Votes) -> tuple[list[Ballot], list[str]]:
    """The votes on one answer, and for each judge without a vote its name and the reason."""
    by_judge = {said.judge: said for said in votes.judgements}
    ballots, without = list[Ballot](), list[str]()
    for voter in votes.voters:
        said = by_judge.get(voter.judge)
        if said is not None and said.votes and said.label is not None:
            ballots.append(Ballot(voter, said.label, said.reason))
        else:
            without.append(f"{one_line(voter.judge, 40)} {_why(said)}")
    return ballots, without


def cast_on_pair(votes: Votes, orders: Collection[Order]) -> tuple[list[Ballot], list[str]]:
    """The same for a pair of answers: a verdict that changes with their order is a tie.

    A judge has a vote only if it gave a verdict in every order.
    """
    ballots, without = list[Ballot](), list[str]()
    for voter in votes.voters:
        said = {one.order: one for one in votes.judgements if one.judge == voter.judge}
        heard = [said.get(order) for order in orders]
        lacking = [one for one in heard if one is None or not one.votes]
        if lacking:
            without.append(f"{one_line(voter.judge, 40)} {_why(lacking[0])}")
            continue
        labels = {one.label for one in heard if one is not None and one.label is not None}
        reason = next((one.reason for one in heard if one is not None), "")
        ballots.append(Ballot(voter, labels.pop() if len(labels) == 1 else "tie", reason))
    return ballots, without


def _why(said: Judgement | None) -> str:
    """Why a judge has no vote."""
    if said is None:
        return "was not asked"
    if said.failure is not None:
        return f"failed ({said.failure.error_class})"
    if said.label is not None:
        return "could not tell"
    return f"was not understood ({one_line(said.reason, 60)})"


def vendors(ballots: Iterable[Ballot]) -> set[str]:
    """The vendors of the judges that voted, in one spelling each."""
    return {ballot.voter.vendor.casefold() for ballot in ballots}


def majority(ballots: Sequence[Ballot]) -> str | None:
    """The label of more than half of the votes, from at least two vendors; `None` without one."""
    if not ballots:
        return None
    label, number = Counter(ballot.label for ballot in ballots).most_common(1)[0]
    agreeing = [ballot for ballot in ballots if ballot.label == label]
    if 2 * number <= len(ballots) or len(vendors(agreeing)) < LEAST_VENDORS:
        return None
    return label


def undecided(ballots: Sequence[Ballot], without: Sequence[str], detector: str) -> Outcome:
    """The outcome if a panel does not decide: unscored, with the votes as its reason."""
    said = [_vote(ballot) for ballot in ballots]
    voices = count(len(vendors(ballots)), "vendor")
    return Outcome(
        status="unscored",
        value=None,
        reason="the panel did not decide: "
        + (listing([*said, *without], between="; ") or "no judge can vote")
        + (f" ({voices})" if ballots else ""),
        detector=detector,
    )


def decided(
    value: float,
    label: str,
    ballots: Sequence[Ballot],
    without: Sequence[str],
    detector: str,
) -> Outcome:
    """The outcome if a panel decides; a failure is unconfirmed until a person confirms it."""
    said = listing([*map(_vote, ballots), *without], between="; ")
    # Quote a judge that agrees with the panel.
    voice = next((one for one in ballots if one.label == label and one.reason), None)
    words = f": {quote(voice.reason, 120)}" if voice else ""
    return Outcome(
        status="passed" if value == 1.0 else "failed",
        value=value,
        reason=f"judges say {label} ({said}){words}",
        label=label,
        detector=detector,
        confirmed=value == 1.0,
    )


def _vote(ballot: Ballot) -> str:
    return f"{one_line(ballot.voter.judge, 40)} {ballot.label}"
