"""`run --report` and `report`: every format, the same bytes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from commands import Cli

ROOT = Path(__file__).resolve().parents[2] / "suites"
FORMATS = ("json", "html", "md", "markdown", "junit", "pdf")
FLAGS = ("--as-of", "2026-05-01", "--fail-on", "unsafe", "--allow-waiver", "policy")


@pytest.mark.slow
def test_a_run_that_is_reported_again_gives_the_same_bytes(cli: Cli, tmp_path: Path) -> None:
    asked = [f"--report={name}={name}.out" for name in FORMATS]
    suite, providers = ROOT / "company" / "support.yaml", ROOT / "company" / "providers.yaml"
    done = cli(
        "run", str(suite), "--providers", str(providers), "--baseline", "aster",
        "--candidate", "birch", "--candidate", "cedar", "--out", "r", *FLAGS, *asked,
    )  # fmt: skip

    assert done.code == 1, done.err
    for name in FORMATS:
        again = cli("report", "r", "--format", name, "--out", "again")
        assert (again.code, again.out) == (0, "")
        assert Path("again").read_bytes() == Path(f"{name}.out").read_bytes(), name
    assert cli("report", "r", "--format", "markdown").out == Path("markdown.out").read_text()
    report = json.loads(Path("json.out").read_bytes())
    assert report["fail_on"] == ["unsafe"]
    assert report["allowed_waivers"] == ["policy"]
    assert report["run"]["as_of"] == "2026-05-01"
    changed = cli("report", "r", "--format", "json", "--fail-on", "conditional")
    assert json.loads(changed.out)["process_exit_code"] == 5


def test_what_is_no_run_or_no_format(cli: Cli) -> None:
    for words in (("report", "nowhere"), ("report", "nowhere", "--format", "jsno")):
        found = cli(*words)
        assert found.code == 2
        assert "error: " in found.err


def test_a_format_whose_library_is_missing(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    found = cli("report", "nowhere", "--format", "pdf", "--out", "report.pdf")

    assert found.code == 2
    assert "pip install 'portcheck-llm[pdf]'" in found.err


def test_what_is_no_text_is_not_printed(cli: Cli) -> None:
    found = cli("report", "nowhere", "--format", "pdf")

    assert found.code == 2
    assert "--out FILE" in found.err
