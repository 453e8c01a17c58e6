"""Describe the traffic that a sample represents."""

from __future__ import annotations

from portcheck.model.numbers import count, decimal, percent
from portcheck.model.workload.sample import StandsFor


def sample_words(sample: StandsFor) -> str:
    """One sentence on the source of the cases, how they were drawn, and their weights.

    Each case counts once in a verdict. If each template has its share of the cases, a mean over
    cases is one over calls; if rare templates have a minimum of cases, they weigh more.
    """
    cases = sum(one.cases for one in sample.strata)
    text = (
        f"Its sample of {count(cases, 'case')} was drawn at random (seed {sample.seed}) from "
        f"{count(sample.calls, 'call')}{_span(sample)}, within "
        f"{count(len(sample.strata), 'template')}"
    )
    return text + _heaviest(sample, cases) + _left_out(sample) + "."


def _span(sample: StandsFor) -> str:
    if not sample.first or not sample.last:
        return " of a log"
    return f" of {sample.first[:10]} to {sample.last[:10]}"


def _heaviest(sample: StandsFor, cases: int) -> str:
    drawn = sum(one.calls for one in sample.strata)
    ratios = [one.cases * drawn / (cases * one.calls) for one in sample.strata if one.calls]
    most = max(ratios, default=1.0)
    if most < 1.5:
        return " in proportion to traffic"
    return (
        " in proportion to traffic, with a minimum of each: every case counts once, so the "
        f"rarest template weighs {decimal(most, least=1)} times its share of calls"
    )


def _left_out(sample: StandsFor) -> str:
    missing = sample.calls - sum(one.calls for one in sample.strata)
    if missing <= 0:
        return ""
    share = percent(missing / sample.calls)
    return f"; templates without a case have {count(missing, 'call')} ({share})"
