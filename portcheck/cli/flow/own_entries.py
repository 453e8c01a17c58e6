"""Decide which providers of a run folder may be called: those in the user's file, or with consent.

A providers file is trusted like code; a run folder is not, as it may come from elsewhere. So every
command that makes calls from a folder takes addresses, keys, logins and options from the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.config.load import load_providers
from portcheck.errors import UsageError
from portcheck.model.run import Plan
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers import keys
from portcheck.providers.call.sealing import require_whole, sealed, sealed_options
from portcheck.run.moderation.moderators import moderators

_TRUSTED_OPTIONS = ("extra_headers", "profile", "instance_role")
"""Options that send the value of a variable or choose an AWS login."""


class OwnEntries(Struct, frozen=True):
    """A plan with the providers of the user's file, and the providers that it lacks."""

    plan: Plan
    foreign: frozenset[str]
    """Ids of providers at hosts that the file does not name; they need consent."""


def own_entries(
    plan: Plan, providers: Path | None, done: Set[str] = frozenset[str]()
) -> OwnEntries:
    """The plan of a run folder with the entries of the user's own providers file.

    Args:
        plan: the plan in the run folder.
        providers: the providers file; `None`: providers.yaml in the working folder.
        done: keys of the trials that need no call.

    Raises:
        UsageError: only the folder states where a key, a login or a redacted value goes, or only
            it names a command, certificates or a proxy.
        ConfigError: a mistake in the providers file.
    """
    left = {trial.provider for trial in plan.trials if trial.key not in done}
    file = providers or Path("providers.yaml")
    asked = [spec for spec in plan.providers if spec.id in left]
    asked += plan.judges or ()
    calls = [spec for spec in asked if DIALECTS.get(spec.dialect).uses_network]
    if not calls:
        return OwnEntries(plan, frozenset())
    known = {spec.id: spec for spec in load_providers(file)} if file.is_file() else {}
    hosts = {keys.host(one) for spec in known.values() for one in (spec, *moderators([spec]))}
    found, foreign = {}, set[str]()
    for spec in calls:
        own = known.get(spec.id)
        if own is not None and _reached_by(own) == _reached_by(spec):
            found[spec.id] = _with_values_of(own, spec, file)
            continue
        if any(_reached_by(spec)[1:]):
            raise _unlike(spec, file)
        _require_whole(spec, file)
        # This machine needs consent only if there is a providers file that does not name it.
        for one in (spec, *moderators([spec])):
            if keys.host(one) not in hosts and (file.is_file() or not keys.is_local(one)):
                foreign.add(one.id)
    restored = tuple(found.get(spec.id, spec) for spec in plan.providers)
    judges = tuple(found.get(spec.id, spec) for spec in plan.judges or ()) or UNSET
    return OwnEntries(replace(plan, providers=restored, judges=judges), frozenset(foreign))


def _unlike(spec: ProviderSpec, file: Path) -> UsageError:
    return UsageError(
        f"provider {spec.id!r} is not in {file} as this run reached it (key, command, login, "
        f"certificates, proxy, headers, address)",
        hint="pass the file that the run used: --providers FILE",
    )


def _require_whole(spec: ProviderSpec, file: Path) -> None:
    try:
        require_whole(spec)
    except UsageError:
        raise _unlike(spec, file) from None


def _with_values_of(own: ProviderSpec, spec: ProviderSpec, file: Path) -> ProviderSpec:
    """The entry of a run, with values that its folder does not store from the user's file."""
    theirs, mine = sealed_options(spec), sealed_options(own)
    options = {
        name: own.options[name] if mine.get(name) == value else value
        for name, value in theirs.items()
    }
    moderator = spec.moderator
    if moderator is not UNSET and own.moderator is not UNSET:
        moderator = _with_values_of(own.moderator, moderator, file)
    taken = replace(
        spec,
        base_url=own.base_url,
        proxy=own.proxy,
        auth=own.auth,
        options=options,
        moderator=moderator,
    )
    _require_whole(taken, file)
    return taken


def _reached_by(spec: ProviderSpec) -> tuple[Any, ...]:
    """The address, followed by everything that could do harm by itself."""
    found = sealed(spec)
    options = (_plain(found.options.get(name)) for name in _TRUSTED_OPTIONS)
    started = found.auth if found.auth.starts else None
    # For a key, everything that decides where it is sent. `base_url_typed` would allow any address,
    # and no one types an address for `resume`.
    key = None
    if spec.api_key_env and keys.destination(spec)[0]:
        key = (spec.api_key_env, spec.dialect, found.auth)
    own = _finds_credentials(spec) and (spec.dialect, found.base_url)
    typed = spec.base_url_typed or spec.api_key_optional
    files = spec.ca_file, spec.client_cert, found.proxy
    judge = () if spec.moderator is UNSET else _reached_by(spec.moderator)
    return (found.base_url, started, *files, *options, key, own, typed, *judge)


def _finds_credentials(spec: ProviderSpec) -> bool:
    """Whether the dialect may use credentials of the environment that no variable names."""
    dialect = DIALECTS.get(spec.dialect)
    other = not DIALECTS.is_built_in(spec.dialect)
    return other or (dialect.key_optional and not keys.is_local(spec))


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
