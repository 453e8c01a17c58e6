"""Planted shares of right answers are the shares that the checks find."""

from __future__ import annotations

import shutil
from pathlib import Path

import planted_answers
import pytest
import suite_pass_rates

from portcheck.cli.showroom.shipped_suites import shipped_suite


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "only"),
    [
        ("long-context", ()),
        ("tool-use", ()),
        ("security-controls", ()),
        ("agent-loops", ()),
        ("multilingual", ("--workload", "questions")),
    ],
)
def test_the_checks_find_what_was_planted(
    tmp_path: Path,
    name: str,
    only: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copied = tmp_path / "suites"
    home = shipped_suite(name).file.parent
    copied.mkdir()
    shutil.copy(home / f"{name}.yaml", copied)
    if (home / name).is_dir():
        shutil.copytree(home / name, copied / name)
    monkeypatch.setattr("portcheck.cli.showroom.shipped_suites.suites", lambda: copied)
    assert planted_answers.main([name, *only, "--out", str(tmp_path / "planted")]) == 0
    providers = str(tmp_path / "planted" / "providers.yaml")
    found = suite_pass_rates.main(
        [name, *only, "--providers", providers, "--scripted", "--out", str(tmp_path / "run")]
    )
    assert found == 0
    lines = [one for one in capsys.readouterr().out.splitlines() if " passed " in one]
    assert len(lines) >= (2 if only else 4)
    for line in lines:
        passed, _, cases = line.partition(" passed ")[2].split()
        model = line.partition(": ")[2].split()[0]
        assert int(passed) == round(planted_answers.SHARES[model] * int(cases))
