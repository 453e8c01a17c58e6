"""Start a coroutine at once, like an eager task of Python 3.12."""

from __future__ import annotations

import asyncio
import sys
import types
from collections.abc import Coroutine, Generator
from contextvars import Context
from typing import Any, TypeVar

T = TypeVar("T")


def started(work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
    """Run `work` up to its first wait in the caller's task.

    Returns:
        A coroutine for the rest, with the result and the exceptions of `work`.
    """
    try:
        awaited = work.send(None)
    except StopIteration as end:
        return _ended(end.value)
    except BaseException as exc:  # noqa: BLE001  # is for the task
        return _failed(exc)
    return _rest(work, awaited)


def no_task_of_ended_work(loop: asyncio.AbstractEventLoop) -> None:
    """Make the loop return a finished result, and no task, for work that ended in `started`.

    aiohttp creates a task for the writing of each request. From Python 3.12 on that task is eager,
    and finished at once.
    """
    if sys.version_info < (3, 12) and loop.get_task_factory() is None:
        loop.set_task_factory(_task)


def _task(
    loop: asyncio.AbstractEventLoop,
    work: Coroutine[Any, Any, Any] | Generator[Any, None, Any],
    context: Context | None = None,
) -> asyncio.Future[Any]:
    if getattr(work, "cr_code", None) is not _ended.__code__:
        return asyncio.Task(work, loop=loop, context=context)
    found = loop.create_future()
    try:
        work.send(None)
    except StopIteration as end:
        found.set_result(end.value)
    return found


async def _ended(value: T) -> T:
    return value


async def _failed(exc: BaseException) -> Any:
    raise exc


async def _rest(work: Coroutine[Any, Any, T], awaited: Any) -> T:
    return await _driven(work, awaited)


@types.coroutine
def _driven(work: Coroutine[Any, Any, T], awaited: Any) -> Generator[Any, Any, T]:
    """Continue a started coroutine like `yield from` (PEP 380)."""
    try:
        while True:
            try:
                sent = yield awaited
            except BaseException as exc:  # noqa: BLE001  # such as a cancellation
                awaited = work.throw(exc)
            else:
                awaited = work.send(sent)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
