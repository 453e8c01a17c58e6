"""Judgements of a panel whose judges are called by letters, each of a vendor of its letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from check_builders import kind_of, make_completion, make_request
from msgspec import UNSET

from portcheck.error_classes import Failure
from portcheck.model.completion import Completion
from portcheck.model.judgement import NO_VOTES, Judgement, Order, Voter, Votes
from portcheck.model.score import Outcome
from portcheck.model.suite import CheckSpec
from portcheck.plugins import Context

FAILED = Failure(error_class="timeout", message="too slow")
DECLINED = ""
"""In place of a label: a reply that could not be read."""


def judgements(said: Mapping[str, Any], order: Order | None = None) -> tuple[Judgement, ...]:
    """Judge to a label, to `FAILED` or to `DECLINED`."""
    return tuple(
        Judgement(
            trial="t",
            check="judge",
            judge=judge,
            rubric="r",
            answer="x",
            sent=f"{judge} {order}",
            at="2026-11-28T10:00:00Z",
            order=order or UNSET,
            label=label or None if isinstance(label, str) else None,
            reason=f"{judge} says so" if label else "the reply is empty",
            failure=label if isinstance(label, Failure) else None,
        )
        for judge, label in said.items()
    )


def votes(
    said: Mapping[str, Any] | Iterable[Judgement], *, asked: Iterable[str] = (), **rules: Any
) -> Votes:
    """The votes of those judges; a judge `a2` is of the vendor `a`."""
    found = judgements(said) if isinstance(said, Mapping) else tuple(said)
    judges = dict.fromkeys([*(one.judge for one in found), *asked])
    voters = tuple(Voter(judge=judge, vendor=judge[0]) for judge in judges)
    return Votes(voters=voters, judgements=found, **rules)


def context(
    name: str,
    arguments: Mapping[str, Any],
    answer: str | Completion,
    baseline: str | Completion | None = None,
    said: Votes = NO_VOTES,
) -> Context:
    """What a check that asks judges looks at."""
    done, other = (
        make_completion(text) if isinstance(text, str) else text for text in (answer, baseline)
    )
    assert done is not None
    return Context(
        spec=CheckSpec(name=name, arguments=arguments, id=name),
        request=make_request(),
        completion=done,
        baseline=other,
        votes=said,
    )


def scored(*parts: Any, **named: Any) -> Outcome:
    """The outcome of a check on such a context; arguments as of `context`."""
    made = context(*parts, **named)
    return kind_of(made.spec.name).score(made)
