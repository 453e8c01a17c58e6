"""Recorded exchanges, each asked for once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from replayed import Replay

from portcheck.providers.retry import complete
from portcheck.run import single_call


@pytest.fixture
def vendor(replay: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """The replay server; a recorded failure stays one, so nothing is asked again."""
    monkeypatch.setattr(single_call, "complete", partial(complete, retries=0))
    return Replay(replay, tmp_path)
