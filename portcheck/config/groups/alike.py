"""Normalise the groups of a workload's cases, and join groups with cases that ask the same."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from portcheck.config.cpu_limit import TimeBudget
from portcheck.config.groups.case_location import CaseLocation
from portcheck.config.groups.same_question import (
    checks_of,
    contradiction,
    expected_of,
    group_key,
    joined_groups,
    question_of,
)
from portcheck.config.problems.document import MANY
from portcheck.config.problems.quoting import quote
from portcheck.model.suite import Case

Places = Mapping[str, CaseLocation]
"""Id of a case to its location."""


def name_groups(cases: list[Case], places: Places) -> None:
    """Give groups the same name if their names differ only in white space or Unicode form."""
    names: dict[str, str] = {}
    for at, case in enumerate(cases):
        if case.group is None:
            continue
        name = names.setdefault(group_key(case.group), case.group)
        if name != case.group:
            message = f"the group {quote(name)} is written in two ways"
            hint = "names that differ only in spaces or Unicode form are one group"
            places[case.id].warning(message, hint)
            cases[at] = replace(case, group=name)


def join_alike(cases: list[Case], places: Places, time: TimeBudget) -> tuple[tuple[str, ...], ...]:
    """Put cases that ask the same and are judged in the same way into one group.

    Cases that ask the same but expect different answers are reported.

    Returns:
        The case ids of each new group.
    """
    pairs = []
    for one, at in _twins(cases, places, time):
        if cases[one].cluster != cases[at].cluster:
            pairs.append((one, at))
    found: dict[int, list[str]] = {}
    for one, at in pairs:
        case, twin_id = cases[at], cases[one].id
        found.setdefault(one, [twin_id]).append(case.id)
        hint = (
            f"{quote(case.id)} makes the same request as {quote(twin_id)}; to ask twice, set "
            "repeats"
        )
        places[case.id].warning("two cases make the same request, and count as one", hint)
    for at, group in joined_groups(cases, pairs).items():
        cases[at] = replace(cases[at], group=group)
    return tuple(tuple(ids) for ids in found.values())


def _twins(cases: list[Case], places: Places, time: TimeBudget) -> list[tuple[int, int]]:
    """Pairs of the places of cases that ask the same, each with the first such case."""
    pairs = []
    asked: dict[bytes, list[int]] = {}
    judged: dict[bytes, dict[bytes, int]] = {}
    """For each request of several cases: their checks to the first case with them."""
    for at, case in enumerate(cases):
        place = places[case.id]
        if not time.lasts(place.error):
            break
        question = question_of(case.request)
        earlier = asked.setdefault(question, [])
        if earlier and place.source.is_broken(place.steps):
            continue
        if earlier:
            first = earlier[0]
            known = judged.setdefault(question, {checks_of(cases[first]): first})
            twin = known.setdefault(checks_of(case), at)
            if twin != at:
                pairs.append((twin, at))
                continue
            for one in earlier:
                _review_expected(case, cases[one], places)
        if len(earlier) < MANY:
            earlier.append(at)
    return pairs


def _review_expected(case: Case, other: Case, places: Places) -> None:
    part = contradiction(expected_of(case), expected_of(other))
    if not part:
        return
    message, place = (
        "another case makes the same request but expects another answer",
        places[case.id],
    )
    hint = (
        f"{quote(case.id)} and {quote(other.id)} on {places[other.id].seen_from(place)} differ in "
        f"the {part} that they expect: no answer can pass both"
    )
    place.error(message, hint)
