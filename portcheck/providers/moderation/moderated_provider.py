"""A provider whose inputs and outputs a moderator judges.

An answer is returned only if the moderator allows it. In all other cases the call fails, and its
trial is missing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion, Moderated, RefusalSignal, Timing, Usage
from portcheck.model.routes.guardrail import Moderation
from portcheck.plugins import Provider
from portcheck.providers.call.redaction import Redactions, of_unredacted
from portcheck.providers.moderation.texts import coming_in, going_out
from portcheck.providers.retry import PaidError, Turns, complete

Side = Literal["input", "output"]
TurnsOf = Callable[[Request, Side], Turns | None]
"""Returns the turns that keep a moderator's limits for a side; `None`: no limits."""

RETRIES = 2
"""Most retries of one question, not counting rate limits."""


def at_once(_about: Request, _side: Side) -> None:
    """Set no limits."""


class ModeratedProvider:
    """Asks a moderator, then another provider, then the moderator about the answer."""

    replays = False
    """Another attempt may give another answer."""

    def __init__(
        self,
        inner: Provider,
        moderator: Provider,
        rule: Moderation,
        *,
        turns: TurnsOf = at_once,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Wrap a provider.

        Args:
            inner: the provider.
            moderator: the moderator; it answers like dialect `http` with `blocked_if`.
            rule: which sides it judges.
            turns: keeps the moderator's limits.
            sleep: waits before the moderator is asked again, if `turns` keeps no limits.
        """
        self.spec = inner.spec
        self._inner = inner
        self._moderator = moderator
        self._rule = rule
        self._turns = turns
        self._sleep = sleep

    def __repr__(self) -> str:
        return repr(self._inner)

    async def complete(self, request: Request) -> Completion:
        """Make one attempt at an answer that may leave, or a blocked one.

        Raises:
            ProviderError: no answer came, or the moderator said neither yes nor no; `PaidError`
                where something was paid for before that.
        """
        said: tuple[Moderated, ...] = ()
        asked = coming_in(request) if self._rule.input else None
        if asked is not None:
            said = (await self._judged("input", asked),)
            if said[0].flagged:
                return _blocked_prompt(said)
        try:
            answer = await self._inner.complete(request)
        except ProviderError as exc:
            if not said:
                raise
            raise PaidError(exc.failure, _without_answer(said), param=exc.param) from exc
        shown = going_out(answer) if self._rule.output else None
        if shown is not None:
            try:
                said = (*said, await self._judged("output", shown))
            except ProviderError as exc:
                paid = replace(_without_content(answer), moderation=said or UNSET)
                raise PaidError(exc.failure, paid) from exc
        held = self._rule.output
        of_unredacted(lambda whole: _judged_answer(whole, said, held=held))
        return _judged_answer(answer, said, held=held)

    async def _judged(self, side: Side, about: Request) -> Moderated:
        """The moderator's judgement of one side.

        Raises:
            ProviderError: there is no judgement; asking the model again would not help.
        """
        with Redactions():  # keeps the model's own redactions separate
            result = await complete(
                self._moderator,
                about,
                retries=RETRIES,
                sleep=self._sleep,
                turns=self._turns(about, side),
            )
        found = result.completion
        if found is None or result.failure is not None:
            raise self._failed(result.failure)
        if found.error is not None or found.finish_reason not in {"stop", "content_filter"}:
            raise self._failed(found.error)
        if found.dropped_params:
            raise self._unseen(found.dropped_params)
        flagged = found.finish_reason == "content_filter"
        named = found.refusal_signal.detail if flagged and found.refusal_signal else None
        return Moderated(
            moderator=self._rule.moderator,
            side=side,
            flagged=flagged,
            categories=tuple(named.split(", ")) if named else (),
            seconds=found.timing.total_s,
            cost_usd=self._cost(found.usage, result.attempts),
        )

    def _cost(self, usage: Usage, asked: int) -> float | None:
        """US dollars of one judgement; `None` if price or tokens are not known."""
        if self._rule.price_per_call is not None:
            return self._rule.price_per_call * asked
        price = self._moderator.spec.price
        if price is None or not (price.input or price.output):
            return None if price is None else 0.0
        if usage.input_tokens is None or (usage.output_tokens is None and price.output):
            return None
        return (usage.input_tokens * price.input + (usage.output_tokens or 0) * price.output) / 1e6

    def _failed(self, failure: Failure | None) -> ProviderError:
        """The error for a missing judgement, which is not the candidate's fault."""
        name = self._rule.moderator
        if failure is None:
            return _error(name, "it answered neither yes nor no")
        missing = failure.traits.counts == "missing"
        return ProviderError(
            replace(
                failure,
                error_class=failure.error_class if missing else "malformed_response",
                flags=failure.flags if missing else (),
                cause=UNSET,
                message=f"moderator {name!r}: {failure.message}",
                retryable=False,
                retry_after_s=None,
            )
        )

    def _unseen(self, what: tuple[str, ...]) -> ProviderError:
        name = self._rule.moderator
        return _error(
            name, f"its request has no place for {', '.join(what)}, so it did not judge that"
        )

    def identity(self) -> Mapping[str, str]:
        """The identity of the wrapped provider and of the moderator."""
        told = self._moderator.identity()
        where = told.get("url") or told.get("host") or self._rule.moderator
        return {**self._inner.identity(), "moderator": where}

    async def aclose(self) -> None:
        """Close both providers."""
        try:
            await self._inner.aclose()
        finally:
            await self._moderator.aclose()


def _error(moderator: str, what: str) -> ProviderError:
    return ProviderError(
        Failure(
            error_class="malformed_response",
            message=f"moderator {moderator!r}: {what}",
            hint="see Guardrails in docs/files.md",
        )
    )


def _blocked_prompt(said: tuple[Moderated, ...]) -> Completion:
    """The answer to a blocked input, which never reached the model and used only time."""
    return replace(
        _without_answer(said),
        refusal_signal=RefusalSignal(kind="prompt_blocked", detail=_detail(said[-1])),
        timing=Timing(total_s=said[-1].seconds),
    )


def _without_answer(said: tuple[Moderated, ...]) -> Completion:
    """The moderator's judgement and its cost, without an answer of the model."""
    return Completion(
        text="",
        finish_reason="content_filter",
        usage=Usage(input_tokens=0, output_tokens=0),
        timing=Timing(total_s=0.0),
        moderation=said,
    )


def _judged_answer(answer: Completion, said: tuple[Moderated, ...], *, held: bool) -> Completion:
    """Add the judgement to an answer, and remove its content if it is blocked.

    Its time includes the judgement; a held answer has no earlier first token.
    """
    timing = answer.timing
    whole = timing.total_s + sum(one.seconds for one in said)
    before = sum(one.seconds for one in said if one.side == "input")
    first = timing.first_token_s
    found = replace(
        answer,
        moderation=said or UNSET,
        timing=Timing(
            total_s=whole,
            first_token_s=None if first is None else whole if held else before + first,
            median_gap_s=None if held else timing.median_gap_s,
            longest_gap_s=None if held else timing.longest_gap_s,
        ),
    )
    if not (said and said[-1].flagged):
        return found
    return replace(
        _without_content(found),
        refusal_signal=RefusalSignal(kind="content_filter", detail=_detail(said[-1])),
    )


def _without_content(answer: Completion) -> Completion:
    """The answer with only its usage and the facts about who served it."""
    return replace(
        answer,
        text="",
        refusal_text=None,
        reasoning_text=None,
        tool_calls=(),
        other_content=(),
        turn=UNSET,
        finish_reason="content_filter",
    )


def _detail(said: Moderated) -> str:
    return ": ".join(filter(None, (said.moderator, ", ".join(said.categories))))
