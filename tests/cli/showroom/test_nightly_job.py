"""`init --ci`: the files of a nightly job."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import in_process

from portcheck.cli.showroom.nightly_job import ci_files
from portcheck.errors import UsageError

PROVIDERS = """\
portcheck: 1
providers:
  gpt: {vendor: openai, dialect: openai-chat, model: m, api_key_env: MY_KEY}
  "the: other": {vendor: anthropic, dialect: anthropic, model: n}
"""


def read(folder: Path, name: str) -> Any:
    return yaml.safe_load((folder / name).read_text())


def test_a_job_is_filled_in_from_the_providers_file(tmp_path: Path) -> None:
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    for system in ("github", "gitlab"):
        done = in_process("init", "--ci", system, cwd=tmp_path)
        assert done.code == 0, done.err
    (step,) = (
        step
        for step in read(tmp_path, ".github/workflows/portcheck.yml")["jobs"]["night"]["steps"]
        if step["uses"].startswith("./")
    )
    given = step["with"]
    assert (given["suite"], given["baseline"], given["candidates"]) == (
        "suite.yaml",
        "gpt",
        "the: other",
    )
    assert step["env"] == {
        "ANTHROPIC_API_KEY": "${{ secrets.ANTHROPIC_API_KEY }}",
        "MY_KEY": "${{ secrets.MY_KEY }}",
    }
    action = read(tmp_path, f"{step['uses']}/action.yml")
    needed = {name for name, one in action["inputs"].items() if one.get("required")}
    assert needed <= set(given) <= set(action["inputs"])
    job = read(tmp_path, ".gitlab/portcheck.yml")["portcheck-night"]
    assert job["variables"]["PORTCHECK_CANDIDATES"] == "the: other"
    (script,) = job["script"]
    night = tmp_path / script.removeprefix("bash ")
    assert set(job["variables"]) <= set(night.read_text().split())
    assert night.stat().st_mode & stat.S_IXUSR


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".gitlab").mkdir()
    (tmp_path / ".gitlab" / "portcheck-night.sh").write_text("mine")
    done = in_process("init", "--ci", "gitlab", cwd=tmp_path)
    assert (done.code, "exists already; nothing was written" in done.err) == (2, True)
    assert not (tmp_path / ".gitlab" / "portcheck.yml").exists()


def test_an_empty_folder_gets_a_job_to_fill_in(tmp_path: Path) -> None:
    found = ci_files("github", tmp_path)[Path(".github/workflows/portcheck.yml")].decode()
    assert 'baseline: "BASELINE"' in found
    assert "secrets" not in found
    assert "@" not in found.replace("actions/checkout@", "")


def test_a_name_that_a_job_would_evaluate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "providers.yaml").write_text(PROVIDERS.replace("gpt", '"${{ github.token }}"'))
    with pytest.raises(UsageError, match="cannot be written in a job's file"):
        ci_files("github", tmp_path)
