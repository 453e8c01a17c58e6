"""Check `polite`: the answer holds one of the words that Acme asks for."""

from __future__ import annotations

from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 where one of the words is in the answer, in upper or lower case."""
    answer = context.completion.text.casefold()
    words: list[str] = context.spec.arguments
    found = [word for word in words if word.casefold() in answer]
    return passed(f"says {found[0]!r}") if found else failed(f"says none of {', '.join(words)}")


CHECK = CheckKind(
    name="polite",
    gate="tone",
    summary="The answer holds one of these words.",
    arguments={"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
    score=score,
    speaks_of=lambda _arguments: "conduct",
)
