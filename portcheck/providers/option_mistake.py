"""Make the error for an invalid option in a providers file."""

from __future__ import annotations

from typing import Any

from portcheck.errors import UsageError
from portcheck.model.suite import ProviderSpec


def option_mistake(spec: ProviderSpec, option: str, value: Any, hint: str) -> UsageError:
    """Make the error with provider, option and value; `hint` says which values are valid."""
    return UsageError(f"provider {spec.id!r}: the option {option} cannot be {value!r}", hint=hint)
