"""What the runs of a month have cost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portcheck.cli.flow.monthly import least_cost
from portcheck.errors import BudgetError, ExitCode
from portcheck.run.history.address import Address
from portcheck.run.history.database.records import keep
from portcheck.run.history.database.transaction import opened
from portcheck.run.history.month import spent_in_month


def filled(path: Path, *runs: tuple[str, float | None, int | None]) -> Path:
    with opened(Address(path=path)) as connection:
        for number, (at, paid, unpriced) in enumerate(runs):
            row: dict[str, Any] = {
                "run_key": f"k{number}", "run": f"r{number}", "suite": "s", "suite_digest": "",
                "portcheck_version": "0", "baseline": "old", "started_at": at, "finished_at": "",
                "exit_code": 0, "incomplete": "", "interrupted": False, "partial": False,
                "cases": 1, "samples": 2, "paid_usd": paid, "unpriced": unpriced,
            }  # fmt: skip
            keep(connection, f"k{number}", {"runs": [row]})
    return path


def test_only_runs_of_this_month_count(tmp_path: Path) -> None:
    file = filled(
        tmp_path / "h.sqlite",
        ("2026-10-31T23:59:59Z", 100.0, 0),
        ("2026-11-01T00:00:00Z", 1.5, 0),
        ("2026-11-28T03:00:00Z", 2.0, 4),
        ("2026-11-29T03:00:00Z", None, None),
    )
    found = spent_in_month(Address(path=file), datetime(2026, 11, 30, tzinfo=UTC))
    assert (found.month, found.usd, found.more) == ("2026-11", 3.5, 2)
    december = spent_in_month(Address(path=file), datetime(2026, 12, 1, tzinfo=UTC))
    assert (december.usd, december.more) == (0.0, 0)
    nothing = Address(path=tmp_path / "none.sqlite")
    assert spent_in_month(nothing, datetime(2026, 12, 1, tzinfo=UTC)).usd == 0.0
    assert not (tmp_path / "none.sqlite").exists()


def test_a_run_gets_what_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    (tmp_path / "runs").mkdir()
    file = filled(tmp_path / "runs" / "history.sqlite", (now, 7.0, 0), (now, 0.5, 1))
    monkeypatch.chdir(tmp_path)
    assert least_cost(5.0, None, "", None) == 5.0
    assert least_cost(None, 10.0, "", None) == 2.5
    assert least_cost(1.0, 10.0, "", None) == 1.0
    assert least_cost(5.0, 10.0, "", tmp_path / "runs" / "mine") == 2.5
    assert least_cost(5.0, 10.0, str(file), tmp_path / "elsewhere") == 2.5
    assert least_cost(5.0, 10.0, "", tmp_path / "elsewhere") == 5.0
    with pytest.raises(BudgetError, match="used up: runs in runs") as found:
        least_cost(5.0, 7.5, "", None)
    assert "1 run cost an unknown amount more" in found.value.message
    assert found.value.exit_code == ExitCode.INCOMPLETE
