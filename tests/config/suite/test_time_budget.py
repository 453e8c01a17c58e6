"""Slow checks end the look at a suite with a mistake, not with a wait."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from portcheck.config.load import load
from portcheck.config.suite import resolve, time_budget
from portcheck.errors import ConfigError

SLOW = "(a|aa)+[^a0-9]"


def suite(folder: Path, examples: int) -> Path:
    rejected = ", ".join(f'"{"a" * 64}{n}"' for n in range(examples))
    path = folder / "suite.yaml"
    path.write_text(
        "portcheck: 1\nsuite: s\nworkloads:\n  w:\n    prompt: hi\n    checks:\n"
        f'      - regex: "{SLOW}"\n        rejects: [{rejected}]\n'
        "      - equals: yes\n        accepts: [no]\n"
        "    cases: [{id: a}]\n"
    )
    return path


def test_examples_that_take_too_long_are_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = partial(time_budget.TimeBudget, left_s=0.3)
    monkeypatch.setattr(resolve, "TimeBudget", hasty)
    with pytest.raises(ConfigError) as found:
        load([suite(tmp_path, 12)], None)
    messages = [problem.message for problem in found.value.problems]
    late = [message for message in messages if "took 20 s to try" in message]
    assert len(late) == 1, messages
    assert sum("says unscored" in message for message in messages) >= 1


def test_time_is_counted_and_reported_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as found:
        load([suite(tmp_path, 2)], None)
    messages = [problem.message for problem in found.value.problems]
    assert not [message for message in messages if "to try" in message]
    assert any("but 'equals' says failed" in message for message in messages)
