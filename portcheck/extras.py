"""The command that installs an optional library into the current installation."""

from __future__ import annotations

import importlib.util
import json
import shlex
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

_NAME = "portcheck-llm"


def install_command(extra: str) -> str:
    """The command that adds an extra to this installation.

    If portcheck was installed from a folder, such as a clone, the command installs that folder
    again, because an index may not have this version. It names the environment if a plain `pip`
    belongs to another Python.

    Args:
        extra: name of the extra, such as `pdf` in `portcheck-llm[pdf]`.
    """
    return f"{_installer()} {_requirement(extra)}"


def _installer() -> str:
    python = shlex.quote(sys.executable)
    if _metadata("INSTALLER").strip() == "uv":
        return f"uv pip install --python {python}"
    pip = shutil.which("pip")
    if importlib.util.find_spec("pip") is None:
        return f"{'pip' if pip else 'python3 -m pip'} --python {python} install"
    own = pip is not None and Path(pip).parent == Path(sys.executable).parent
    return "pip install" if own else f"{python} -m pip install"


def _requirement(extra: str) -> str:
    try:
        source = json.loads(_metadata("direct_url.json"))
    except ValueError:
        source = {}
    folder = unquote(urlsplit(str(source.get("url", ""))).path)
    if "dir_info" not in source or not (Path(folder) / "pyproject.toml").is_file():
        return f"'{_NAME}[{extra}]'"
    editable = "-e " if source["dir_info"].get("editable") else ""
    return f"{editable}'{folder}[{extra}]'" if "'" not in folder else f"'{_NAME}[{extra}]'"


def _metadata(file: str) -> str:
    """The text of a file in the metadata of this installation; "" if there is none."""
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415  # slow

    try:
        return distribution(_NAME).read_text(file) or ""
    except PackageNotFoundError:
        return ""
