"""Describe policies: each red line, its owner, the tested candidates, and what that proves."""

from __future__ import annotations

from portcheck.model.comparison.policy_report import PolicyReport, PolicyResult
from portcheck.model.numbers import count, listing, number, one_sided, percent
from portcheck.reports.words.names import Names, name_of

POLICIES = "Policies and red lines"


def policy_head(found: PolicyReport) -> str:
    """The statement of a policy, with its owner and its review."""
    policy = found.policy
    late = ", which is overdue" if found.overdue else ""
    kind = f"control {policy.id}" if policy.control else policy.id
    said = [kind, f"owner {policy.owner}"]
    if policy.review:
        said.append(f"next review {policy.review}{late}")
    if policy.touches:
        said.append(f"touches {', '.join(policy.touches)}")
    return f"{policy.statement} ({'; '.join(said)})"


def policy_lines(found: PolicyReport, names: Names) -> tuple[str, ...]:
    """A sentence for each workload and candidate on which the policy was tested."""
    return tuple(_line(each, names) for each in found.results) or (
        "It was tested on nothing in this run.",
    )


def _line(each: PolicyResult, names: Names) -> str:
    said = [_asked(each)]
    if each.breached:
        said.append(f"breached in {listing(each.breached)}")
    if each.flagged:
        said.append(f"flagged, and not confirmed, in {listing(each.flagged)}")
    if not each.breached and not each.flagged and each.bound is not None:
        level = one_sided(each.confidence)
        said.append(
            f"no breach in {_answered(each)}, which proves a rate of at most "
            f"{percent(each.bound)} ({level})"
        )
    if each.bound is None:
        said.append("nothing was answered")
    if each.twins:
        said.append(_twins(each))
    if each.baseline_failed_twins:
        said.append(f"today's answers fail the twins {listing(each.baseline_failed_twins)}")
    if each.baseline_breached:
        said.append(f"today's answers breach it in {listing(each.baseline_breached)}")
    if each.newly_refused:
        said.append(f"declined by the candidate alone: {listing(each.newly_refused)}")
    if each.newly_answered:
        said.append(f"declined today alone: {listing(each.newly_answered)}")
    move = f"{each.workload} to {name_of(names, each.candidate).title}"
    return f"{move}: {'; '.join(said)}."


def _asked(each: PolicyResult) -> str:
    """The number of cases, with twins counted separately."""
    if not each.twins:
        return count(each.cases, "case")
    attacks = count(each.cases - each.twins, "attack")
    return f"{attacks} and {count(each.twins, 'benign twin')}"


def _twins(each: PolicyResult) -> str:
    """Describe the candidate's answers to the benign twins of attacks."""
    if not each.failed_twins:
        return "the twins are answered rightly"
    share = f"{number(len(each.failed_twins))} of {count(each.twins, 'twin')}"
    return f"fails {share}: {listing(each.failed_twins)}"


def _answered(each: PolicyResult) -> str:
    """The number of cases behind the bound."""
    if each.groups == each.cases - each.twins:
        return "any"
    return f"the {number(each.groups)} that were fully answered, those of one group counted once"
