"""Coroutines run to their end wherever they are called."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from portcheck.run.execute.event_loop import IterationBatch, new_event_loop, run_to_end


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


async def adding(batch: IterationBatch[int], *values: int) -> None:
    for value in values:
        batch.add(value)
    await asyncio.sleep(0)


@pytest.fixture(params=[asyncio.new_event_loop, new_event_loop])
def loop(request: pytest.FixtureRequest) -> Iterator[asyncio.AbstractEventLoop]:
    made = request.param()
    yield made
    made.close()


def test_what_several_tasks_add_at_once_is_handed_over_together(
    loop: asyncio.AbstractEventLoop,
) -> None:
    found = list[list[int]]()

    async def work() -> None:
        with IterationBatch(found.append) as batch:
            await asyncio.gather(adding(batch, 1, 2), adding(batch, 3))
            assert found == [[1, 2, 3]]
            await adding(batch, 4)
            assert found == [[1, 2, 3], [4]]
            batch.add(5)

    loop.run_until_complete(work())
    assert found == [[1, 2, 3], [4], [5]]


def test_a_task_that_yields_goes_on_after_the_handover(loop: asyncio.AbstractEventLoop) -> None:
    found = list[int]()

    async def one(batch: IterationBatch[int], value: int) -> bool:
        await adding(batch, value)
        return value in found

    async def work() -> list[bool]:
        with IterationBatch(found.extend) as batch:
            return await asyncio.gather(*(one(batch, value) for value in range(5)))

    assert loop.run_until_complete(work()) == [True] * 5


def refuse(values: list[int]) -> None:
    raise LookupError(values)


def test_what_a_handover_raises_is_raised_where_the_next_value_comes() -> None:
    later = list[int]()

    async def work() -> None:
        with IterationBatch(refuse) as batch:
            await adding(batch, 1)
            later.append(2)
            batch.add(2)
            later.append(3)

    with pytest.raises(LookupError, match="1"):
        asyncio.run(work())
    assert later == [2]


def test_what_the_last_handover_raises_is_raised_at_the_end() -> None:
    async def work() -> None:
        with IterationBatch(refuse) as batch:
            batch.add(1)

    with pytest.raises(LookupError, match="1"):
        asyncio.run(work())


def test_what_ends_the_work_is_not_hidden_by_a_handover() -> None:
    found = list[int]()

    def keep(values: list[int]) -> None:
        found.extend(values)
        raise LookupError

    async def work() -> None:
        with IterationBatch(keep) as batch:
            batch.add(1)
            raise KeyError

    with pytest.raises(KeyError):
        asyncio.run(work())
    assert found == [1]
