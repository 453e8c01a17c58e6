"""Write settings without a Converse field in the fields of the model's maker.

Sources: the pages on inference parameters of Anthropic Claude, Amazon Nova, Mistral AI and Cohere
models in the Amazon Bedrock User Guide, and its page on Nova 2's extended thinking.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from portcheck.model.chat import Request, ThinkingBudget
from portcheck.model.facts import Capabilities
from portcheck.providers.dialects.anthropic.thinking import asked_budget, thinking_config
from portcheck.providers.lint.review import one_call_at_a_time
from portcheck.providers.request_parts import BUDGET, drop_set, without_unset

_CLAUDE, _NOVA = "anthropic.claude", "amazon.nova"
REASONING = "reasoningConfig"
"""Field of Nova 2, which also has the effort."""
_THINKING_NOVA = "amazon.nova-2"
_SETTINGS = (
    "top_k",
    "frequency_penalty",
    "presence_penalty",
    "parallel_tool_calls",
    "thinking",
)
_TOP_K: Mapping[str, str] = {_CLAUDE: "top_k", "mistral.": "top_k", "cohere.": "k"}
"""Piece of a model's name to its field."""
_PENALTIES: Mapping[str, tuple[str, ...]] = {"cohere.": ("frequency_penalty", "presence_penalty")}
_DEFAULT_LIMIT = 4096
"""Output tokens within which Claude thinks where the request sets no limit."""
_NOVA_EFFORT = "medium"
_CHOICES = {"auto": "auto", "required": "any", "tool": "tool"}


def model_fields(
    request: Request, model: str | None, caps: Capabilities, dropped: list[str]
) -> dict[str, Any]:
    """The fields, those that the request sets.

    Args:
        request: the request.
        model: the model, by its id, profile or ARN.
        caps: the model's capabilities.
        dropped: gets the settings that the model has no field for.
    """
    sampling, name = request.sampling, model or ""
    if not any(sampling.is_set(one) for one in _SETTINGS):
        return {}
    fields: dict[str, Any] = {}
    top_k = next((field for piece, field in _TOP_K.items() if piece in name), None)
    if _NOVA in name and sampling.is_set("top_k"):
        fields["inferenceConfig"] = {"topK": sampling.top_k}
    elif top_k is not None:
        fields[top_k] = sampling.top_k
    else:
        drop_set(sampling, ("top_k",), dropped)
    known = next((names for piece, names in _PENALTIES.items() if piece in name), ())
    for penalty in ("frequency_penalty", "presence_penalty"):
        if penalty in known:
            fields[penalty] = getattr(sampling, penalty)
        else:
            drop_set(sampling, (penalty,), dropped)
    fields |= _calls(request, name, dropped)
    fields |= _thinking(request, name, caps, dropped)
    return without_unset(fields)


def _calls(request: Request, model: str, dropped: list[str]) -> dict[str, Any]:
    """Claude's tool choice, the only field that can forbid several calls in one answer."""
    choice = request.tool_choice
    mode = choice.mode if choice is not None else "auto"
    if _CLAUDE not in model or mode == "none":
        if one_call_at_a_time(request) and mode != "none":
            dropped.append("parallel_tool_calls")
        return {}
    if not one_call_at_a_time(request):
        return {}
    named = {"name": choice.name} if choice is not None and mode == "tool" else {}
    return {"tool_choice": {"type": _CHOICES[mode], **named, "disable_parallel_tool_use": True}}


def _thinking(
    request: Request, model: str, caps: Capabilities, dropped: list[str]
) -> dict[str, Any]:
    sampling = request.sampling
    if sampling.thinking is UNSET:
        return {}
    if _CLAUDE in model:
        limit = sampling.max_output_tokens or _DEFAULT_LIMIT + asked_budget(sampling)
        return {"thinking": thinking_config(sampling, model, limit, caps, dropped)}
    if _THINKING_NOVA not in model:
        dropped.append("thinking")
        return {}
    if isinstance(sampling.thinking, ThinkingBudget):
        dropped.append(BUDGET)
    if sampling.thinking == "off":
        return {REASONING: {"type": "disabled"}}
    effort = sampling.effort or _NOVA_EFFORT
    return {REASONING: {"type": "enabled", "maxReasoningEffort": effort}}
