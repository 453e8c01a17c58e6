"""Find the moderators of a plan, and bound their calls and cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import UNSET, Struct

from portcheck.errors import UsageError
from portcheck.model.chat import Request
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.run.cost import estimated_calls, tokens_bound, total


def moderators(specs: Iterable[ProviderSpec]) -> tuple[ProviderSpec, ...]:
    """The moderators of these entries, each once."""
    found = {spec.moderator.id: spec.moderator for spec in specs if spec.moderator is not UNSET}
    return tuple(found.values())


def models(specs: Iterable[ProviderSpec]) -> tuple[ProviderSpec, ...]:
    """The entries that are models and not moderators."""
    return tuple(spec for spec in specs if not _moderates(spec))


def require_model(spec: ProviderSpec) -> None:
    """Raise UsageError if an entry is a moderator, which judges texts and does not answer them."""
    if _moderates(spec):
        raise UsageError(
            f"{spec.id!r} is a moderator: it judges texts, and does not answer them",
            hint="name a model; `guardrail: {moderation: NAME}` puts a moderator around one",
        )


def _moderates(spec: ProviderSpec) -> bool:
    return DIALECTS.get(spec.dialect).moderates(spec.options)


class ModeratorBounds(Struct, frozen=True):
    """Upper bounds for the calls to a moderator and their cost."""

    calls: int
    cost_usd: float | None
    """US dollars; `None` if the price is not known."""
    tokens: int = 0
    """Tokens of the texts that it judges, estimated on the high side."""


def moderator_bounds(spec: ProviderSpec, requests: Iterable[Request]) -> ModeratorBounds:
    """The bounds for the moderator of an entry over these requests; 0 without a moderator."""
    if spec.moderator is UNSET or spec.guardrail is UNSET or spec.guardrail.moderation is UNSET:
        return ModeratorBounds(0, 0.0)
    rule = spec.guardrail.moderation
    sizes = [
        size
        for request in requests
        for tokens_in, tokens_out in estimated_calls(request)
        for size, judged in ((tokens_in, rule.input), (tokens_out, rule.output))
        if judged
    ]
    if rule.price_per_call is not None:
        cost: float | None = rule.price_per_call * len(sizes)
    elif (price := spec.moderator.price) is None:
        cost = None
    else:
        cost = total(tokens_bound(size, 0, price) for size in sizes)
    return ModeratorBounds(len(sizes), cost, sum(sizes))


def bound(spec: ProviderSpec, request: Request) -> float:
    """The most that moderating one call can cost in US dollars; 0 if the price is not known."""
    return moderator_bounds(spec, [request]).cost_usd or 0.0


def by_moderator(
    asked: Mapping[str, Iterable[Request]], specs: Iterable[ProviderSpec]
) -> dict[str, ModeratorBounds]:
    """Id of each moderator to its bounds for all providers that use it.

    Args:
        asked: Provider id to the requests of its trials.
        specs: The entries.
    """
    found: dict[str, ModeratorBounds] = {}
    for spec in specs:
        if spec.moderator is UNSET:
            continue
        mine, so_far = moderator_bounds(spec, asked.get(spec.id, ())), found.get(spec.moderator.id)
        if so_far is not None:
            mine = ModeratorBounds(
                so_far.calls + mine.calls,
                total((so_far.cost_usd, mine.cost_usd)),
                so_far.tokens + mine.tokens,
            )
        found[spec.moderator.id] = mine
    return found
