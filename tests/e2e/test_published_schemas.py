"""Every file of real run folders is what the published schemas say."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest
from commands import imported, portcheck
from jsonschema import Draft202012Validator
from live_runs import end, lines, start, started, write_suite
from vendor import vendor

pytestmark = pytest.mark.server

KNOWN = {
    "plan.json", "run.json", "samples.jsonl", "scores.jsonl", "events.jsonl", "report.json",
    "report.md", "lock", "nights.json", "digests.json",
}  # fmt: skip


def schema(kind: str, cwd: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(portcheck("schema", kind, cwd=cwd).out)
    Draft202012Validator.check_schema(found)
    return found


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Draft202012Validator]:
    """A validator for each file, as anybody can make them from what `portcheck schema` prints."""
    home = tmp_path_factory.mktemp("schema")
    run = schema("run", home)
    kinds = {
        "plan.json": "plan_file",
        "run.json": "run_file",
        "nights.json": "nights_file",
        "digests.json": "digests_file",
        "samples.jsonl": "sample",
        "scores.jsonl": "score",
        "events.jsonl": "event",
    }
    made = {
        name: Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": run["$defs"]})
        for name, kind in kinds.items()
    }
    return {**made, "report.json": Draft202012Validator(schema("report", home))}


def hold(folder: Path, published: dict[str, Draft202012Validator]) -> set[str]:
    """Validates every file of a run folder; the kinds of events that were seen."""
    for name, validator in published.items():
        if name.endswith(".jsonl"):
            assert (folder / name).read_bytes()[-1:] in {b"\n", b""}
            for line in lines(folder / name):
                validator.validate(line)
        else:
            validator.validate(json.loads((folder / name).read_text()))
    assert {path.name for path in folder.iterdir()} <= KNOWN | {"report.html"}
    return {event["event"] for event in lines(folder / "events.jsonl")}


def test_the_demo(tmp_path: Path, published: dict[str, Draft202012Validator]) -> None:
    assert portcheck("demo", cwd=tmp_path).code == 0
    assert hold(tmp_path / "runs" / "latest", published) == {"run_started", "sample_finished"}


def test_runs_in_which_things_go_wrong(
    tmp_path: Path, published: dict[str, Draft202012Validator]
) -> None:
    trouble = {"429-told": 0.1, "500": 0.1, "cut": 0.1}
    limits = {"new": 8}
    providers: dict[str, dict[str, Any]] = {
        "old": {"price": {"input": 1.0, "output": 2.0}},
        "new": {"stream": True},
        "gone": {"base_url": "http://127.0.0.1:9/v1"},
    }
    run = ("--baseline", "old", "--json")
    with vendor(trouble=trouble, seed=5, limits=limits, window_s=1.5) as server:
        suite = write_suite(tmp_path, server.url, providers, 30)
        code, _, err = end(start("run", str(suite), *run, "--out", "failed", cwd=tmp_path))
        assert code == 4, err
        seen = hold(tmp_path / "failed", published)
        assert seen == {
            "run_started", "request_failed", "waiting", "provider_stopped", "sample_finished",
        }  # fmt: skip
        reuse = ("--reuse", "failed", "--candidate", "new", "--out", "reused")
        code, _, err = end(start("run", str(suite), *run, *reuse, cwd=tmp_path))
        assert code == 3, err
        hold(tmp_path / "reused", published)
        taken = [s for s in lines(tmp_path / "reused" / "samples.jsonl") if s["reused_from"]]
        assert len(taken) == 60, "of baseline and candidate"
        server.change(delay_ms=(600, 900), trouble={}, limits={})
        cut = ("--candidate", "new", "--out", "cut", "--concurrency", "4")
        with started("run", str(suite), *run, *cut, cwd=tmp_path) as process:
            server.wait_for(len(server.asked()) + 6)
            process.send_signal(signal.SIGINT)
            assert end(process)[0] == 130
        assert "draining" in hold(tmp_path / "cut", published)


def test_a_value_out_of_place_is_seen(
    tmp_path: Path, published: dict[str, Draft202012Validator]
) -> None:
    suite = imported(tmp_path, {"old": ["yes"] * 3, "new": ["yes"] * 3})
    portcheck("run", str(suite), "--baseline", "old", "--out", "r", cwd=tmp_path)
    hold(tmp_path / "r", published)
    for name, field in (
        ("plan.json", "record_version"),
        ("run.json", "started_at"),
        ("samples.jsonl", "trial"),
        ("scores.jsonl", "outcome"),
        ("events.jsonl", "event"),
    ):
        data = json.loads((tmp_path / "r" / name).read_text().splitlines()[0])
        assert published[name].is_valid(data)
        assert not published[name].is_valid({**data, field: 7})
        assert not published[name].is_valid({**data, "more": 1})
