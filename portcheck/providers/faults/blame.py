"""Decide whether a rejected setting comes from the workload or from the providers file."""

from __future__ import annotations

from msgspec.structs import replace

from portcheck.errors import ProviderError
from portcheck.model.chat import Request

_OF_SAMPLING = frozenset(
    {"temperature", "top_p", "top_k", "seed", "stop", "max_output_tokens"}
    | {"frequency_penalty", "presence_penalty", "parallel_tool_calls"}
)


def blamed(error: ProviderError, request: Request) -> ProviderError:
    """Remove the cause of an error if the request does not have that setting.

    A setting that no workload asked for comes from the options or defaults of the provider's
    entry: its rejection says nothing about the workload or the model.

    Args:
        error: the error of a call.
        request: the request.
    """
    cause = error.failure.cause
    if not isinstance(cause, str) or not cause or _carries(request, cause):
        return error
    return ProviderError(replace(error.failure, cause=""), param=error.param)


def _carries(request: Request, part: str) -> bool:
    sampling = request.sampling
    if part in _OF_SAMPLING:
        return sampling.is_set(part)
    if part == "effort":
        # Vendors name one field for both.
        return sampling.is_set("effort") or sampling.is_set("thinking")
    if part == "response_schema":
        return request.response_schema is not None or request.wants_json
    if part == "tool_choice":
        return request.tool_choice is not None
    return True
