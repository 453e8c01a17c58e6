"""Sums and statement name every file, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from portcheck.evidence.manifest import predicate_of, sum_faults, with_sums

FILES = {"run/plan.json": b"{}\n", "suite.json": b"[]\n"}
WHOLE = with_sums(FILES, {"run": {"id": "r1"}})


def test_the_statement_is_in_totos_and_names_every_other_file() -> None:
    found = json.loads(WHOLE["statement.json"])
    assert found["_type"] == "https://in-toto.io/Statement/v1"
    assert found["predicateType"] == "urn:portcheck:exit-evidence:v1"
    assert [one["name"] for one in found["subject"]] == ["manifest.sha256", *FILES]
    assert all(len(one["digest"]["sha256"]) == 64 for one in found["subject"])
    assert predicate_of(WHOLE) == {"run": {"id": "r1"}}
    assert list(sum_faults(WHOLE)) == []


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_the_manifest_is_read_by_sha256sum(tmp_path: Path) -> None:
    for name, content in WHOLE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    command = ["sha256sum", "--check", "--strict", "manifest.sha256"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({**WHOLE, "suite.json": b"[1]\n"}, "suite.json has changed"),
        ({**WHOLE, "more.json": b""}, "more.json was added"),
        ({name: WHOLE[name] for name in WHOLE if name != "suite.json"}, "suite.json is missing"),
        ({name: WHOLE[name] for name in WHOLE if name[0] != "m"}, "manifest.sha256 is missing"),
        ({name: WHOLE[name] for name in WHOLE if name[0:2] != "st"}, "statement.json is missing"),
        ({**WHOLE, "manifest.sha256": WHOLE["manifest.sha256"] + b"\n"}, ""),
        ({**WHOLE, "statement.json": b"{}"}, "statement.json does not name these files"),
        ({**WHOLE, "statement.json": b"\xff"}, "statement.json does not name these files"),
        ({**WHOLE, "statement.json": b"[" * 9_999}, "statement.json does not name these files"),
    ],
)
def test_whatever_has_changed_is_named(files: dict[str, bytes], fault: str) -> None:
    found = list(sum_faults(files))
    assert found
    assert any(one.startswith(fault) for one in found)
