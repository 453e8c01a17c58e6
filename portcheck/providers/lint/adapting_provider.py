"""A provider that is asked without settings that it does not take, and learns which those are.

What the capability table knows is dropped or substituted before the request leaves. What only the
vendor knows it says in an error: the setting that it names is left out from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from portcheck.errors import ProviderError
from portcheck.model.chat import Request, Sampling
from portcheck.model.completion import Completion
from portcheck.plugins import Provider
from portcheck.providers.lint.adapt import adapt

_NAMED = re.compile(r"^([A-Za-z_][\w.]*): |[`'\"]([A-Za-z_][\w.\[\]]*)[`'\"]")
_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "temperature": "temperature",
        "topp": "top_p",
        "p": "top_p",
        "stop": "stop",
        "stopsequences": "stop",
        "seed": "seed",
        "randomseed": "seed",
        "effort": "effort",
        "reasoningeffort": "effort",
        "reasoning": "effort",
    }
)
"""Vendors' names of sampling settings, in small letters alone. The limit of output tokens is not
among them: without it a call could cost more than was agreed to."""


class AdaptingProvider:
    """Asks another provider, with requests that it takes."""

    def __init__(self, inner: Provider) -> None:
        self.spec = inner.spec
        self._inner = inner
        self._refused: dict[str, None] = {}

    async def complete(self, request: Request) -> Completion:
        """One attempt at an answer, which says what was dropped and substituted.

        Raises:
            ProviderError: no answer came; retryable where a setting was complained about that the
                next attempt leaves out.
        """
        made = adapt(self.spec, request)
        left_out = [name for name in self._refused if _is_set(made.request.sampling, name)]
        sent = _without(made.request, left_out)
        try:
            completion = await self._inner.complete(sent)
        except ProviderError as exc:
            name = refused_setting(exc, sent)
            if name is None:
                raise
            self._refused[name] = None
            again = replace(exc.failure, retryable=True, retry_after_s=0.0)
            raise ProviderError(again, param=exc.param) from exc
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


def refused_setting(error: ProviderError, request: Request) -> str | None:
    """The sampling setting of a request that a vendor says it does not take, by our name for it.

    `None` for any other error, and where the vendor names none that the request sets.
    """
    failure = error.failure
    if failure.traits.retry != "adapt" or "unsupported_param" not in failure.flags:
        return None
    named = [name for name in _named(error) if _is_set(request.sampling, name)]
    if {"temperature", "top_p"} <= set(named) and "both" in error.message:
        # As `adapt` decides where the table knows that only one of them is taken.
        return "top_p"
    return next(iter(named), None)


def _named(error: ProviderError) -> Iterator[str]:
    found = [error.param or ""]
    found += [quoted or leading for leading, quoted in _NAMED.findall(error.message)]
    for name in found:
        last = re.sub(r"[^a-z]", "", name.rpartition(".")[2].lower())
        if last in _SETTINGS:
            yield _SETTINGS[last]


def _is_set(sampling: Sampling, name: str) -> bool:
    return getattr(sampling, name) not in {None, ()}


def _without(request: Request, names: list[str]) -> Request:
    if not names:
        return request
    unset = {name: getattr(Sampling(), name) for name in names}
    return replace(request, sampling=replace(request.sampling, **unset))
