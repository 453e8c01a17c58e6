"""Move a key to the header that the providers file names."""

from __future__ import annotations

from dataclasses import replace

from portcheck.model.suite import ProviderSpec
from portcheck.providers.wire import Route


def with_key_header(route: Route, spec: ProviderSpec, key: str | None) -> Route:
    """The route with its key only in the header that `auth` names."""
    header = spec.auth.header
    if header is None or key is None:
        return route
    carried = {key, f"Bearer {key}"}
    kept = {name: value for name, value in route.headers.items() if value not in carried}
    value = f"Bearer {key}" if header == "authorization" else key
    return replace(route, headers={**kept, header: value})
