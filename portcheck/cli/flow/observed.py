"""Load the behaviour of endpoints in earlier runs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from portcheck.cli.output import Output
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.observed import Observed
from portcheck.run.history.observations import NAME, load


def state_folder() -> Path:
    """The user's state folder: `$XDG_STATE_HOME/portcheck` or `~/.local/state/portcheck`."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "portcheck"


def observations_file() -> Path:
    """The file that stores the behaviour of endpoints."""
    return state_folder() / NAME


def observed(specs: Iterable[ProviderSpec], output: Output) -> Mapping[str, Observed]:
    """Provider id to its endpoint's earlier behaviour; an unreadable file prints a warning."""
    found, warning = load(observations_file(), specs)
    if warning:
        output.note(f"warning: {warning}")
    return found
