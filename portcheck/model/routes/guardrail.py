"""Filters before and after a model, which are part of the tested route."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET, UnsetType, field

from portcheck.model.chat import JsonObject
from portcheck.model.codec import canonical_json
from portcheck.value import Number, Value

NO_GUARDRAIL = "takes no guardrail with a request"
"""The end of a message about a dialect without guardrails; its name comes first."""


class Moderation(Value, kw_only=True):
    """Another endpoint that judges the texts to a model, and from it."""

    moderator: str
    """Id of its entry."""
    input: bool = True
    """Whether it judges, before each call, the new turns and results of tools."""
    output: bool = True
    """Whether it judges, after each call, the answer and its tool calls."""
    price_per_call: Number | None = None
    """US dollars for each question to it; `None`: its entry's price for tokens."""
    digest: str = ""
    """Digest, in hexadecimal, of how portcheck asks it and reads its answers."""

    @property
    def words(self) -> str:
        """One line for people: `house-filter@1a2b3c4d (input, output)`."""
        asked = ", ".join(one for one in ("input", "output") if getattr(self, one))
        return f"{self.moderator}@{self.digest[:8]} ({asked})"


class Guardrail(Value, kw_only=True):
    """What an entry of a providers file says under `guardrail`; no secrets."""

    settings: JsonObject = field(default_factory=dict)
    """What portcheck asks the vendor for, in the vendor's own words."""
    moderation: Moderation | UnsetType = UNSET

    @property
    def digest(self) -> str:
        """See `digest_of`."""
        return digest_of(self.words)

    @property
    def words(self) -> str:
        """One line for people: `id=gr-1, version=3`."""
        return ", ".join(_leaves(self._whole(), ""))

    def _whole(self) -> JsonObject:
        if self.moderation is UNSET:
            return self.settings
        return {**self.settings, "moderation": self.moderation.words}


def digest_of(words: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a guardrail's words."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _leaves(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}" if path else str(name))
    else:
        shown = value if isinstance(value, str) else canonical_json(value)
        yield f"{path}={shown}"
