"""List the needs of a request and whether the model is known to support them."""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.model.chat import PREFERENCES, Request
from portcheck.model.facts import Capabilities
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.capability_rules import capabilities_of
from portcheck.providers.lint.observed import NOTHING_OBSERVED, Observed
from portcheck.providers.lint.review import file_needs, one_call_at_a_time, thinking_word


def needs(
    spec: ProviderSpec, request: Request, observed: Observed = NOTHING_OBSERVED
) -> Mapping[str, bool | None]:
    """Feature that the request uses to whether it is supported; `None`: not known.

    Features have the names of `Capabilities`. A plain question needs nothing, and sampling
    preferences are needs only if the request keeps them. Earlier behaviour of the endpoint
    (`observed`) overrides the table.

    Raises:
        UsageError: the entry's dialect is not usable.
    """
    caps = observed.applied(capabilities_of(spec), request)
    needed = [name for name, used in _used(request).items() if used]
    return {
        name: _known(caps, request, name)
        for name in needed
        if name not in PREFERENCES or request.keeps(name)
    }


def _used(request: Request) -> Mapping[str, bool]:
    sampling, choice, messages = request.sampling, request.tool_choice, request.messages
    inside = any(message.role == "system" for message in messages)
    forced = choice is not None and choice.mode in {"required", "tool"}
    last = messages[-1] if messages else None
    return {
        "system": bool(request.system) or inside,
        "mid_system": inside,
        "prefill": last is not None and last.role == "assistant" and not last.tool_calls,
        **dict.fromkeys(file_needs(request), True),
        "tools": bool(request.tools),
        "forced_tools": bool(request.tools) and forced,
        "response_schema": request.response_schema is not None,
        "json_mode": request.wants_json,
        "parallel_tool_calls": one_call_at_a_time(request),
        "thinking": sampling.is_set("thinking"),
        "stop": bool(sampling.stop),
        **{name: sampling.is_set(name) for name in sorted(PREFERENCES)},
    }


def _known(caps: Capabilities, request: Request, name: str) -> bool | None:
    found = getattr(caps, name)
    if name == "thinking":
        return None if found is None else thinking_word(request.sampling) in found
    if name == "effort" and isinstance(found, tuple):
        return request.sampling.effort in found
    if name == "stop" and found is None and caps.max_stop is not None:
        # A stated number means that some are taken.
        return len(request.sampling.stop) <= caps.max_stop
    return found if isinstance(found, bool) else None
