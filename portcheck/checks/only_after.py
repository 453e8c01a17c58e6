"""A tool is called only after another one has succeeded."""

from __future__ import annotations

from itertools import chain

from portcheck.checks.shared.answers import quote
from portcheck.checks.shared.made_calls import NAME, NAMES, made_calls, names_in
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when each call of a guarded tool follows, in a later step, calls of all that it needs.

    Only a call that a tool answered without an error counts. A guarded tool need not be called.
    """
    needs = {name: names_in(value) for name, value in context.spec.arguments.items()}
    made = made_calls(context)
    called: dict[str, int] = {}
    worked: dict[str, int] = {}
    for one in made:
        called.setdefault(one.call.name, one.step)
        if one.worked:
            worked.setdefault(one.call.name, one.step)
    for one in made:
        for needed in needs.get(one.call.name, ()):
            if worked.get(needed, one.step) >= one.step:
                tried = called.get(needed, one.step) < one.step
                why = "failed" if tried else "was not called"
                return failed(f"{one.words}, though {quote(needed, 40)} {why} before")
    return passed("called nothing too early")


CHECK = CheckKind(
    name="only_after",
    gate="tools",
    summary="A tool is called only after another one has succeeded.",
    arguments={
        "type": "object",
        "minProperties": 1,
        "propertyNames": NAME,
        "additionalProperties": NAMES,
    },
    score=score,
    tools=lambda arguments: [*arguments, *chain.from_iterable(map(names_in, arguments.values()))],
    speaks_of=lambda _arguments: "form",
)
