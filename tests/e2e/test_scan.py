"""`scan` from the command line: formats, files, exit codes, what is never shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Cli, in_process
from exposed_code import JUNK, build
from jsonschema import Draft202012Validator

from portcheck.config.schema import published


@pytest.fixture(name="code")
def _code(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    folder.mkdir()
    build(folder)
    return folder


def test_a_page_says_what_is_used_what_ends_and_what_has_no_exit(cli: Cli, code: Path) -> None:
    done = cli("scan", str(code), "--as-of", "2026-11-28")
    assert done.code == 0
    for words in (
        "as of 2026-11-28",
        "other people's code: 1 (node_modules/)",
        "retired",
        "0.60.3 (locked)",
        "Stays with the vendor",
        "No suite was named, so nothing is covered",
        "No exit plan:",
        "1 key in files",
        "sk-ant-ap**** (103 characters)",
        "main.go:",
    ):
        assert words in " ".join(done.out.split()), words
    assert JUNK[:10] not in done.out


@pytest.mark.slow
def test_json_fits_its_schema_and_is_the_same_with_both_flags(cli: Cli, code: Path) -> None:
    done = cli("scan", str(code), "--json")
    assert (done.code, done.err) == (0, "")
    data = json.loads(done.out)
    Draft202012Validator(published("scan")).validate(data)
    assert data["schema_version"] == 1
    assert JUNK[:10] not in done.out
    assert json.loads(cli("scan", str(code), "--format", "json").out) == data


def test_sarif_goes_into_a_file(cli: Cli, code: Path, tmp_path: Path) -> None:
    out = tmp_path / "scan.sarif"
    done = cli("scan", str(code), "--format", "sarif", "--out", str(out))
    assert (done.code, done.out) == (0, "")
    assert json.loads(out.read_text())["version"] == "2.1.0"
    assert JUNK[:10] not in out.read_text()


def test_a_clean_folder_says_so(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    done = cli("scan", str(tmp_path), "--exclude", "b*")
    assert done.code == 0
    assert "No use of an LLM vendor was found" in done.out


@pytest.mark.parametrize(
    "arguments",
    [("nowhere",), (".", "--as-of", "soon"), (".", "--format", "x"), (".", "--suite", "x")],
)
def test_mistakes_are_exit_2(cli: Cli, arguments: tuple[str, ...]) -> None:
    assert cli("scan", *arguments).code == 2


def test_names_of_files_cannot_drive_a_terminal(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2Jb.py").write_text('m = "gpt-4o"\n')
    done = cli("scan", str(tmp_path))
    assert done.code == 0
    assert "\x1b" not in done.out
    assert "\x1b" not in cli("scan", str(tmp_path), "--json").out


def test_the_page_says_what_was_not_read_and_why(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import openai\n", "utf-8")
    (tmp_path / "b.py").write_bytes(b"\0openai")
    for name in ("c", "d"):
        (tmp_path / name).symlink_to("a.py")
    page = " ".join(in_process("scan", ".", cwd=tmp_path).out.split())
    assert "1 file, 1 line. Not read: binary: 1 (b.py); symbolic link: 2 (c, d)." in page
