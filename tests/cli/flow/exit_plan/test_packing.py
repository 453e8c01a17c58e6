from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import environment, in_process

from portcheck.cli.flow.exit_plan.packing import FILES


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert in_process("demo", cwd=folder, env=environment()).code == 0
    return folder


@pytest.mark.slow
def test_a_pack_is_four_files_that_others_read(demo: Path) -> None:
    words = ("cutover", "latest", "--workload", "ticket-triage", "--to", "gemma", "--out", "pack")
    done = in_process(*words, cwd=demo, env=environment())
    assert done.code == 0
    assert done.out.split() == [f"pack/{name}" for name in FILES]
    assert "not shown to be safe: the verdict is unsafe" in done.err
    page = (demo / "pack" / "cutover.md").read_text()
    assert "- [ ] " in page
    assert yaml.safe_load((demo / "pack" / "litellm.yaml").read_text())["model_list"]
    assert json.loads((demo / "pack" / "openrouter.json").read_text())["models"]
    # Recordings have no address: there is nothing to route to.
    assert not list(yaml.safe_load_all((demo / "pack" / "envoy-ai-gateway.yaml").read_text()))
    assert "leaves out smollm2 and all routes" in page
    again = in_process(*words, cwd=demo, env=environment())
    assert (again.code, "is not empty" in again.err) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("workload", "to"), [("ticket-triag", "gemma"), ("ticket-triage", "smollm2")]
)
def test_what_the_run_does_not_know_is_a_mistake(demo: Path, workload: str, to: str) -> None:
    words = ("cutover", "latest", "--workload", workload, "--to", to, "--out", "other", "--json")
    done = in_process(*words, cwd=demo, env=environment())
    assert done.code == 2
    assert not (demo / "other").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        lambda plan: plan["workloads"][0]["targets"][0].update(candidate="x"),
        lambda plan: [each.update(targets=[]) for each in plan["workloads"]],
        lambda plan: plan["workloads"].append(plan["workloads"][0]),
        lambda plan: plan["workloads"].clear(),
    ],
    ids=["another target", "no targets", "a workload twice", "no workloads"],
)
def test_a_report_that_does_not_fit_is_made_again(demo: Path, tmp_path: Path, change: Any) -> None:
    run = tmp_path / "run"
    shutil.copytree((demo / "runs" / "latest").resolve(), run)
    report = json.loads((run / "report.json").read_text())
    change(report["exit_plan"])
    (run / "report.json").write_text(json.dumps(report))
    (run / "digests.json").unlink()  # which would tell of the edit
    words = ("cutover", str(run), "--workload", "ticket-triage", "--to", "gemma")
    done = in_process(*words, "--out", str(tmp_path / "pack"), cwd=demo, env=environment())
    assert (done.code, (tmp_path / "pack" / "cutover.md").exists()) == (0, True)
    done = in_process("drill", str(run), "--price", "self-hosted=2", cwd=demo, env=environment())
    assert done.code != 70
