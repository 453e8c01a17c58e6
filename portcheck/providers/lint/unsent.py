"""Find settings without a field in a wire format, which are dropped from the request."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.facts import NEEDS, Capabilities, Finding
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS, Dialect
from portcheck.providers.file_parts import FILE_URLS
from portcheck.providers.lint.review import FILE_WORDS, Review, thinking_word


def not_in_wire(spec: ProviderSpec, request: Request) -> tuple[str, ...]:
    """The settings of a request that the dialect has no field for.

    Raises:
        UsageError: an option of the entry is not usable.
    """
    unsent = DIALECTS.get(spec.dialect).unsent
    try:
        return () if unsent is None else tuple(unsent(spec, request))
    except ProviderError:
        return ()


def not_sent(
    dialect: Dialect,
    spec: ProviderSpec,
    request: Request,
    caps: Capabilities,
    rules: tuple[Finding, ...],
    own: tuple[Finding, ...],
) -> Iterator[Finding]:
    """A finding for everything that the dialect would leave out.

    Args:
        dialect: dialect of the provider.
        spec: the provider.
        request: the request.
        caps: the model's capabilities.
        rules: findings from the capability table.
        own: findings of the dialect.
    """
    if dialect.unsent is None:
        return
    review = Review(spec, request)
    try:
        names = dialect.unsent(spec, request)
    except ProviderError as exc:
        yield review.found("request", "rejected", exc.message, exc.hint)
        return
    said = {finding.feature for finding in own}
    for name in dict.fromkeys(names):
        feature = name.partition(".")[0]  # perhaps only a part of it is left out
        known = _certain(feature, request, caps, said)
        if not known and feature in said:
            continue
        reason = _reason(spec, name, caps, rules)
        if name in FILE_WORDS:
            message, hint = f"{reason}: they are not sent", FILE_WORDS[name][1]
        else:
            message = f"{reason}: it is not sent"
            hint = _hint(name, rules)
        yield review.found(feature, "dropped", message, hint, known=known)


def _certain(name: str, request: Request, caps: Capabilities, said: set[str]) -> bool:
    """Whether leaving out a setting certainly makes a difference.

    A tool choice may be the default. An unknown model may think by default or not, so only a budget
    is certainly lost, unless the dialect knows better.
    """
    if name == "tool_choice":
        return forces_a_tool(request)
    if name != "thinking":
        return True
    word = thinking_word(request.sampling)
    if caps.thinking is not None and word not in caps.thinking:
        return True
    return word == "budget" and name not in said


def _reason(spec: ProviderSpec, name: str, caps: Capabilities, rules: tuple[Finding, ...]) -> str:
    """Why a setting is dropped: its value is out of range, or there is no such setting at all."""
    ranges = (rule.message for rule in rules if rule.feature == name and rule.value)
    if (message := next(ranges, None)) is not None:
        return message
    words = "files by URL" if name == FILE_URLS else name
    if getattr(caps, name, None) is False:
        return f"dialect {spec.dialect} has no field for {words}"
    if name in FILE_WORDS:
        return f"dialect {spec.dialect} cannot express these {words}"
    if name == "tools":
        return f"dialect {spec.dialect} has no field for tools"
    return f"dialect {spec.dialect} cannot express this {name}"


def _hint(name: str, rules: tuple[Finding, ...]) -> str:
    """The hint for a dropped setting: that of the table, or else to leave it out."""
    if name in NEEDS and (hint := next((r.hint for r in rules if r.feature == name), "")):
        return hint
    return "leave it out of the suite, or accept that this provider runs without it"


def forces_a_tool(request: Request) -> bool:
    """Whether the request requires a tool call; other tool choices are no need."""
    choice = request.tool_choice
    return bool(request.tools) and choice is not None and choice.mode in {"required", "tool"}
