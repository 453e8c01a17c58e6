"""`run --report` and `report`: every format, the same bytes."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from commands import Cli
from jsonschema import Draft202012Validator
from sarif_schema import SCHEMA

from portcheck.extras import install_command

ROOT = Path(__file__).resolve().parents[2] / "suites"
FORMATS = ("json", "html", "md", "markdown", "junit", "pdf", "docx", "csv", "parquet", "sarif")
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
    assert install_command("pdf") in found.err


def test_what_is_no_text_is_not_printed(cli: Cli) -> None:
    found = cli("report", "nowhere", "--format", "pdf")

    assert found.code == 2
    assert "--out FILE" in found.err


@pytest.mark.slow
def test_every_file_fits_its_schema(cli: Cli, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "company", "company")
    shutil.copytree(ROOT / "recordings", "recordings")
    done = cli(
        "run", "company/support.yaml", "--providers", "company/providers.yaml", "--baseline",
        "aster", "--candidate", "cedar", "--out", "r", "--report", "sarif=r.sarif",
    )  # fmt: skip
    assert done.code == 1, done.err

    def validator(kind: str) -> Draft202012Validator:
        return Draft202012Validator(json.loads(cli("schema", kind).out))

    def lines(path: Path) -> list[object]:
        return [json.loads(line) for line in path.read_text().splitlines()]

    for kind, name in {"plan": "plan.json", "report": "report.json"}.items():
        validator(kind).validate(json.loads(Path("r", name).read_text()))
    for kind in ("samples", "scores", "events"):
        found = lines(Path("r", f"{kind}.jsonl"))
        assert found
        known = validator(kind)
        for line in found[:50]:
            known.validate(line)
    history = json.loads(cli("history", "--json").out)
    validator("history").validate(history)
    assert history
    recordings = validator("recordings")
    for path in sorted(ROOT.glob("**/recordings/*.jsonl"))[:4]:
        for line in lines(path)[:20]:
            recordings.validate(line)
    (result, *_) = json.loads(Path("r.sarif").read_text())["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "company/support.yaml"
    stated = Path("company/support.yaml").read_text().splitlines()
    assert stated[place["region"]["startLine"] - 1].strip() == "ticket-triage-eu:"


def test_an_error_is_json_where_json_is_asked_for(cli: Cli, tmp_path: Path) -> None:
    found = cli("run", "nowhere.yaml", "--json")
    assert found.code == 2
    error = json.loads(found.out)["error"]
    assert (error["class"], error["exit_code"]) == ("usage", 2)
    assert error["message"] in found.err
    assert json.loads(cli("run", "--no-such", "--json").out)["error"]["class"] == "usage"
    assert cli("run", "nowhere.yaml").out == ""
    Path("s.yaml").write_text("portcheck: 1\nsuite: s\nworkload: {}\n")
    Path("providers.yaml").write_text("portcheck: 1\nproviders: {}\n")
    error = json.loads(cli("run", "s.yaml", "--json").out)["error"]
    assert error["class"] == "config"
    assert {"file", "line", "column", "message"} <= set(error["problems"][0])


def test_findings_of_lint_in_sarif(cli: Cli, tmp_path: Path) -> None:
    Path("s.yaml").write_text(
        "portcheck: 1\nsuite: s\ndefaults: {sampling: {top_k: 5, seed: 1}}\nworkloads:\n  w:\n"
        "    prompt: hello\n    checks: [{equals: a}]\n    cases: [{id: a}]\n"
    )
    Path("providers.yaml").write_text(
        "portcheck: 1\nproviders:\n  p: {vendor: anthropic, dialect: anthropic, "
        "model: claude-sonnet-5, api_key_env: K}\n"
    )
    assert cli("lint", "s.yaml", "--format", "sarif", "--out", "lint.sarif").out == ""
    found = json.loads(Path("lint.sarif").read_text())
    Draft202012Validator(SCHEMA).validate(found)
    results = found["runs"][0]["results"]
    assert results
    for one in results:
        place = one["locations"][0]["physicalLocation"]
        assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("s.yaml", 5)
    assert json.loads(cli("lint", "s.yaml", "--format", "sarif").out) == found
    asked = json.loads(cli("lint", "s.yaml", "--format", "json").out)
    assert asked == json.loads(cli("lint", "s.yaml", "--json").out)
