from __future__ import annotations

import asyncio

import pytest

from portcheck.run.execute.shutdown import Control, Withdrawn


def test_a_run_that_is_asked_to_stop_is_cancelled() -> None:
    control = Control()

    async def run() -> None:
        control.attach()
        asyncio.get_running_loop().call_soon(control.stop)
        await asyncio.Event().wait()

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(run())
    assert control.draining


def test_only_a_run_that_goes_on_can_be_stopped() -> None:
    control = Control()
    assert not control.stop()

    async def run() -> None:
        control.attach()
        control.detach()
        assert not control.stop()
        await asyncio.sleep(0)

    asyncio.run(run())
    assert not control.drain(), "a signal after the end is nobody's but the command's"


def test_nobody_naps_beyond_the_end_of_a_run() -> None:
    control = Control()

    async def run() -> None:
        control.attach()
        asyncio.get_running_loop().call_soon(control.drain)
        await control.nap(asyncio.sleep, 3600.0)

    with pytest.raises(Withdrawn):
        asyncio.run(run())


def test_a_run_that_was_asked_to_end_before_it_began_hears_of_it() -> None:
    control = Control()
    assert control.drain()

    async def run() -> None:
        control.attach()
        await asyncio.wait_for(control.drained(), 5)

    asyncio.run(run())


def test_a_nap_leaves_nobody_waiting() -> None:
    control = Control()

    async def run() -> int:
        control.attach()
        await control.nap(asyncio.sleep, 0.001)
        await asyncio.sleep(0)
        return len(asyncio.all_tasks())

    assert asyncio.run(run()) == 1
