"""A provider that is asked without settings that it does not take, and learns which those are.

What the capability table knows is dropped or substituted before the request leaves. What only the
vendor knows it says in an error: the setting that it names is left out from then on. Which settings
that may be is for the run to say, and for the workload, which can keep some.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from portcheck.errors import ProviderError
from portcheck.model.chat import PREFERENCES, Adapt, Request
from portcheck.model.completion import Completion
from portcheck.plugins import Provider
from portcheck.providers.faults.named_parts import named_parts
from portcheck.providers.lint.adapt import adapted
from portcheck.providers.lint.capability_rules import capabilities_of

_LEARNED = PREFERENCES | {"stop", "thinking", "parallel_tool_calls"}
"""What can be left out because a vendor says so. The limit of output tokens is not among them:
without it a call could cost more than was agreed to."""


class AdaptingProvider:
    """Asks another provider, with requests that it takes."""

    def __init__(self, inner: Provider, mode: Adapt) -> None:
        """`inner` is who is asked, `mode` says which settings may change."""
        self.spec = inner.spec
        self._inner = inner
        self._mode: Adapt = mode
        self._capabilities = capabilities_of(inner.spec)
        self._refused: dict[str, None] = {}

    async def complete(self, request: Request) -> Completion:
        """One attempt at an answer, which says what was dropped and substituted.

        Raises:
            ProviderError: no answer came; retryable where a setting was complained about that the
                next attempt leaves out.
        """
        made = adapted(self._capabilities, request, self._mode)
        left_out = [
            name
            for name in self._refused
            if made.request.sampling.is_set(name) and request.may_change(name, self._mode)
        ]
        sent = _without(made.request, left_out)
        try:
            completion = await self._inner.complete(sent)
        except ProviderError as exc:
            name = refused_setting(exc, sent, self._mode)
            if name is None:
                raise
            self._refused[name] = None
            again = replace(exc.failure, retryable=True, retry_after_s=0.0)
            raise ProviderError(again, param=exc.param) from exc
        if sent is request:
            return completion
        dropped = (*made.dropped, *left_out, *completion.dropped_params)
        substituted = {
            name: words for name, words in made.substituted.items() if name not in left_out
        }
        return replace(
            completion,
            dropped_params=tuple(dict.fromkeys(dropped)),
            substituted_params=substituted,
        )

    def identity(self) -> Mapping[str, str]:
        """That of the other provider."""
        return self._inner.identity()

    async def aclose(self) -> None:
        """Closes the other provider."""
        await self._inner.aclose()


def refused_setting(error: ProviderError, request: Request, mode: Adapt = "all") -> str | None:
    """The sampling setting of a request that a vendor says it does not take, by our name for it.

    `None` for any other error, and where the vendor names none that the request sets and that may
    be left out.
    """
    failure = error.failure
    if failure.traits.retry != "adapt" or "context_length" in failure.flags:
        return None
    thinks = request.sampling.is_set("thinking")
    if thinks and "thinking" in f"{error.param} {error.message}".lower():
        return "thinking" if request.may_change("thinking", mode) else None
    named = [
        name
        for name in named_parts(error.param, error.message)
        if name in _LEARNED and request.sampling.is_set(name) and request.may_change(name, mode)
    ]
    if {"temperature", "top_p"} <= set(named) and "both" in error.message:
        # As `adapt` decides where the table knows that only one of them is taken.
        return "top_p"
    return next(iter(named), None)


def _without(request: Request, names: list[str]) -> Request:
    if not names:
        return request
    return replace(request, sampling=request.sampling.without(names))
