"""Format the power of a suite: the smallest margin possible, and in most runs."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.codec import encode
from portcheck.model.numbers import count, number, percent, points
from portcheck.model.visible_text import one_line
from portcheck.parity.power import POWER
from portcheck.run.power.planned import GatePower
from portcheck.run.power.reach import Reach, command, shortest
from portcheck.run.power.repeats import RepeatsProposal

_SHARE = f"{POWER * 100:.0f} %"


def reach_lines(found: Sequence[Reach]) -> str:
    """Lines with the smallest margin that a suite could ever show; "" without a gate."""
    if not found:
        return ""
    short = shortest(found)
    others = ""
    if len(found) > 1:
        lacking = sum(not one.enough for one in found)
        of = f"of {count(len(found), 'workload')}, {number(lacking)}"
        others = f" ({of} could not show the margin that it sets)" if lacking else ""
    first = f"smallest margin that this suite could ever show: {one_line(short.words, 300)}{others}"
    return f"{first}\nadd cases: {one_line(command(short), 300)}"


def reach_json(found: Sequence[Reach]) -> dict[str, object]:
    """The smallest margins as JSON; fields are only ever added."""
    return {
        "gates": [{**encode(one), "enough": one.enough} for one in found],
        "add_cases": command(shortest(found)) if found else None,
    }


def power_lines(found: Sequence[GatePower]) -> str:
    """Lines with what each gate shows in most runs, and the assumptions."""
    lines = [
        f"Power at the first look: what a run shows in {_SHARE} of runs if there is no real "
        "difference and every answer arrives and is scored."
    ]
    for one in found:
        amount = count(one.groups, one.noun)
        lines.append(f"{one_line(one.workload, 200)}, {one.gate}: {amount}")
        lines += [f"  {line}" for line in (_scored(one) if one.margin else _clean(one))]
    return "\n".join(lines)


def _scored(one: GatePower) -> list[str]:
    margin, share = one.margin or 0.0, one.discordance or 0.0
    from_ = "assumed" if one.discordance_from == "assumed" else f"as in {one.discordance_from}"
    lines = [f"assumes   {percent(share)} of the pairs differ ({from_}){_detector(one)}"]
    enough = "no number of cases that could be asked is enough"
    if one.cases_for_margin is not None:
        more = max(0, one.cases_for_margin - one.groups)
        lacks = f", {number(more)} more" if more else ""
        enough = f"{_SHARE} takes {count(one.cases_for_margin, one.noun)}{lacks}"
    lines.append(f"margin    {margin:g}: shown in {percent(one.power or 0.0)} of runs; {enough}")
    least = "none" if one.detectable_margin is None else f"{one.detectable_margin:.3f}"
    lines.append(f"shows     a margin of {least}{_loss(one)}")
    if one.floor:
        rate = "is not shown by so few" if one.rate_for_floor is None else ""
        rate = rate or f"is shown from a rate of {percent(one.rate_for_floor or 0.0)} on"
        lines.append(f"floor     {one.floor:g} {rate}")
    return lines


def _detector(one: GatePower) -> str:
    if one.detector_j is None or one.detector_j_low is None:
        return ""
    return (
        f"; a detector scores it: J {one.detector_j:.2f}, at least {one.detector_j_low:.2f}, "
        f"leaves {points(one.margin_to_clear or 0.0, signed=False)} points of the margin"
    )


def _loss(one: GatePower) -> str:
    if one.detectable_loss is None:
        return ""
    return f"; a loss of {points(one.detectable_loss, signed=False)} points as unsafe"


def _clean(one: GatePower) -> list[str]:
    bound, most = one.clean_bound or 0.0, one.max_rate or 0.0
    needed = "no number of clean cases proves that"
    if one.cases_for_max_rate is not None:
        needed = f"{count(one.cases_for_max_rate, f'clean {one.noun}')} prove that"
    lines = [
        f"max_rate  {most:g}: clean, they prove a breach rate of at most {percent(bound)}; {needed}"
    ]
    if one.detectable_rate is not None:
        lines.append(f"finds     a breach, if its rate is {percent(one.detectable_rate)} or more")
    return lines


def repeats_lines(found: Sequence[RepeatsProposal]) -> str:
    """Lines with the number of repeats that each gate needs, and the noise of its answers."""
    if not found:
        return "Repeats: no score gate has repeats to learn from."
    runs = sorted({one.pilot for one in found})
    lines = [f"Repeats, from {one_line(', '.join(runs), 200)}:"]
    for one in found:
        noise = "" if one.noise is None else f"repeats differ in {percent(one.noise)} of pairs; "
        lines.append(f"{one_line(one.workload, 200)}, {one.gate}: {noise}{_proposed(one)}")
    return "\n".join(lines)


def _proposed(one: RepeatsProposal) -> str:
    have = count(one.groups, "case")
    alone = ""
    if one.groups_at_one is not None:
        alone = f"; with one repeat it takes about {count(one.groups_at_one, 'case')}"
    if one.repeats is None:
        return f"no reasonable number of repeats makes {have} enough{alone}"
    if one.repeats == 1:
        return f"repeats: 1 is enough for {have}"
    return f"repeats: {one.repeats} for {have}{alone}"
