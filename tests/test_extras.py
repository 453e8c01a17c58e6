"""What is said about extras can be typed as it stands, however portcheck was installed."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from importlib.machinery import ModuleSpec
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from portcheck import extras

FILES: dict[str, str] = {}


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment with its own pip, which got portcheck from an index."""
    FILES.clear()
    FILES["INSTALLER"] = "pip\n"

    class Installed:
        def read_text(self, name: str) -> str | None:
            return FILES.get(name)

    python = tmp_path / "bin" / "python"
    monkeypatch.setattr("importlib.metadata.distribution", lambda _: Installed())
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(shutil, "which", lambda _: str(python.parent / "pip"))
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, _=None: ModuleSpec(name, loader=None)
    )
    return python


def test_from_an_index_it_is_the_name() -> None:
    assert extras.install_command("pdf") == "pip install 'portcheck-llm[pdf]'"


def test_another_pip_on_the_path_is_not_used(
    monkeypatch: pytest.MonkeyPatch, installation: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/pip")
    found = extras.install_command("pdf")
    assert found == f"{installation} -m pip install 'portcheck-llm[pdf]'"


@pytest.mark.parametrize(("path", "starts"), [("/usr/bin/pip", "pip"), (None, "python3 -m pip")])
def test_an_environment_without_pip_is_named(
    monkeypatch: pytest.MonkeyPatch, installation: Path, path: str | None, starts: str
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    monkeypatch.setattr(shutil, "which", lambda _: path)
    found = extras.install_command("pdf")
    assert found == f"{starts} --python {installation} install 'portcheck-llm[pdf]'"


def test_what_uv_installed_it_adds_to(installation: Path) -> None:
    FILES["INSTALLER"] = "uv"
    found = extras.install_command("pdf")
    assert found == f"uv pip install --python {installation} 'portcheck-llm[pdf]'"


@pytest.mark.parametrize(("editable", "flag"), [(False, ""), (True, "-e ")])
def test_a_clone_is_installed_again_from_its_folder(
    tmp_path: Path, editable: bool, flag: str
) -> None:
    clone = tmp_path / "a clone"
    clone.mkdir()
    (clone / "pyproject.toml").write_text("")
    info = {"editable": True} if editable else {}
    FILES["direct_url.json"] = json.dumps({"url": clone.as_uri(), "dir_info": info})
    assert extras.install_command("pdf") == f"pip install {flag}'{clone}[pdf]'"


@pytest.mark.parametrize(
    "direct",
    [
        "not JSON",
        json.dumps({"url": "file:///no/such/folder", "dir_info": {}}),
        json.dumps({"url": "https://example.com/p.whl", "archive_info": {}}),
    ],
)
def test_what_is_there_no_longer_comes_from_the_index(direct: str) -> None:
    FILES["direct_url.json"] = direct
    assert extras.install_command("pdf") == "pip install 'portcheck-llm[pdf]'"


def test_sources_without_metadata_are_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise PackageNotFoundError

    monkeypatch.setattr("importlib.metadata.distribution", missing)
    assert extras.install_command("pdf") == "pip install 'portcheck-llm[pdf]'"
