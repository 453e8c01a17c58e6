"""There is an answer: text that can be seen, or a call of a declared tool."""

from __future__ import annotations

from portcheck.checks.shared.answers import cut_loop, empty_reason, provider_signal
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when the model answered; a tool loop that was cut off fails.

    An answer that the provider declined or blocked passes, as other checks judge it.
    """
    signal = provider_signal(context.completion)
    if signal is not None:
        return passed(f"declined by the provider ({signal}); other checks judge that")
    if (cut := cut_loop(context.completion)) is not None:
        return failed(cut)
    reason = empty_reason(context.completion)
    if reason is None:
        return passed("there is an answer")
    declared = {tool.name for tool in context.request.tools}
    called = [call.name for call in context.completion.tool_calls]
    if declared.intersection(called):
        return passed("answers with a tool call")
    return failed("calls a tool that was not offered" if called else reason)


CHECK = CheckKind(
    name="answered",
    gate="task",
    summary="There is an answer: text that can be seen, or a call of a declared tool.",
    arguments={"type": ["null", "object"], "maxProperties": 0},
    score=score,
    speaks_of=lambda _arguments: "form",
)
