"""Add the panel that judges free text, from models that the user names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portcheck.errors import UsageError
from portcheck.imports.suites.converted import CannotSayError, Files, Made, Place
from portcheck.imports.suites.promptfoo.providers import Provider, Providers, add_provider


def add_panel(judges: Sequence[str], files: Files, made: Made) -> Any:
    """Add the judges to the providers, and return their ids.

    Args:
        judges: models in promptfoo's notation of providers.
        files: the files beside the configuration.
        made: the suite.

    Raises:
        UsageError: a judge is not a provider.
    """
    panel = []
    for name in judges:
        try:
            entry = Provider(name, Place("--judge"), label=f"judge {name}")
            panel.append(add_provider(entry, files, made, Providers()))
        except CannotSayError as exc:
            raise UsageError(
                f"--judge {name}: {exc}",
                hint="write it in promptfoo's notation: anthropic:messages:claude-sonnet-5",
            ) from None
    return panel
