"""Reports that a run was asked for are written again when it goes on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck import pipeline
from portcheck.cli.flow.resuming.asked_reports import remember, with_asked
from portcheck.cli.options import Ending
from portcheck.model.comparison.content import Content
from portcheck.run.store.folder import RunStore


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunStore:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    return RunStore.create(tmp_path / "r", plan, pipeline.new_record("r"))


def ending(*targets: tuple[str, Path], content: Content | None = None) -> Ending:
    return Ending(
        targets=list(targets),
        failing=frozenset(),
        as_json=False,
        quiet=True,
        as_of=None,
        content=content,
    )


def test_what_was_asked_for_is_known_again(
    store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    remember(store, ending(("html", Path("out.html")), ("md", Path("out.md"))))
    monkeypatch.chdir("/")
    assert with_asked(store, ending()).targets == [
        ("html", tmp_path / "out.html"),
        ("md", tmp_path / "out.md"),
    ]
    own = ("json", tmp_path / "out.md")
    assert with_asked(store, ending(own)).targets == [own, ("html", tmp_path / "out.html")]


@pytest.mark.parametrize("name", ["a b%20.html", "caf\u00e9#1?.html", os.fsdecode(b"h\xff.html")])
def test_any_name_of_a_file_is_known_again(store: RunStore, tmp_path: Path, name: str) -> None:
    remember(store, ending(("html", tmp_path / name)))
    assert with_asked(store, ending()).targets == [("html", tmp_path / name)]


@pytest.mark.skipif(sys.platform == "darwin", reason="its file system takes only text")
def test_a_run_folder_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    store = RunStore.create(tmp_path / os.fsdecode(b"r\xff"), plan, pipeline.new_record("r"))
    remember(store, ending(("html", tmp_path / "h.html")))
    assert with_asked(store, ending()).targets == [("html", tmp_path / "h.html")]


def test_reports_are_written_again_with_no_more_text_than_before(store: RunStore) -> None:
    remember(store, ending())
    assert with_asked(store, ending()).content is None
    remember(store, ending(content="none"))
    assert with_asked(store, ending()).content == "none"
    assert with_asked(store, ending(content="all")).content == "all"


def test_only_what_can_be_written_is_written_again(store: RunStore, tmp_path: Path) -> None:
    remember(store, ending(("html", tmp_path / "gone" / "out.html"), ("no such", tmp_path / "x")))
    assert with_asked(store, ending()).targets == []


def test_another_run_in_the_same_place_was_not_asked(store: RunStore, tmp_path: Path) -> None:
    remember(store, ending(("html", tmp_path / "out.html")))
    store.write_record(pipeline.new_record("r"))
    assert with_asked(store, ending()).targets == []


def test_the_run_folder_names_no_file(store: RunStore, tmp_path: Path) -> None:
    remember(store, ending(("html", tmp_path / "out.html")))
    said = [path.read_bytes() for path in store.path.iterdir() if path.is_file()]
    assert not any(b"out.html" in text for text in said)


def test_a_state_folder_that_cannot_be_used_stops_nothing(
    store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    remember(store, ending(("html", tmp_path / "out.html")))
    assert with_asked(store, ending()).targets == []


def test_the_summary_of_a_job_is_that_of_the_job_that_goes_on(
    store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step-1"))
    remember(store, ending(("markdown", tmp_path / "step-1")))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step-2"))
    assert with_asked(store, ending()).targets == [("markdown", tmp_path / "step-2")]
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    assert with_asked(store, ending()).targets == []
