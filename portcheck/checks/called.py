"""Every named tool is called at least once, in any order."""

from __future__ import annotations

from portcheck.checks.shared.answers import quote
from portcheck.checks.shared.made_calls import NAMES, instead, made_calls, names_in
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when each of the tools is called in some step."""
    made = made_calls(context)
    called = {one.call.name for one in made}
    lacking = [name for name in names_in(context.spec.arguments) if name not in called]
    if lacking:
        return failed(f"{quote(lacking[0], 40)} was not called: {instead(made)}")
    return passed("called every named tool")


CHECK = CheckKind(
    name="called",
    gate="tools",
    summary="Every named tool is called at least once, in any order.",
    arguments=NAMES,
    score=score,
    tools=names_in,
    expected=lambda arguments: {"tools": [sorted(names_in(arguments))]},
)
