"""What is started at once goes on as a task does."""

from __future__ import annotations

import asyncio
import sys
import types
from collections.abc import Callable, Generator

import pytest
import uvloop

from portcheck.providers.transport.eager import no_task_of_ended_work, started


def test_what_never_waits_is_over_before_it_is_a_task() -> None:
    done: list[str] = []

    async def work() -> int:
        done.append("work")
        return 3

    async def main() -> None:
        rest = started(work())
        assert done == ["work"]
        assert await asyncio.create_task(rest) == 3

    asyncio.run(main())


def test_what_waits_goes_on_with_what_it_waited_for() -> None:
    async def main() -> None:
        first, second = (asyncio.get_running_loop().create_future() for _ in range(2))

        async def work() -> list[int]:
            return [await first, await second]

        task = asyncio.create_task(started(work()))
        for future, value in ((first, 1), (second, 2)):
            for _ in range(3):  # it has its turn only once there is something for it
                await asyncio.sleep(0)
            future.set_result(value)
        assert await task == [1, 2]

    asyncio.run(main())


def test_what_it_is_sent_comes_to_it() -> None:
    @types.coroutine
    def asks(question: str) -> Generator[str, int, int]:
        answer = yield question
        return answer

    async def work() -> int:
        return await asks("first") - await asks("second")

    rest = started(work())
    assert rest.send(None) == "first"
    assert rest.send(5) == "second"
    with pytest.raises(StopIteration) as ended:
        rest.send(2)
    assert ended.value.value == 3


@pytest.mark.parametrize("waits", [False, True])
def test_its_error_is_that_of_the_task(waits: bool) -> None:
    async def work() -> None:
        if waits:
            await asyncio.sleep(0)
        raise KeyError("lost")

    async def main() -> None:
        task = asyncio.create_task(started(work()))
        with pytest.raises(KeyError, match="lost"):
            await task

    asyncio.run(main())


def test_a_cancelled_task_cancels_it_and_it_may_clean_up() -> None:
    said: list[str] = []

    async def work() -> str:
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            said.append("cleaned")
            raise
        return "never"

    async def main() -> None:
        task = asyncio.create_task(started(work()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert said == ["cleaned"]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="tasks can be eager")
@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_work_that_ended_is_no_task(new_loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    async def work(future: asyncio.Future[int] | None = None) -> int:
        return 3 if future is None else await future

    async def fails() -> int:
        raise ValueError("bad")

    async def main() -> None:
        loop = asyncio.get_running_loop()
        no_task_of_ended_work(loop)
        ended = asyncio.create_task(started(work()))
        assert ended.done()
        assert not isinstance(ended, asyncio.Task)
        assert await ended == 3
        future = loop.create_future()
        waiting = asyncio.create_task(started(work(future)))
        failed = asyncio.create_task(started(fails()))
        plain = asyncio.create_task(work())
        assert not any(task.done() for task in (waiting, failed, plain))
        future.set_result(4)
        assert (await waiting, await plain) == (4, 3)
        with pytest.raises(ValueError, match="bad"):
            await failed

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main())


def test_a_task_factory_that_a_loop_has_stays() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        made: list[object] = []

        def task(
            own: asyncio.AbstractEventLoop, work: types.CoroutineType[None, None, int]
        ) -> asyncio.Task[int]:
            made.append(work)
            return asyncio.Task(work, loop=own)

        loop.set_task_factory(task)  # type: ignore[arg-type]
        no_task_of_ended_work(loop)
        assert loop.get_task_factory() is task

    asyncio.run(main())
