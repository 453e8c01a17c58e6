"""The command that goes on with a run takes over every option that it can."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portcheck.cli.app import command_line
from portcheck.cli.flow.resuming.flags import RunFlags
from portcheck.cli.flow.resuming.resume_command import resume_command
from portcheck.cli.options import Ending, failing
from portcheck.run.execute.run_policy import RunPolicy

FOLDER = Path("runs/a b")


def flags(
    policy: dict[str, Any] | None = None, ending: dict[str, Any] | None = None, **own: Any
) -> RunFlags:
    plain: dict[str, Any] = {
        "targets": [],
        "failing": failing("unsafe,inconclusive,conditional"),
        "as_json": False,
        "quiet": False,
        "as_of": None,
    }
    return RunFlags(
        policy=RunPolicy(**(policy or {})), ending=Ending(**(plain | (ending or {}))), **own
    )


def test_what_is_the_default_is_left_out() -> None:
    assert resume_command(FOLDER, flags()) == "portcheck resume 'runs/a b'"
    usual = flags(providers=Path("providers.yaml"))
    assert resume_command(FOLDER, usual) == "portcheck resume 'runs/a b'"


FULL = flags(
    policy={
        "concurrency": 4,
        "max_cost": 0.00001,
        "max_calls": 100,
        "max_time_s": 5400.0,
        "history": "history.sqlite",
    },
    ending={
        "targets": [("html", Path("my report.html")), ("md", Path("r.md"))],
        "failing": failing("new,unsafe"),
        "as_json": True,
        "quiet": True,
        "as_of": date(2026, 1, 2),
        "allow_code": True,
        "allow_waivers": frozenset({"security"}),
        "content": "none",
    },
    record=Path("rec.jsonl"),
    providers=Path("other.yaml"),
    max_cost_month=50.0,
    yes=True,
    trust_folder=True,
)


def test_every_option_is_there() -> None:
    assert resume_command(FOLDER, FULL) == (
        "portcheck resume 'runs/a b' --providers other.yaml --record rec.jsonl"
        " --history history.sqlite --fail-on unsafe,new --concurrency 4 --max-cost 0.00001"
        " --max-cost-month 50 --max-calls 100 --max-time 5400s --as-of 2026-01-02 --content none"
        " --report 'html=my report.html' --report md=r.md"
        " --allow-waiver security --allow-code --yes --trust-folder --json --quiet"
    )


def test_they_are_the_options_of_resume() -> None:
    command = command_line("resume").commands["resume"]
    known = {name for one in command.params for name in one.opts if name.startswith("--")}
    said = {word for word in shlex.split(resume_command(FOLDER, FULL)) if word.startswith("--")}
    assert said == known - {"--repair", "--help"}


@pytest.mark.parametrize(("seconds", "said"), [(90.0, "90s"), (0.5, "0.5s"), (7200.0, "7200s")])
def test_times_are_written_as_they_are_read(seconds: float, said: str) -> None:
    found = resume_command(FOLDER, flags(policy={"max_time_s": seconds}))
    assert found.endswith(f" --max-time {said}")
