"""Sentences about judges that all reports share."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.judgement import JudgeInfo, JudgePair, PanelReport
from portcheck.model.numbers import count, dollars, listing, number, percent
from portcheck.model.parity import RunReport

TITLE = "Judges"
_HASH = 12
"""Shown characters of a rubric's hash."""
NOT_CORRECT = "Agreement is not correctness: only people's labels measure judges."


def judge_lines(report: RunReport) -> tuple[str, ...]:
    """One line on each judge and on the agreement of panels; empty for a run without judges."""
    if not report.run.judges:
        return ()
    return (
        *(_judge(judge) for judge in report.run.judges),
        *(line for panel in report.panels or () for line in _panel(panel)),
        NOT_CORRECT,
    )


def unpinned(judges: Sequence[JudgeInfo]) -> tuple[str, ...]:
    """A sentence for each judge whose model the vendor may replace under the same name."""
    return tuple(
        f"Judge {judge.id} is not pinned: its vendor may replace the model behind "
        f"{judge.model or 'its name'}, and scores would change."
        for judge in judges
        if not judge.pinned
    )


def _judge(judge: JudgeInfo) -> str:
    model = f", {judge.model}" if judge.model else ""
    cost = "cost unknown" if judge.cost_usd is None else dollars(judge.cost_usd)
    served = f", served by {listing(judge.served_models)}" if judge.served_models else ""
    failed = f", {number(judge.failed)} failed" if judge.failed else ""
    pin = "" if judge.pinned else ", not pinned"
    return (
        f"{judge.id} ({judge.vendor}{model}{pin}): {count(judge.calls, 'call')} in this run"
        f"{failed}, {cost}{served}"
    )


def _panel(panel: PanelReport) -> list[str]:
    silent = [
        f"{number(times)} {what}"
        for times, what in (
            (panel.abstained, "abstained"),
            (panel.unreadable, "not understood"),
            (panel.failed, "failed"),
        )
        if times
    ]
    what = "answer" if not panel.in_both_orders else "pair"
    head = (
        f"{panel.workload}, {panel.check}: {listing(panel.judges)} on "
        f"{count(panel.answers, what)}, rubric sha256 {panel.rubric[:_HASH]}"
    )
    lines = [f"{head}; {', '.join(silent) or 'no abstention'}"]
    agreement = [_pair(pair) for pair in panel.pairs]
    alpha = "left open" if panel.alpha is None else f"{panel.alpha:.2f}"
    if agreement:
        lines.append(f"agreement: {'; '.join(agreement)}; Krippendorff's alpha {alpha}")
    if panel.in_both_orders:
        flips = panel.order_flips or 0
        lines.append(
            f"order: {number(flips)} of {number(panel.in_both_orders)} preferences changed when "
            "the two answers swapped places, and count as ties"
        )
    if panel.told_apart:
        share = percent(panel.longer_ahead / panel.told_apart)
        lines.append(
            f"length: the longer of two answers won in {number(panel.longer_ahead)} of "
            f"{number(panel.told_apart)} ({share})"
        )
    return [lines[0], *(f"{panel.workload}, {panel.check}: {line}" for line in lines[1:])]


def _pair(pair: JudgePair) -> str:
    kappa = "kappa left open"
    if pair.kappa is not None and pair.kappa_low is not None and pair.kappa_high is not None:
        kappa = f"kappa {pair.kappa:.2f} ({pair.kappa_low:.2f} to {pair.kappa_high:.2f})"
    return f"{pair.one} and {pair.other} {percent(pair.agree)} of {number(pair.n)}, {kappa}"
