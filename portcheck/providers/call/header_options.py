"""Check provider options that become HTTP headers, so that no value can inject a header."""

from __future__ import annotations

from portcheck.errors import UsageError
from portcheck.model.suite import ProviderSpec


def header_option(spec: ProviderSpec, option: str, default: str | None = None) -> str | None:
    """The option as a header's value, or `default`.

    Raises:
        UsageError: it has other characters than printable ASCII.
    """
    value = spec.options.get(option, default)
    if value is None:
        return None
    return header_value(spec, option, value)


def header_value(spec: ProviderSpec, option: str, value: object) -> str:
    """Check the value of a header from the options.

    Raises:
        UsageError: it holds anything but printable ASCII.
    """
    shown = str(value)
    if not (shown.isascii() and shown.isprintable() and shown.strip() == shown and shown):
        raise UsageError(
            f"provider {spec.id!r}: the option {option} cannot be sent in a header",
            hint="use printable ASCII characters only",
        )
    return shown
