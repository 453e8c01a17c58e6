"""None of the named tools is called, in any step."""

from __future__ import annotations

from portcheck.checks.shared.made_calls import NAMES, made_calls, names_in
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when none of the tools is called; a call that nothing answered is one all the same."""
    forbidden = set(names_in(context.spec.arguments))
    for one in made_calls(context):
        if one.call.name in forbidden:
            return failed(f"{one.words} is never to be called")
    return passed("called none of what is forbidden")


CHECK = CheckKind(
    name="never",
    gate="red_line",
    summary="None of the named tools is called, in any step.",
    arguments=NAMES,
    score=score,
    tools=names_in,
    speaks_of=lambda _arguments: "form",
)
