"""What a rehearsal needs before it asks, and what it leaves in the rows of a drill."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import environment, in_process
from local_vendor import LocalVendor, Reply, chat
from run_builders import make_case, make_suite, make_workload

from portcheck.cli.flow.drilling import Live, live_flags
from portcheck.cli.flow.exit_plan import rehearsing
from portcheck.cli.flow.exit_plan.rehearsing import rehearsed
from portcheck.cli.output import Output
from portcheck.config.load import load_providers
from portcheck.errors import UsageError
from portcheck.exitplan.scenario import Drill, DrillRow
from portcheck.pipeline import new_record
from portcheck.run.plan.build import build_plan
from portcheck.run.store.folder import RunStore

PROVIDERS = """\
portcheck: 1
providers:
  old: {{vendor: self-hosted, dialect: openai-chat, model: m, base_url: {root}/v1}}
  new: {{vendor: self-hosted, dialect: openai-chat, model: m, base_url: {root}/v1{key}}}
"""


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def row(workload: str, to: str | None = "new", verdict: str = "safe") -> DrillRow:
    return DrillRow(
        workload=workload,
        from_="old",
        to=to,
        verdict=verdict,  # type: ignore[arg-type]  # test data
        binding="",
        cost_change_usd_month=None,
        extra_failures_month=None,
        evidence_age_days=0,
        capacity="unknown",
        criticality="high",
        run="r",
    )


def drill(*rows: DrillRow) -> Drill:
    return Drill(
        without=("x",),
        as_of="2026-11-28",
        until="2026-11-28",
        exit_coverage=None,
        workloads=rows,
        no_exit=(),
        not_hit=0,
        cost_change_usd_month=None,
    )


def prepared(folder: Path, root: str, key: str = "") -> tuple[RunStore, Path]:
    file = folder / "providers.yaml"
    file.write_text(PROVIDERS.format(root=root, key=key))
    suite = make_suite(
        make_workload("w", [make_case("a"), make_case("b")]),
        make_workload("v", [make_case("c")]),
    )
    plan = build_plan(suite, list(load_providers(file)), baseline="old")
    return RunStore.create(folder / "r", plan, new_record("r")), file


def wished(file: Path | None, **changes: object) -> Live:
    values = {"sample": 5, "providers": file, "max_cost": None, "yes": True}
    return Live(**{**values, **changes})  # type: ignore[arg-type]  # test data


def test_flags_of_a_rehearsal_need_live_and_live_a_number() -> None:
    nothing = {"sample": None, "providers": None, "max_cost": None, "yes": False}
    assert live_flags(live=False, **nothing) is None  # type: ignore[arg-type]  # test data
    with pytest.raises(UsageError, match="--sample needs --live"):
        live_flags(live=False, sample=1, providers=None, max_cost=None, yes=False)
    with pytest.raises(UsageError, match="--max-cost needs --live"):
        live_flags(live=False, sample=None, providers=None, max_cost=0.0, yes=False)
    with pytest.raises(UsageError, match="--live needs --sample"):
        live_flags(live=True, sample=None, providers=None, max_cost=None, yes=False)


@pytest.mark.server
def test_only_what_moves_is_asked_and_nothing_is_kept(tmp_path: Path) -> None:
    def answer(_path: str, body: dict[str, object]) -> Reply:
        return (401, {"error": {"message": "no"}}) if "'c'" in str(body) else chat("yes")

    with LocalVendor(answer) as vendor:
        store, file = prepared(tmp_path, vendor.root)
        found = drill(row("w"), row("s/v"), row("other", None, "inconclusive"))
        made = rehearsed(found, [store], wished(file), Output(), quiet=True)
    first, second, third = made.workloads
    assert len(vendor.bodies) >= 3
    assert first.rehearsal is not None
    assert (first.rehearsal.answers, first.rehearsal.obstacle) == (2, "")
    assert second.rehearsal is not None
    assert second.rehearsal.obstacle.startswith("the key is rejected")
    assert third.rehearsal is None
    assert len(store.samples()) == 0


def test_a_missing_key_is_the_obstacle_of_the_move_and_no_mistake(tmp_path: Path) -> None:
    store, file = prepared(tmp_path, "https://vendor.example", ", api_key_env: ACME_API_KEY")
    made = rehearsed(drill(row("w")), [store], wished(file), Output(), quiet=True)
    (only,) = made.workloads
    assert only.rehearsal is not None
    assert "ACME_API_KEY" in only.rehearsal.obstacle
    assert only.rehearsal.asked == 0


def test_a_host_is_called_after_consent_alone(tmp_path: Path) -> None:
    store, file = prepared(tmp_path, "https://vendor.example")
    with pytest.raises(UsageError, match="a live run needs your consent"):
        rehearsed(drill(row("w")), [store], wished(file, yes=False), Output(), quiet=True)
    with pytest.raises(UsageError, match="--max-cost needs a price"):
        rehearsed(drill(row("w")), [store], wished(file, max_cost=1.0), Output(), quiet=True)


def test_where_nothing_moves_nobody_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, file = prepared(tmp_path, "https://vendor.example")
    found = drill(row("w", None, "inconclusive"))
    assert rehearsed(found, [store], wished(file, yes=False), Output(), quiet=True) == found
    assert "no provider was asked" in capsys.readouterr().err


@pytest.mark.parametrize("flags", [(), ("--json",)], ids=["text", "json"])
def test_with_json_the_progress_is_silent_as_that_of_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...]
) -> None:
    silent: list[bool] = []

    def noted(found: Drill, *_: object, quiet: bool) -> Drill:
        silent.append(quiet)
        return found

    store, _ = prepared(tmp_path, "https://vendor.example")
    monkeypatch.setattr(rehearsing, "rehearsed", noted)
    words = ("drill", str(store.path), "--without", "self-hosted", "--live", "--sample", "1")
    done = in_process(*words, *flags, cwd=tmp_path, env=environment())
    assert (done.code, silent) == (3, [bool(flags)])
