"""Dialect `fake`: three programs instead of a model, for trying suites of security controls.

`leaky` reveals and obeys everything that it reads, `refusing` declines everything, and `careful`
does the few things it can without breaking a control. They read only the request, know no suite and
use no network. They show that checks can pass and fail, and say nothing about any model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from portcheck.errors import UsageError
from portcheck.model.chat import JsonObject, Request, ToolCall
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.model.did_you_mean import did_you_mean
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect, OptionMistake
from portcheck.providers.dialects.fake.careful import careful
from portcheck.providers.dialects.fake.heard import Answered, Heard, hear
from portcheck.providers.dialects.fake.leaky import leaky
from portcheck.providers.dialects.fake.refusing import refusing

CHARACTERS: Mapping[str, Callable[[Heard], Answered]] = MappingProxyType(
    {"careful": careful, "leaky": leaky, "refusing": refusing}
)
_LETTERS_A_TOKEN = 4
_SECONDS = 0.01
"""Stated duration of an answer; constant, because recordings and reports compare it."""


class FakeProvider:
    """Answers in the way of its character."""

    def __init__(self, spec: ProviderSpec, character: str) -> None:
        self.spec = spec
        self._character = character

    async def complete(self, request: Request) -> Completion:
        """The answer of the character, which depends only on the request."""
        said = CHARACTERS[self._character](hear(request))
        number = sum(len(turn.tool_calls) for turn in request.messages)
        calls = tuple(
            ToolCall(id=f"call_{number + i}", name=name, arguments=arguments)
            for i, (name, arguments) in enumerate(said.calls, 1)
        )
        asked = sum(len(turn.text) for turn in request.messages) + len(request.system or "")
        answered = len(said.text) + len(said.reasoning) + sum(len(call.written) for call in calls)
        return Completion(
            text=said.text,
            reasoning_text=said.reasoning or None,
            tool_calls=calls,
            finish_reason="tool_calls" if calls else "stop",
            usage=Usage(
                input_tokens=asked // _LETTERS_A_TOKEN + 1,
                output_tokens=answered // _LETTERS_A_TOKEN + 1,
            ),
            served_model=f"fake-{self._character}",
            timing=Timing(total_s=_SECONDS),
        )

    def identity(self) -> Mapping[str, str]:
        """The identity of a fake, which calls no one."""
        return {"dialect": DIALECT.name, "character": self._character}

    async def aclose(self) -> None:
        """Do nothing."""


def review(options: JsonObject) -> tuple[OptionMistake, ...]:
    """Mistakes in the option, for `Dialect.review`."""
    known = tuple(CHARACTERS)
    if "character" not in options:
        return (OptionMistake((), "'character' is missing", f"one of {', '.join(known)}"),)
    character = options["character"]
    if character not in known:
        hint = did_you_mean(str(character), known)
        return (OptionMistake(("character",), f"there is no fake {character!r}", hint),)
    return ()


def open_fake(spec: ProviderSpec, key: str | None = None, *, transport: Any = None) -> FakeProvider:
    """Open the provider of `spec`; needs neither key nor transport.

    Raises:
        UsageError: the entry names no character that there is.
    """
    del key, transport
    for mistake in review(spec.options):
        raise UsageError(f"provider {spec.id!r}: {mistake.message}", hint=mistake.hint)
    return FakeProvider(spec, spec.options["character"])


DIALECT = Dialect(
    name="fake",
    summary="programs that leak, refuse, or hold every control",
    open=open_fake,
    uses_network=False,
    options=("character",),
    plain_options=("character",),
    review=review,
    streams=False,
)
