"""Open the provider of an entry of the providers file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.model.chat import Adapt, Request
from portcheck.model.completion import Completion
from portcheck.model.facts import Observation
from portcheck.model.reasoning import read_reasoning
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS, Provider
from portcheck.providers import keys
from portcheck.providers.auth.renewing_provider import RenewingProvider
from portcheck.providers.call.extra_fields import header_variables
from portcheck.providers.call.guardrail import require_known
from portcheck.providers.call.http_provider import HttpProvider
from portcheck.providers.call.redaction import of_unredacted
from portcheck.providers.call.sealing import require_whole
from portcheck.providers.lint.adapting_provider import AdaptingProvider
from portcheck.providers.lint.observed import NOTHING_OBSERVED, Observed
from portcheck.providers.moderation.moderated_provider import ModeratedProvider, TurnsOf, at_once


def open_provider(
    spec: ProviderSpec,
    environ: Mapping[str, str],
    *,
    adapt: Adapt = "none",
    observed: Observed = NOTHING_OBSERVED,
    tell: Callable[[Observation], None] | None = None,
    transport: Any = None,
    turns: Callable[[ProviderSpec], TurnsOf] = lambda _moderator: at_once,
) -> Provider:
    """Open the provider of `spec`; nothing is sent yet.

    Args:
        spec: the entry.
        environ: the variables that hold the keys.
        adapt: which unsupported settings are dropped or replaced.
        observed: earlier behaviour of its endpoint.
        tell: gets new observations of its endpoint.
        transport: an `httpx.AsyncBaseTransport` that replaces the network.
        turns: returns the turns that keep a moderator's limits.

    Raises:
        CredentialsError: no key, or no login; of its moderator too.
        UsageError: unknown dialect or option, a key that may not go there, or an entry of a run
            folder, which is missing as a whole.
        ConfigError: a recording cannot be read.
    """
    dialect = DIALECTS.get(spec.dialect)
    require_whole(spec)
    unknown = sorted(set(spec.options) - set(dialect.options))
    if moved := [name for name in unknown if name in dialect.moved_options]:
        # A providers file is read in the current format; only run folders still have former
        # options.
        raise UsageError(
            f"provider {spec.id!r}: its option {moved[0]!r} is now part of guardrail, but this "
            "run was planned before",
            hint="start a new run; this one can still be shown, scored and reported",
        )
    if unknown:
        known = ", ".join(sorted(dialect.options)) or "none"
        raise UsageError(
            f"provider {spec.id!r}: dialect {spec.dialect!r} has no option {unknown[0]!r}",
            hint=f"its options: {known}",
        )
    require_known(spec)
    if dialect.uses_network:
        keys.host(spec)
    key = keys.key_for(spec, environ)
    headers = keys.header_values(spec, environ) if dialect.uses_network else {}
    if headers:
        secret = tuple(environ.get(name, "") for name in header_variables(spec))
        dialect = replace(dialect, open=partial(_open_saying, dialect.open, headers, secret))
    if spec.auth.brings_token:
        renewed = RenewingProvider(spec, dialect, environ, transport=transport)
        opened = _Reading(renewed)
    else:
        opened = _Reading(dialect.open(spec, key, transport=transport))
    asked: Provider = opened
    if dialect.uses_network and not (adapt == "none" and tell is None):
        asked = AdaptingProvider(opened, adapt, observed, tell or (lambda _seen: None))
    if spec.moderator is UNSET or spec.guardrail is UNSET or spec.guardrail.moderation is UNSET:
        return asked
    moderator = open_provider(spec.moderator, environ, transport=transport)
    rule = spec.guardrail.moderation
    return ModeratedProvider(asked, moderator, rule, turns=turns(spec.moderator))


def _open_saying(
    open_it: Callable[..., Any],
    headers: Mapping[str, str],
    secret: tuple[str, ...],
    spec: ProviderSpec,
    key: str | None,
    *,
    transport: Any = None,
) -> Provider:
    """Open a provider that sends additional headers in every request."""
    opened: HttpProvider = open_it(spec, key, transport=transport)
    opened.say(headers, secret)
    return opened


class _Reading:
    """Moves reasoning out of the text of another provider's answers, for every dialect."""

    def __init__(self, inner: Provider) -> None:
        self.spec = inner.spec
        self.replays = bool(getattr(inner, "replays", False))
        """Whether another attempt gives the same answer."""
        self._inner = inner

    def __repr__(self) -> str:
        return repr(self._inner)

    async def complete(self, request: Request) -> Completion:
        """Make one attempt at an answer; its text is what a user would see.

        Raises:
            ProviderError: no answer came.
        """
        answer = await self._inner.complete(request)
        of_unredacted(lambda whole: read_reasoning(whole, self.spec.reasoning_tags))
        return read_reasoning(answer, self.spec.reasoning_tags)

    def identity(self) -> Mapping[str, str]:
        """The identity of the wrapped provider and its guardrail."""
        guardrail = self.spec.guardrail
        said = {} if guardrail is UNSET else {"guardrail": guardrail.words}
        return {**self._inner.identity(), **said}

    async def aclose(self) -> None:
        """Close the wrapped provider."""
        await self._inner.aclose()
