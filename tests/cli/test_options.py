"""How the values of options are read, and where a command finds its providers file."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.cli.options import failing, found_providers, providers_below
from portcheck.errors import UsageError


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


@pytest.mark.parametrize("text", ["", " ", ",", "safe", "unsafe,no"])
def test_a_run_that_no_verdict_could_fail_is_a_mistake(text: str) -> None:
    with pytest.raises(UsageError, match="--fail-on: ") as found:
        failing(text)
    assert found.value.hint == "choose from unsafe, inconclusive, conditional, or new"


def test_verdicts_that_fail_are_read_as_they_are_written() -> None:
    assert failing("unsafe, conditional,") == {"unsafe", "conditional"}
    assert failing("new") == {"new"}
