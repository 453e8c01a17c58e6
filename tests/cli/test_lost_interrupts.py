from __future__ import annotations

import signal
import sys
import threading
import time
import weakref
from collections.abc import Iterator

import pytest

from portcheck.cli import lost_interrupts as interrupts


class Gone:
    """Something that is cleaned up."""


@pytest.fixture(autouse=True)
def hook() -> Iterator[list[object]]:
    """What would have been printed."""
    printed: list[object] = []
    before, sys.unraisablehook = sys.unraisablehook, printed.append
    yield printed
    sys.unraisablehook = before


def clean_up(raised: BaseException) -> None:
    def callback(_reference: object) -> None:
        raise raised

    gone = Gone()
    reference = weakref.ref(gone, callback)
    del gone
    assert reference() is None


def test_an_interrupt_in_a_callback_comes_again(hook: list[object]) -> None:
    # Who starts the tests in the background has them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def work() -> None:
        with interrupts.delivered():
            clean_up(KeyboardInterrupt())
            time.sleep(5)

    try:
        with pytest.raises(KeyboardInterrupt):
            work()
    finally:
        signal.signal(signal.SIGINT, before)
    assert hook == []


def test_other_errors_there_are_printed_as_ever(hook: list[object]) -> None:
    with interrupts.delivered():
        clean_up(ValueError("odd"))
    assert len(hook) == 1


def test_what_ends_first_is_not_interrupted_after_it(
    hook: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupts, "_LATER_S", 60.0)
    mine = sys.unraisablehook
    with interrupts.delivered():
        clean_up(KeyboardInterrupt())
        (waiting,) = (one for one in threading.enumerate() if isinstance(one, threading.Timer))
    waiting.join(30)
    assert not waiting.is_alive()
    assert hook == []
    assert sys.unraisablehook is mine
