"""Behaviour of endpoints in earlier runs: where it is kept, and the messages about it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from portcheck.cli.output import Output
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.observed import Observed
from portcheck.run.history.observations import NAME, load


def state_folder() -> Path:
    """The user's own: `$XDG_STATE_HOME/portcheck`, or below `~/.local/state`."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "portcheck"


def observations_file() -> Path:
    """The file of endpoints' behaviour."""
    return state_folder() / NAME


def observed(specs: Iterable[ProviderSpec], output: Output) -> Mapping[str, Observed]:
    """Provider id to what its endpoint did before; a file that does not read is a warning."""
    found, warning = load(observations_file(), specs)
    if warning:
        output.note(f"warning: {warning}")
    return found
