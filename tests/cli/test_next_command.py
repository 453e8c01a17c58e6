"""A command that is proposed uses the files that it is proposed for."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import imported, in_process

from portcheck.cli.next_command import for_suite


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "work here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def written(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "providers.yaml").touch()
    return folder


@pytest.mark.parametrize(("folder", "other"), [(".", False), ("mine", False), ("mine", True)])
def test_providers_are_named_where_others_would_be_taken(
    here: Path, folder: str, other: bool
) -> None:
    written(here / folder)
    if other:
        written(here)
    named = " --providers mine/providers.yaml" if other else ""
    suite = Path(folder) / "suite.yaml"
    assert for_suite("run", Path(folder), "--baseline", "a") == (
        f"portcheck run {suite} --baseline a{named}"
    )


def test_those_of_a_folder_elsewhere_are_named_as_they_would_be_asked_about(here: Path) -> None:
    elsewhere = written(here.parent / "else where")
    assert for_suite("validate", elsewhere) == (
        f"portcheck validate '{elsewhere}/suite.yaml' --providers '{elsewhere}/providers.yaml'"
    )


def test_a_suite_without_providers_names_none(here: Path) -> None:
    (here / "mine").mkdir()
    assert for_suite("validate", Path("mine")) == "portcheck validate mine/suite.yaml"


def test_what_an_import_proposes_works_beside_other_providers(here: Path) -> None:
    imported(here, {"old": ["yes"] * 3, "new": ["yes"] * 3})
    other = "portcheck: 1\nproviders: {old: {preset: groq, model: m}}\n"
    (here / "providers.yaml").write_text(other, "utf-8")
    made = in_process(
        "import", "answers", "answers.jsonl", "--out", "again", "--check", "equals: 'yes'", cwd=here
    )
    proposed = made.out.splitlines()[-1].split()
    assert proposed[:2] == ["portcheck", "run"]
    assert in_process(*proposed[1:], cwd=here).code == 3
