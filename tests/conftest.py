"""Every test is offline, with a clean environment; reference material is optional."""

from __future__ import annotations

import gc
import itertools
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no failure; the suite has a time limit for each test.
SLOW = [HealthCheck.too_slow]
settings.register_profile("portcheck", deadline=None, suppress_health_check=SLOW, max_examples=40)
# What CI takes, as `--hypothesis-profile=thorough`.
settings.register_profile("thorough", deadline=None, suppress_health_check=SLOW)
settings.load_profile("portcheck")

# A shell that starts the tests in the background has them, and what they start, ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_tests = itertools.count()
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded exchanges and labelled answers, which is not part of the project."""
    path = Path(os.environ.get("PORTCHECK_SHARED", ROOT.parent / "shared"))
    if not (path / "wire").is_dir():
        pytest.skip(f"no reference material at {path} (set PORTCHECK_SHARED)")
    return path


@pytest.fixture(scope="session", autouse=True)
def _for_all_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What each of 16,000 tests would take its time to set up again; brings a folder for them."""
    from portcheck.run.store import durable_files  # read after what measures coverage has begun

    gc.freeze()  # the tests themselves, and all modules, are not garbage
    gc.set_threshold(*gc.get_threshold()[:2], 100)
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.endswith(("_API_KEY", "_BASE_URL")) or name in {"NO_COLOR", "FORCE_COLOR"}:
                patch.delenv(name)
        patch.setenv("COLUMNS", "100")
        patch.setattr(socket.socket, "connect", _loopback_only(socket.socket.connect))
        # No test is about a machine that loses power; a busy disk holds a write up for a second.
        patch.setattr(os, "fsync", lambda _handle: None)
        patch.setattr(durable_files, "_sync_data", lambda _handle: None)
        folder = tmp_path_factory.getbasetemp()
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        yield folder


def _loopback_only(real: Callable[[socket.socket, Any], None]) -> Callable[..., None]:
    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and host not in {"127.0.0.1", "::1"}:
            raise AssertionError(f"a test tried to reach {host}")
        real(self, address)

    return connect


@pytest.fixture(autouse=True)
def _own_state(_for_all_tests: Path) -> None:
    """What one test's endpoints do is not known in another; the folder is made by who writes."""
    os.environ["XDG_STATE_HOME"] = str(_for_all_tests / f"state-{next(_tests)}")
