"""From an entry of the providers file to a provider that can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.errors import UsageError
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS, Provider
from portcheck.providers import keys
from portcheck.providers.lint.adapting_provider import AdaptingProvider


def open_provider(
    spec: ProviderSpec,
    environ: Mapping[str, str],
    *,
    adapt: bool = False,
    transport: Any = None,
) -> Provider:
    """The provider behind `spec`; nothing is sent yet.

    Args:
        spec: the entry.
        environ: where its key variable is looked up.
        adapt: settings that it does not take are dropped or substituted before they are sent.
        transport: an `httpx.AsyncBaseTransport` that replaces the network.

    Raises:
        UsageError: unknown dialect or option, no key, or a key that may not go there.
        ConfigError: a recording does not read.
    """
    dialect = DIALECTS.get(spec.dialect)
    unknown = sorted(set(spec.options) - set(dialect.options))
    if unknown:
        known = ", ".join(sorted(dialect.options)) or "none"
        raise UsageError(
            f"provider {spec.id!r}: dialect {spec.dialect!r} has no option {unknown[0]!r}",
            hint=f"its options: {known}",
        )
    if dialect.uses_network:
        keys.host(spec)
    opened = dialect.open(spec, keys.key_for(spec, environ), transport=transport)
    return AdaptingProvider(opened) if adapt and dialect.uses_network else opened
