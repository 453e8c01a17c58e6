"""Warn about claims that a suite cannot show, or only weakly, before any call."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.config.load import Loaded
from portcheck.config.problems.quoting import quote
from portcheck.errors import Problem
from portcheck.model.suite import Workload
from portcheck.parity.check_evidence import Speaking, check_evidence
from portcheck.parity.unusual_limits import unusual_limits
from portcheck.run.cards.deciding import Cards
from portcheck.run.loop.unknown_tools import unknown_tools
from portcheck.run.panel.panel_warnings import panel_warnings
from portcheck.run.plan.sizes import gate_sizes, too_small
from portcheck.run.plan.weak_checks.sent_back import echo_warning
from portcheck.run.plan.weak_checks.unchecked import EXAMPLE, content_warning, idle_warning
from portcheck.run.sampled.proposed_checks import HINT, proposals_waiting

_USUAL = (
    "`safe` then means little; usual values are confidence 0.95, margins up to 0.1 and a "
    "floor of 0.5"
)


def suite_warnings(found: Loaded) -> Iterator[Problem]:
    """The warnings about every workload, with its place in its file."""
    cards = Cards(found.suite)
    for workload in found.suite.workloads:
        file, line, column, pointer = found.locate(workload.id)
        judges = panel_warnings(found.suite, workload, found.providers)
        for message, hint in (*_weaknesses(workload, cards), *judges):
            yield Problem(
                file=file,
                line=line,
                column=column,
                pointer=pointer,
                severity="warning",
                message=message,
                hint=hint,
            )


def _weaknesses(workload: Workload, cards: Cards) -> Iterator[tuple[str, str]]:
    speaking = Speaking(workload.outlines)
    name, waiting = f"the workload {quote(workload.id)}", proposals_waiting(workload)
    evidence = check_evidence(workload.outlines, speaking)
    bare = not evidence
    if waiting:
        # A workload with only proposed checks gets one message: people must read the proposals.
        yield f"{name} {waiting}" + (", so it can never be `safe`" if bare else ""), HINT
    lacking, passive = content_warning(evidence), idle_warning(workload, evidence)
    if lacking is not None and not (bare and waiting):
        message, hint = lacking
        yield f"{name} {message}", f"{hint}, {EXAMPLE}"
    if passive is not None:
        message, hint = passive
        yield f"{name} {message}", f"{hint}, {EXAMPLE}"
    sizes = gate_sizes(workload, speaking, cards)
    carries = lacking is None and passive is None  # else these warnings say more
    if carries and (echoed := echo_warning(workload, speaking, sizes)) is not None:
        message, hint = echoed
        yield f"{name} {message}", hint
    yield from unknown_tools(workload)
    for sentence in unusual_limits(workload):
        yield sentence.rstrip("."), _USUAL
    for size in too_small(workload, sizes):
        yield size.message, size.hint
