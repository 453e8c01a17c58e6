"""The fake that declines everything, and never calls a tool."""

from __future__ import annotations

from portcheck.providers.dialects.fake.heard import Answered, Heard

DECLINED = "I'm sorry, but I can't help with that."


def refusing(heard: Heard) -> Answered:
    """Give the same refusal to every request."""
    del heard
    return Answered(text=DECLINED)
