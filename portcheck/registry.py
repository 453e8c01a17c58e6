"""Finds what can be plugged in: modules of a package, and entry points of other distributions.

A module takes part by defining the wanted attribute (`DIALECT`, `CHECK`, `REPORT`), a value with a
`name`. Third parties name such a value under the entry-point group of the layer, for example
`portcheck.checks`; an entry point is loaded only when its name is asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any

from portcheck.errors import UsageError


@dataclass(frozen=True, slots=True)
class Registry:
    """What one package and its entry-point group offer; read-only."""

    built_in: MappingProxyType[str, Any]
    third_party: MappingProxyType[str, EntryPoint]

    def names(self) -> tuple[str, ...]:
        """All names, sorted; built-in ones win over entry points of the same name."""
        return tuple(sorted({*self.built_in, *self.third_party}))

    def get(self, name: str) -> Any:
        """The value of that name.

        Raises:
            UsageError: nothing of that name exists, or an entry point does not load.
        """
        if name in self.built_in:
            return self.built_in[name]
        if name not in self.third_party:
            raise UsageError(
                f"nothing is called {name!r}", hint=f"known: {', '.join(self.names())}"
            )
        try:
            return self.third_party[name].load()
        except Exception as exc:
            raise UsageError(f"the plug-in {name!r} does not load: {exc}") from exc


@cache
def load(package: str, attribute: str) -> Registry:
    """The registry of `package` (for example `portcheck.checks`, attribute `CHECK`)."""
    group = ".".join(package.split(".")[:2])
    built_in: dict[str, Any] = {}
    root = importlib.import_module(package)
    for info in pkgutil.iter_modules(root.__path__):
        value = getattr(importlib.import_module(f"{package}.{info.name}"), attribute, None)
        if value is not None:
            built_in[value.name] = value
    third_party = {point.name: point for point in entry_points(group=group)}
    return Registry(MappingProxyType(built_in), MappingProxyType(third_party))
