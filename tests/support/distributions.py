"""Distributions put into a folder as an installer leaves them: modules and dist-info, offline."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

ACME = Path(__file__).parent / "acme_plugins"
"""The project whose files docs/plugins.md shows."""


def install(
    target: Path,
    name: str,
    version: str,
    entry_points: Mapping[str, Mapping[str, str]],
    modules: Mapping[str, str] | None = None,
) -> None:
    """Installs a distribution that is made up.

    Args:
        target: a folder of the path; made where it is missing.
        name: of the distribution.
        version: of the distribution.
        entry_points: group to name to `module:attribute`.
        modules: module to its text.
    """
    info = target / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    lines = []
    for group, points in entry_points.items():
        lines += [f"[{group}]", *(f"{key} = {value}" for key, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    for module, text in (modules or {}).items():
        (target / f"{module}.py").write_text(text)


def install_project(project: Path, target: Path) -> None:
    """Installs a project folder: what its pyproject.toml says, and its one package."""
    said = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    install(target, said["name"], said["version"], said["entry-points"])
    package = said["name"].replace("-", "_")
    shutil.copytree(
        project / package, target / package, ignore=shutil.ignore_patterns("__pycache__")
    )
