"""Check keys, hosts and costs before the first call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

from msgspec import Struct

from portcheck.errors import UsageError
from portcheck.imports.suites.converted import storable
from portcheck.model.chat import Request
from portcheck.model.did_you_mean import known
from portcheck.model.run import Plan
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers import keys
from portcheck.run.cost import cost_bound, total
from portcheck.run.moderation.moderators import by_moderator, moderators
from portcheck.run.panel.call_estimate import Key, planned_calls
from portcheck.run.plan.raised_limits import raised_limits, with_raised


class Destination(Struct, frozen=True, kw_only=True):
    """The destination of a plan's calls to one provider."""

    provider: str
    host: str
    key_variable: str | None
    token_from: str | None
    """The source of a token, instead of a key."""
    calls: int
    cost_bound_usd: float | None
    """`None` if the price is unknown."""
    asks: bool
    """Whether a person must consent first: the calls go over a network to another machine."""


def destinations(
    plan: Plan, done: Set[str] = frozenset(), judged: Set[Key] = frozenset()
) -> tuple[Destination, ...]:
    """The destinations and cost bounds of a plan's calls, before any call; judges last.

    Args:
        plan: the plan.
        done: keys of trials that already have an answer.
        judged: keys of the judgements that already exist.
    """
    found = []
    judged_for: dict[str, list[Request]] = {}
    left = [trial for trial in plan.trials if trial.key not in done]
    for spec in plan.providers:
        trials = [trial for trial in left if trial.provider == spec.id]
        variable, host = keys.destination(spec)
        raised = raised_limits(plan, spec.id)
        asked = [with_raised(plan.case(trial).request, raised) for trial in trials]
        judged_for[spec.id] = asked
        found.append(
            Destination(
                provider=spec.id,
                host=host,
                key_variable=variable,
                token_from=keys.token_from(spec),
                calls=len(trials),
                cost_bound_usd=None
                if spec.price is None
                else total(cost_bound(request, spec.price) for request in asked),
                asks=bool(trials) and is_live(spec) and not keys.is_local(spec),
            )
        )
    for one in planned_calls(plan, judged) if plan.judges else ():
        judged_for.setdefault(one.judge, []).extend([one.request] * one.calls)
    return (*found, *_of_moderators(plan, judged_for), *_of_judges(plan, judged))


def _of_moderators(plan: Plan, asked: Mapping[str, Sequence[Request]]) -> Iterator[Destination]:
    """The destinations of moderators of providers and judges."""
    specs = (*plan.providers, *(plan.judges or ()))
    left = by_moderator(asked, specs)
    for spec in moderators(specs):
        variable, host = keys.destination(spec)
        mine = left[spec.id]
        yield Destination(
            provider=spec.id,
            host=host,
            key_variable=variable,
            token_from=keys.token_from(spec),
            calls=mine.calls,
            cost_bound_usd=mine.cost_usd,
            asks=bool(mine.calls) and not keys.is_local(spec),
        )


def _of_judges(plan: Plan, judged: Set[Key]) -> Iterator[Destination]:
    left = list(planned_calls(plan, judged))
    for spec in plan.judges or ():
        mine = [one for one in left if one.judge == spec.id]
        variable, host = keys.destination(spec)
        bounds = [cost_bound(one.request, spec.price) for one in mine]
        yield Destination(
            provider=spec.id,
            host=host,
            key_variable=variable,
            token_from=keys.token_from(spec),
            calls=sum(one.calls for one in mine),
            cost_bound_usd=total(
                None if bound is None else bound * one.calls
                for bound, one in zip(bounds, mine, strict=True)
            ),
            asks=bool(mine) and is_live(spec) and not keys.is_local(spec),
        )


def is_live(spec: ProviderSpec) -> bool:
    """Whether calls to the provider go over a network."""
    dialect = DIALECTS.get(spec.dialect)
    return dialect.uses_network


def specs_called(specs: Sequence[ProviderSpec], names: Sequence[str]) -> tuple[ProviderSpec, ...]:
    """The entries with these ids, each once; all entries if there are no ids.

    Raises:
        UsageError: an id is unknown.
    """
    by_id = {spec.id: spec for spec in specs}
    return tuple(by_id[known(name, by_id, "provider")] for name in dict.fromkeys(names or by_id))


def recording_files(plan: Plan, target: Path) -> dict[str, Path]:
    """The files of `--record TARGET`: TARGET for one live provider, otherwise one for each.

    Raises:
        UsageError: no provider of the plan is live, a file exists, or its folder does not.
    """
    live = [spec.id for spec in (*plan.providers, *(plan.judges or ())) if is_live(spec)]
    if not live:
        raise UsageError("there is nothing to record: every provider of this run is a recording")
    slugs = unique_slugs(live)
    many = {name: target.with_name(f"{target.stem}.{slugs[name]}{target.suffix}") for name in live}
    files = many if len(live) > 1 else {live[0]: target}
    for path in files.values():
        if path.exists():
            raise UsageError(
                f"{path} exists already",
                hint="portcheck never overwrites a recording: name a new file",
            )
        if not path.parent.is_dir():
            raise UsageError(f"{path.parent} is not a folder")
    return files


def unique_slugs(names: Sequence[str]) -> dict[str, str]:
    """Name to a file name that is unique, also if upper and lower case are the same."""
    found: dict[str, str] = {}
    for name in names:
        made, number = slug(name), 1
        while made.lower() in {other.lower() for other in found.values()}:
            number += 1
            made = f"{slug(name)}-{number}"
        found[name] = made
    return found


def slug(name: str) -> str:
    """A file name for an id: its letters, digits, dots and dashes."""
    kept = "".join(ch if ch.isascii() and (ch.isalnum() or ch in "._-") else "-" for ch in name)
    return storable(kept.strip("-.")[:100] or "unnamed")
