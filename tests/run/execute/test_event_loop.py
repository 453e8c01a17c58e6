"""Coroutines run to their end wherever they are called."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Callable

import pytest

from portcheck.run.execute.event_loop import new_event_loop, run_to_end


async def thread() -> int:
    await asyncio.sleep(0)
    return threading.get_ident()


async def failing() -> None:
    raise LookupError("here")


async def inside(call: Callable[[], object]) -> object:
    return call()


def test_it_runs_in_this_thread_where_no_loop_runs() -> None:
    assert run_to_end(thread()) == threading.get_ident()


def test_it_runs_in_a_thread_of_its_own_where_one_does() -> None:
    other = asyncio.run(inside(lambda: run_to_end(thread())))
    assert other != threading.get_ident()


@pytest.mark.parametrize("in_loop", [False, True])
def test_errors_come_through(in_loop: bool) -> None:
    def call() -> object:
        return run_to_end(failing())

    with pytest.raises(LookupError, match="here"):
        asyncio.run(inside(call)) if in_loop else call()


def test_uvloop_runs_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    uvloop = pytest.importorskip("uvloop")
    loop = new_event_loop()
    try:
        assert isinstance(loop, uvloop.Loop)
    finally:
        loop.close()
    monkeypatch.setitem(sys.modules, "uvloop", None)
    loop = new_event_loop()
    try:
        assert isinstance(loop, asyncio.SelectorEventLoop)
    finally:
        loop.close()


def test_ctrl_c_in_a_notebook_ends_the_work_in_its_thread() -> None:
    stopped, waited = threading.Event(), list[bool]()

    async def work() -> None:
        await asyncio.sleep(0.2)  # until somebody waits for it
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        waited.append(await asyncio.to_thread(stopped.wait, 10))

    # As a notebook has it: its loop leaves Ctrl-C to the cell.
    loop = asyncio.new_event_loop()
    try:
        with pytest.raises(KeyboardInterrupt):
            loop.run_until_complete(inside(lambda: run_to_end(work(), stop=stopped.set)))
    finally:
        loop.close()
    assert waited == [True]
