"""Where a command finds its providers file."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.cli.options import found_providers, providers_below


def make(*files: str) -> None:
    for name in files:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        suite = path.name != "providers.yaml"
        path.write_text("portcheck: 1\nsuite: s\n" if suite else "portcheck: 1\nproviders: {}\n")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_file_in_this_folder_comes_before_the_one_beside_the_suite() -> None:
    make("suites/s.yaml", "suites/providers.yaml")
    assert found_providers(Path("suites/s.yaml")) == Path("suites/providers.yaml")
    make("providers.yaml")
    assert found_providers(Path("suites/s.yaml")) == Path("providers.yaml")


def test_without_a_suite_those_beside_suites_below_count() -> None:
    make("a/providers.yaml", "b/providers.yaml", "b/s.yaml", ".hidden/providers.yaml")
    make(".hidden/s.yaml", "c/d/providers.yaml", "c/d/s.yml", "c/d/e/providers.yaml")
    assert providers_below() == [Path("b/providers.yaml"), Path("c/d/providers.yaml")]
