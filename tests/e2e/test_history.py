"""`portcheck history`: three nights, what is kept of them, and why a verdict changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from commands import Cli, imported

pytestmark = pytest.mark.slow

GOOD = ["yes"] * 78 + ["no", "yes"]
DRIFTED = ["yes"] * 50 + ["no"] * 30


def night(cli: Cli, home: Path, name: str, new: Sequence[str], model: str, *flags: str) -> None:
    """One run of recorded answers, into runs/NAME."""
    folder = home / f"suite-{name}"
    folder.mkdir()
    suite = imported(folder, {"old": ["yes"] * len(new), "new": new})
    recording = suite.parent / "recordings" / "new.jsonl"
    lines = [json.loads(line) for line in recording.read_text().splitlines()]
    for line in lines:
        if "completion" in line:
            line["completion"]["served_model"] = model
    recording.write_text("".join(json.dumps(line) + "\n" for line in lines))
    providers = str(suite.parent / "providers.yaml")
    named = ("--providers", providers, "--baseline", "old", "--out", f"runs/{name}")
    assert cli("run", str(suite), *named, *flags).code in {0, 1, 3, 5}


def shown(cli: Cli, *arguments: str) -> list[dict[str, Any]]:
    done = cli("history", "--json", *arguments)
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


def test_a_verdict_that_changed_says_why(cli: Cli, tmp_path: Path) -> None:
    night(cli, tmp_path, "one", GOOD, "m-1")
    night(cli, tmp_path, "two", DRIFTED, "m-2", "--report", "html=two.html")
    first, second = shown(cli)
    assert (first["run"], second["run"]) == ("one", "two")
    assert first["changed"] == []
    assert second["verdict"] == "unsafe"
    assert "candidate: served model m-1, now m-2" in second["changed"]
    assert any(line.startswith("gate task: ") for line in second["changed"]), (first, second)
    report = json.loads(Path("runs/two/report.json").read_text())
    (trend,) = report["trends"]
    assert [one["run"] for one in trend["points"]] == ["one", "two"]
    assert trend["points"][1]["difference"] == -0.375
    html = Path("two.html").read_text()
    assert "Gate task over 2 runs, the newest right" in html
    assert html.count('<circle class="point unsafe" cx="290.0"') == 1
    page = cli("history", "answers").out
    assert "answers: old to new" in page
    assert "task -37.5 points" in page
    assert "served model m-1, now m-2" in page
    assert shown(cli, "--provider", "nobody") == []
    assert [one["run"] for one in shown(cli, "--last", "1")] == ["two"]


def test_runs_are_added_once_and_keep_their_looks(cli: Cli, tmp_path: Path) -> None:
    night(cli, tmp_path, "one", GOOD, "m-1")
    night(cli, tmp_path, "two", GOOD[::-1], "m-1")
    before = shown(cli)
    Path("runs/history.sqlite").unlink()
    assert cli("history").code == 2
    done = cli("history", "--import", "runs")
    assert done.code == 0
    assert "runs/one: 1 look added" in done.err
    assert shown(cli) == before
    assert "runs/one: known" in cli("history", "--import", "runs/one").err
    night(cli, tmp_path, "three", ["no", *["yes"] * 79], "m-1")
    report = json.loads(Path("runs/three/report.json").read_text())
    assert (report["verdicts"][0]["look"], report["verdicts"][0]["stands_from"]) == (2, "two")
    assert "not_in_it" not in report["run"]["history"]


def test_old_runs_are_forgotten_and_their_looks_are_not(cli: Cli, tmp_path: Path) -> None:
    night(cli, tmp_path, "one", GOOD, "m-1")
    path = Path("runs/one/run.json")
    record = json.loads(path.read_text())
    aged = {**record, "started_at": "2020-01-01T00:00:00Z", "finished_at": "2020-01-01T00:00:09Z"}
    path.write_text(json.dumps(aged))
    Path("runs/one/digests.json").unlink()  # which would tell of the edit
    Path("runs/history.sqlite").unlink()
    assert cli("history", "--import", "runs/one").code == 0
    for long in ("400000", "99999999999"):
        assert "forgot the results of 0 runs; looks stay" in cli("history", "--keep", long).err
    assert "forgot the results of 1 run; looks stay" in cli("history", "--keep", "365").err
    assert shown(cli) == []
    night(cli, tmp_path, "two", GOOD[::-1], "m-1")
    report = json.loads(Path("runs/two/report.json").read_text())
    assert report["verdicts"][0]["look"] == 2


def test_a_history_of_another_place_is_named(cli: Cli, tmp_path: Path) -> None:
    night(cli, tmp_path, "one", GOOD, "m-1", "--history", "kept.sqlite")
    assert [one["run"] for one in shown(cli, "--history", "kept.sqlite")] == ["one"]
    assert "there is no history at runs/history.sqlite" in cli("history").err
    refused = cli("history", "--history", "postgresql://a:b4d@h/d")
    assert refused.code == 2
    assert "b4d" not in refused.err
    Path("broken.sqlite").write_bytes(b"not a database" * 100)
    assert cli("history", "--history", "broken.sqlite").code == 2
