"""The files that travel with the package: suites, recordings, the starter."""

from __future__ import annotations

from pathlib import Path

import portcheck


def suites() -> Path:
    """The folder of suites: inside an installed package, beside the package in a checkout."""
    package = Path(portcheck.__file__).parent
    installed = package / "suites"
    return installed if installed.is_dir() else package.parent / "suites"
