"""The message about an invalid value of an option in a providers file."""

from __future__ import annotations

from typing import Any

from portcheck.errors import UsageError
from portcheck.model.suite import ProviderSpec


def option_mistake(spec: ProviderSpec, option: str, value: Any, hint: str) -> UsageError:
    """The error that names the provider, the option and the value; `hint` says what it may be."""
    return UsageError(f"provider {spec.id!r}: the option {option} cannot be {value!r}", hint=hint)
