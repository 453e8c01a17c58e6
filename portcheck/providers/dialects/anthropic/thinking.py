"""Build Claude's field `thinking`, which differs between models; Bedrock uses it too."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from portcheck.model.chat import Sampling, ThinkingBudget
from portcheck.model.facts import Capabilities
from portcheck.providers.request_parts import BUDGET

LEAST_BUDGET = 1024
"""Fewest tokens of a budget; a smaller one is rejected
(platform.claude.com/docs/en/build-with-claude/extended-thinking)."""
_ON, _OFF = ("adaptive", "enabled"), ("disabled", "between_tools")
"""The vendor's words in order of preference."""


def asked_budget(sampling: Sampling) -> int:
    """The requested tokens for thinking; 0 if no number is given."""
    wanted = sampling.thinking
    return wanted.budget if isinstance(wanted, ThinkingBudget) else 0


def thinking_config(
    sampling: Sampling, model: str | None, limit: int, caps: Capabilities, dropped: list[str]
) -> dict[str, Any] | None:
    """The field `thinking`; `None` if the request does not set it or the model does not support it.

    Args:
        sampling: the settings of a request.
        model: the model; a name that is not Claude's means a vendor that imitates the API.
        limit: the limit of output tokens, which includes thinking.
        caps: the model's capabilities.
        dropped: gets `thinking` if the model does not support the setting, and `BUDGET` if it
            thinks without a budget.
    """
    wanted = sampling.thinking
    if wanted is UNSET or (wanted == "off" and caps.thinking == ("off",)):
        return None
    types = caps.thinking_types or _usual_types(model)
    words = [word for word in (_OFF if wanted == "off" else _ON) if word in types]
    if not words and wanted == "off" and "off" in (caps.thinking or ()):
        # By default it does not think.
        return None
    if not words or caps.thinking == ("off",):
        dropped.append("thinking")
        return None
    if isinstance(wanted, ThinkingBudget):
        if "enabled" in words:
            return {"type": "enabled", "budget_tokens": wanted.budget}
        dropped.append(BUDGET)
    if words[0] == "enabled":
        return {"type": "enabled", "budget_tokens": max(LEAST_BUDGET, limit // 2)}
    return {"type": words[0]}


def _usual_types(model: str | None) -> tuple[str, ...]:
    """The thinking types of a model that the tables lack: a newer Claude or an imitator's."""
    newest = "claude" in (model or "").lower()
    return ("adaptive", "disabled") if newest else ("enabled", "disabled")
