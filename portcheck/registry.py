"""Registries of plug-ins: those built in, and those in entry points of other distributions."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar, cast

from msgspec import Struct

from portcheck.errors import UsageError
from portcheck.model.did_you_mean import did_you_mean
from portcheck.model.suite import Plugin


class Named(Protocol):
    """Anything that a registry finds by its name."""

    @property
    def name(self) -> str:
        """Its name in suites, providers files and commands."""


T = TypeVar("T", bound=Named)


class _Offer(Struct, frozen=True):
    """An entry point of another distribution."""

    plugin: Plugin
    value: str
    """Module and attribute, as in the distribution."""
    load: Callable[[], object]
    """Imports it."""


class Registry(Struct, Generic[T], frozen=True, eq=False):
    """The plug-ins of one kind, of this and of other distributions; it never changes."""

    kind: str
    """Name of the kind: `check`."""
    contract: type[T]
    package: str
    """Package of the built-in ones; each module has the name of its plug-in, with `_` for `-`."""
    attribute: str
    """Name of the value that such a module defines."""
    group: str
    """Entry-point group of other distributions."""
    modules: Mapping[str, str] = MappingProxyType({})
    """Plug-ins whose modules have another name."""

    @property
    def built_in(self) -> Mapping[str, T]:
        """The plug-ins of this distribution, by name; imports them all."""
        return cast("Mapping[str, T]", _built_in(self.package, self.attribute))

    def names(self) -> tuple[str, ...]:
        """All names, sorted, without importing another distribution."""
        return tuple(sorted({*self.built_in, *_offers(self)}))

    def is_built_in(self, name: str) -> bool:
        """Whether a plug-in of this distribution has that name."""
        return _own(self, name) is not None

    def has(self, name: str) -> bool:
        """Whether any plug-in has that name; imports at most that one."""
        return self.is_built_in(name) or name in _offers(self)

    def get(self, name: str) -> T:
        """The plug-in of that name; a built-in one wins over another distribution's.

        Raises:
            UsageError: there is none, several distributions have one, or it does not load.
        """
        found: T | None = _own(self, name)  # type: ignore[assignment]  # of its own contract
        return found or cast("T", _from_entry_point(self, name))

    def origin(self, name: str) -> Plugin | None:
        """The distribution of a plug-in; `None` if it is built in, or unknown."""
        offers = () if self.is_built_in(name) else _offers(self).get(name, ())
        return offers[0].plugin if offers else None


@cache
def _built_in(package: str, attribute: str) -> Mapping[str, Named]:
    values = (_value_in(package, attribute, module) for module in _modules(package))
    return MappingProxyType({value.name: value for value in values if value is not None})


@cache
def _own(registry: Registry[Named], name: str) -> Named | None:
    """The built-in plug-in of that name, or `None`.

    Imports only its module: all checks together take twenty times as long as one.
    """
    module = registry.modules.get(name, name.replace("-", "_"))
    if module not in _modules(registry.package):
        return None
    value = _value_in(registry.package, registry.attribute, module)
    return value if value is not None and value.name == name else None


def _value_in(package: str, attribute: str, module: str) -> Named | None:
    value: Named | None = getattr(importlib.import_module(f"{package}.{module}"), attribute, None)
    return value


@cache
def _modules(package: str) -> tuple[str, ...]:
    home = importlib.import_module(package).__path__
    return tuple(info.name for info in pkgutil.iter_modules(home))


@cache
def _offers(registry: Registry[Named]) -> Mapping[str, tuple[_Offer, ...]]:
    """Name to its entry points: usually one, or several with the same name."""
    from importlib.metadata import entry_points  # noqa: PLC0415  # slow to import

    found: dict[str, tuple[_Offer, ...]] = {}
    for point in entry_points(group=registry.group):
        plugin = Plugin(
            kind=registry.kind,
            name=point.name,
            distribution=point.dist.name if point.dist else "",
            version=point.dist.version if point.dist else "",
        )
        offer = _Offer(plugin, point.value, point.load)
        found[point.name] = (*found.get(point.name, ()), offer)
    return MappingProxyType(found)


@cache
def _from_entry_point(registry: Registry[Named], name: str) -> Named:
    """The value of an entry point, imported and checked against its contract.

    Raises:
        UsageError: there is none, several distributions have one, or it cannot be used.
    """
    kind = registry.kind
    offers = _offers(registry).get(name, ())
    if not offers:
        raise UsageError(f"there is no {kind} {name!r}", hint=did_you_mean(name, registry.names()))
    origins = [offer.plugin for offer in offers]
    if len(offers) > 1:
        raise UsageError(
            f"several distributions have a {kind} {name!r}: "
            + ", ".join(f"{origin.distribution} {origin.version}" for origin in origins),
            hint="uninstall all but one of them",
        )
    what = f"the {kind} {name!r} of {origins[0].distribution} {origins[0].version}"
    try:
        value = offers[0].load()
    except (Exception, SystemExit) as exc:
        raise UsageError(f"{what} cannot be loaded: {type(exc).__name__}: {exc}") from exc
    wanted = registry.contract.__name__
    if not isinstance(value, registry.contract):
        raise UsageError(
            f"{what} is not usable: {offers[0].value} is a {type(value).__name__}",
            hint=f"the entry point must name a portcheck.plugins.{wanted}",
        )
    if value.name != name:
        raise UsageError(
            f"{what} is not usable: its name is {value.name!r}",
            hint="the entry point and the value it names need the same name",
        )
    return value
