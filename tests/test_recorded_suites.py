"""Answers of the small models that ship: they replay to what was measured when they were live."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import suite_pass_rates
from commands import environment, in_process

from portcheck.cli.showroom.shipped_files import suites
from portcheck.cli.showroom.shipped_suites import shipped_suite
from portcheck.config.load import load
from portcheck.run.store.folder import RunStore

RECORDED = sorted(file.parent for file in (suites() / "recordings").glob("*/providers.yaml"))
LARGE = 1_500_000
"""Bytes that the recordings of a suite may have."""

each = pytest.mark.parametrize("folder", [pytest.param(one, id=one.name) for one in RECORDED])


@each
def test_recordings_are_small(folder: Path) -> None:
    assert sum(file.stat().st_size for file in folder.iterdir()) <= LARGE


@pytest.mark.slow
@each
def test_recordings_replay_to_the_rates_and_verdicts_of_the_live_run(
    folder: Path, tmp_path: Path
) -> None:
    suite = shipped_suite(folder.name)
    done = in_process(
        *("run", str(suite.file), "--providers", str(folder / "providers.yaml")),
        *("--baseline", "smollm2", "--out", "run"),
        cwd=tmp_path,
        env=environment(XDG_STATE_HOME=str(tmp_path / "state")),
    )
    assert done.code in {0, 1, 3, 5}, done.err
    store = RunStore.open(tmp_path / "run")
    measured = [
        row
        for row in json.loads(suite.rates_file.read_text("utf-8"))["rates"]
        if row["source"] == "recorded"
    ]
    without = any("without" in row for row in measured)
    found = list(suite_pass_rates.rates(store.plan(), store, "recorded", without_tools=without))
    again = f"benchmarks/suite_pass_rates.py {folder.name} --providers {folder}/providers.yaml"
    assert sorted(found, key=suite_pass_rates.order) == measured, f"{again} --record: see its text"
    told = json.loads((folder / "verdicts.json").read_text("utf-8"))
    assert suite_pass_rates.verdicts(store) == told


def test_the_sample_of_a_workload_is_the_same_whatever_else_is_asked() -> None:
    suite = load([shipped_suite("chat-basics").file], None).suite
    cases = {one.id: {case.id for case in one.cases} for one in suite.workloads}
    together = suite_pass_rates.drawn(suite, 5, 1)
    assert len(together) == 5 * len(cases)
    for name, ids in cases.items():
        alone = suite_pass_rates.drawn(suite, 5, 1, [name])
        assert alone == tuple(case for case in together if case in ids)
    assert suite_pass_rates.drawn(suite, None, 1) == ()
