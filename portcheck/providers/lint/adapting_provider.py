"""Adapt requests to a provider's capabilities, and learn from its errors.

Settings that the capability table knows to be unsupported are dropped or replaced before a request
is sent. Others are learned from errors: a setting that an error names is left out from then on. The
run decides which settings may be left out, and a workload can keep some.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from portcheck.errors import ProviderError
from portcheck.model.chat import Adapt, Request, Sampling
from portcheck.model.completion import Completion
from portcheck.model.facts import Observation
from portcheck.plugins import Provider
from portcheck.providers.lint.adapt import Adapted, adapted
from portcheck.providers.lint.capability_rules import capabilities_of
from portcheck.providers.lint.observed import (
    LEARNED,
    NOTHING_OBSERVED,
    PAIRS,
    TIME,
    Observed,
    is_about_both,
    named_of,
    rejection,
    starvation,
    taken,
)

_MOST_SEEN = 256
"""Most different sampling settings of answered requests that are remembered."""


class AdaptingProvider:
    """Adapts the requests to another provider."""

    def __init__(
        self,
        inner: Provider,
        mode: Adapt,
        observed: Observed = NOTHING_OBSERVED,
        tell: Callable[[Observation], None] = lambda _seen: None,
    ) -> None:
        """Wrap a provider.

        Args:
            inner: the provider.
            mode: which settings may change.
            observed: earlier behaviour of its endpoint.
            tell: gets new observations.
        """
        self.spec = inner.spec
        self._inner = inner
        self._mode: Adapt = mode
        self._capabilities = capabilities_of(inner.spec)
        self._observed = observed
        self._tell = tell
        self._alike: dict[Hashable, Adapted] = {}
        self._seen: set[Sampling] = set()
        self._starved: set[str] = set()
        self._told: dict[tuple[str, str, str], tuple[bool, bool]] = {}

    async def complete(self, request: Request) -> Completion:
        """Make one attempt at an answer, which says what was dropped and substituted.

        Raises:
            ProviderError: no answer came; retryable where a setting was complained about that the
                next attempt leaves out.
        """
        made = self._made(request)
        sent = made.request
        try:
            completion = await self._inner.complete(sent)
        except ProviderError as exc:
            self._rejected(sent, exc)
            if (
                refused_setting(exc, sent, self._mode) is None
                or self._made(request).request == sent
            ):
                raise
            again = replace(exc.failure, retryable=True, retry_after_s=0.0)
            raise ProviderError(again, param=exc.param) from exc
        if sent.sampling not in self._seen or self._observed.knows_parts:
            self._taken(sent, completion)
        if completion.finish_reason == "length":
            self._cut(sent, completion)
        if sent is request:
            return completion
        dropped = (*made.dropped, *completion.dropped_params)
        return replace(
            completion,
            dropped_params=tuple(dict.fromkeys(dropped)),
            substituted_params=made.substituted,
        )

    def _made(self, request: Request) -> Adapted:
        """Adapt a request; the result is cached, as most requests of a run have equal settings."""
        if self._mode == "none":
            return Adapted(request=request)
        if self._observed.knows_parts:
            return adapted(self._capabilities, request, self._mode, self._observed)
        schema = request.response_schema is not None
        form = (request.sampling, request.keep, request.tool_choice, bool(request.tools), schema)
        made = self._alike.get(form)
        if made is None:
            if len(self._alike) >= _MOST_SEEN:
                self._alike.clear()
            made = adapted(self._capabilities, request, self._mode, self._observed)
            self._alike[form] = made
        if not made.dropped and not made.substituted:
            return Adapted(request=request)
        like = made.request
        sent = replace(
            request,
            sampling=like.sampling,
            tool_choice=like.tool_choice,
            response_schema=None if like.response_schema is None else request.response_schema,
        )
        return Adapted(request=sent, dropped=made.dropped, substituted=made.substituted)

    def _rejected(self, sent: Request, error: ProviderError) -> None:
        seen = rejection(sent, error.failure, _now(), error.param)
        if seen is not None:
            self._note(seen)

    def _taken(self, sent: Request, answer: Completion) -> None:
        """Record the settings that an answer proves to be accepted, unless a filter blocked it."""
        if answer.error is not None or len(self._seen) >= _MOST_SEEN:
            return
        self._seen.add(sent.sampling)
        unsent = {name.partition(".")[0] for name in answer.dropped_params}
        for seen in taken(sent, _now(), parts=self._observed.knows_parts):
            if not {seen.setting, *PAIRS.get(seen.setting, ())} & unsent:
                self._note(seen)

    def _cut(self, sent: Request, answer: Completion) -> None:
        """Record that reasoning used up a limit.

        The limit stays the same in this run, because its answers are compared with each other and
        the user agreed to their cost.
        """
        seen = starvation(sent, answer, _now())
        if seen is not None and seen.value not in self._starved:
            self._starved.add(seen.value)
            self._tell(seen)

    def _note(self, seen: Observation) -> None:
        place, said = (seen.setting, seen.value, seen.effort), (seen.taken, seen.every_value)
        if self._told.get(place) == said:
            return
        self._told[place] = said
        if not seen.taken:
            # A setting that is accepted after all is used in the next run: in a run all requests
            # are alike.
            self._observed = self._observed.plus(seen)
            self._alike.clear()
        self._tell(seen)

    def identity(self) -> Mapping[str, str]:
        """The identity of the wrapped provider."""
        return self._inner.identity()

    async def aclose(self) -> None:
        """Close the wrapped provider."""
        await self._inner.aclose()


def refused_setting(error: ProviderError, request: Request, mode: Adapt = "all") -> str | None:
    """The sampling setting, by our name, that a vendor's error rejects.

    `None` for other errors, or if the request does not set it or it must not be left out.
    """
    failure = error.failure
    if failure.traits.retry != "adapt" or "context_length" in failure.flags:
        return None
    named = [
        name
        for name in named_of(request, error.param, error.message)
        if name in LEARNED and request.sampling.is_set(name) and request.may_change(name, mode)
    ]
    if is_about_both(named, error.message):
        # As `adapt` decides where the table knows that only one of them is taken.
        return "top_p"
    return next(iter(named), None)


def _now() -> str:
    return datetime.now(UTC).strftime(TIME)
