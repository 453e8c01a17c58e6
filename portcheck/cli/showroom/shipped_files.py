"""Find the files that ship with the package: suites, recordings, the starter, the nightly job."""

from __future__ import annotations

from pathlib import Path

import portcheck


def suites() -> Path:
    """The folder of suites: inside an installed package, next to the package in a checkout."""
    package = Path(portcheck.__file__).parent
    installed = package / "suites"
    return installed if installed.is_dir() else package.parent / "suites"


def nightly_action() -> Path:
    """The folder of the GitHub Action and its scripts; in a checkout it is below .github."""
    package = Path(portcheck.__file__).parent
    installed = package / "nightly_action"
    checkout = package.parent / ".github" / "actions" / "portcheck"
    return installed if installed.is_dir() else checkout
