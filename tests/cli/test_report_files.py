"""What is checked before a report is written, and where it goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import imported, in_process
from msgspec.structs import replace

from portcheck.cli import report_files
from portcheck.cli.output import Output
from portcheck.cli.report_files import (
    JOB_SUMMARY,
    format_of,
    print_or_write,
    report_targets,
    write_report,
)
from portcheck.errors import UsageError
from portcheck.extras import install_command
from portcheck.plugins import REPORTS


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    write_report(path, b"one\n")
    write_report(path, b"two\n")
    assert path.read_bytes() == b"two\n"


def test_the_summary_of_a_job_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "summary"
    monkeypatch.setenv(JOB_SUMMARY, str(path))
    monkeypatch.chdir(tmp_path)
    write_report(path, b"one\n")
    write_report(Path("summary"), b"two\n")
    assert path.read_bytes() == b"one\n\ntwo\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("json", "expected FORMAT=FILE"),
        ("jsno=r", "jsno"),
        ("json=no-such-folder/r", "not a folder you can write to"),
        ("json=.", "not a folder you can write to"),
    ],
)
def test_mistakes_are_found_first(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        report_targets([text])


def test_a_format_that_lacks_its_library_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Formats:
        def has(self, name: str) -> bool:
            return name == "json"

        def get(self, name: str) -> object:
            return replace(REPORTS.get(name), module="no_such_module", extra="some")

    monkeypatch.setattr(report_files, "REPORTS", Formats())
    with pytest.raises(UsageError, match="needs no_such_module") as found:
        format_of("json")
    assert found.value.hint == install_command("some")


def test_a_report_replaces_no_file_of_the_run_and_no_other_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = imported(tmp_path, {"old": ["yes"] * 2, "new": ["yes"] * 2})
    before = suite.read_bytes()
    flags = ("made/suite.yaml", "--providers", "made/providers.yaml", "--baseline", "old")
    for targets in (
        ["html=made/../made/suite.yaml"],
        ["html=made/providers.yaml"],
        ["html=r", "markdown=./r"],
    ):
        reports = [word for target in targets for word in ("--report", target)]
        done = in_process("run", *flags, *reports, "--out", "r1", cwd=tmp_path)
        assert (done.code, "the command reads that file" in done.err) == (2, True), done.err
    assert suite.read_bytes() == before
    monkeypatch.setenv(JOB_SUMMARY, str(tmp_path / "summary"))
    both = [f"markdown={tmp_path}/summary", f"md={tmp_path}/summary"]
    assert len(report_targets(both)) == 2


@pytest.mark.parametrize(
    "name", ["suite.yaml", "SUITE.YML", "tickets.csv", "cases.jsonl", "t.xlsx"]
)
def test_a_report_replaces_no_suite_and_no_data(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    report_targets([f"html={path}"])
    path.write_text("mine")
    with pytest.raises(UsageError, match="looks like a suite or its data"):
        report_targets([f"html={path}"])
    with pytest.raises(UsageError, match="looks like a suite or its data"):
        print_or_write(Output(), "page", path)
    assert path.read_text() == "mine"


def test_a_report_replaces_an_older_one_of_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("older")
    assert report_targets([f"csv={path}"]) == [("csv", path)]
    with pytest.raises(UsageError, match="looks like a suite or its data"):
        report_targets([f"markdown={path}"])


def test_report_out_replaces_no_suite(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": ["yes"] * 2, "new": ["yes"] * 2})
    before = suite.read_bytes()
    flags = ("made/suite.yaml", "--providers", "made/providers.yaml", "--baseline", "old")
    in_process("run", *flags, "--out", "r1", cwd=tmp_path)
    again = ("--format", "html", "--out", "made/suite.yaml")
    done = in_process("report", "r1", *again, cwd=tmp_path)
    assert (done.code, "looks like a suite" in done.err) == (2, True), done.err
    assert suite.read_bytes() == before
