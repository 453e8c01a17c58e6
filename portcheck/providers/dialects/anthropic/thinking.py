"""How Claude is asked to think, which differs from model to model; Bedrock says it likewise."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from portcheck.model.chat import Sampling, ThinkingBudget
from portcheck.model.facts import Capabilities
from portcheck.providers.request_parts import BUDGET

LEAST_BUDGET = 1024
"""Tokens; a smaller budget is rejected
(platform.claude.com/docs/en/build-with-claude/extended-thinking)."""
_ON, _OFF = ("adaptive", "enabled"), ("disabled", "between_tools")
"""The vendor's words, the better first."""


def asked_budget(sampling: Sampling) -> int:
    """Tokens that are to be spent on thinking, 0 where no number is given."""
    wanted = sampling.thinking
    return wanted.budget if isinstance(wanted, ThinkingBudget) else 0


def thinking_config(
    sampling: Sampling, model: str | None, limit: int, caps: Capabilities, dropped: list[str]
) -> dict[str, Any] | None:
    """The field `thinking`; `None` if the request says nothing about it, or the model has no word.

    Args:
        sampling: the settings of a request.
        model: the model; of a name that is not Claude's, another maker's that imitates the API.
        limit: output tokens, within which the model thinks.
        caps: what is known about the model.
        dropped: gets `thinking` where the model cannot do as it is asked, `BUDGET` where it thinks
            without one.
    """
    wanted = sampling.thinking
    if wanted is UNSET or (wanted == "off" and caps.thinking == ("off",)):
        return None
    types = caps.thinking_types or _usual_types(model)
    words = [word for word in (_OFF if wanted == "off" else _ON) if word in types]
    if not words and wanted == "off" and "off" in (caps.thinking or ()):
        # It does not think unless it is asked to.
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
    """Of a model that the tables do not have: a newer Claude, or one of an imitator."""
    newest = "claude" in (model or "").lower()
    return ("adaptive", "disabled") if newest else ("enabled", "disabled")
