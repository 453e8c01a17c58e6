"""The flags of a command for one execution of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from portcheck.cli.options import Ending
from portcheck.run.execute.run_policy import RunPolicy


class RunFlags(Struct, frozen=True, kw_only=True):
    """The flags of one execution."""

    recordings: Mapping[str, Path] = field(default_factory=dict)
    record: Path | None = None
    """The value of `--record`, from which `recordings` are made."""
    providers: Path | None = None
    """The providers file; `None`: providers.yaml in the working folder."""
    policy: RunPolicy
    ending: Ending
    max_cost_month: float | None = None
    """Budget for all runs of a month in US dollars; the rest of it limits `policy.max_cost`."""
    yes: bool = False
    trust_folder: bool = False
